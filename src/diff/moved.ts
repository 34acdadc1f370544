import { byName } from '../group/lists.ts';
import { DIRECTIONS, type Direction } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { type Box, demands } from '../traffic/box.ts';
import { type Budget, spend, Unproved } from '../traffic/budget.ts';
import { coverageOf } from '../traffic/coverage.ts';
import { meets, remainder } from '../traffic/remainder.ts';
import { type Near, nearOf } from './near.ts';
import { type Ground, podsBox, policyBoxes } from './side.ts';
import type { Move } from './types.ts';

/**
 * For every policy of the old side what others allow now in its place. What nobody allows any more is no move. Undefined past
 * the budget: nothing hangs on moves.
 */
export function movesOf(
  namespace: string,
  old: readonly Policy[],
  now: readonly Policy[],
  budget: Budget,
): readonly Move[] | undefined {
  const byIdentity = new Map(now.map((policy) => [policy.ref.name, policy]));
  const changed = [...old].sort(byName).filter((policy) => !isSame(policy, byIdentity.get(policy.ref.name)));
  if (changed.length === 0) return [];
  const grounds = DIRECTIONS.map((direction): Ground => ({ model: 'api', namespace, direction }));
  const heirs = grounds.map((ground) => heirsOn(now, ground));
  const moves: Move[] = [];
  try {
    for (const policy of changed) {
      const itself = byIdentity.get(policy.ref.name);
      const found = heirs.map((find) => find(policy, itself, budget));
      const directions = DIRECTIONS.filter((_, i) => found[i] !== undefined);
      const to = [...new Set(found.flatMap((names) => names ?? []))].sort();
      if (directions.length > 0) moves.push({ namespace, policy: policy.ref.name, directions, to });
    }
  } catch (error) {
    if (error instanceof Unproved) return undefined;
    throw error;
  }
  return moves;
}

/** Who allows what a policy no longer does; nobody where no policy isolates the pods; undefined where nothing moved. */
type Heirs = (policy: Policy, itself: Policy | undefined, budget: Budget) => readonly string[] | undefined;

function heirsOn(now: readonly Policy[], ground: Ground): Heirs {
  const isolating = now.filter(({ spec }) => isolates(spec, ground.direction));
  const near = nearOf(
    isolating.flatMap((policy) => policyBoxes(policy, ground).map((box): Owned => ({ name: policy.ref.name, box }))),
    ({ box }) => box.labels,
  );
  const closed = nearOf(
    isolating.flatMap(({ spec }) => demands('subject', spec.podSelector) ?? []),
    (pods) => pods,
  );
  return (policy, itself, budget) => {
    const kept = itself === undefined ? [] : policyBoxes(itself, ground);
    const heirs = new Set<string>();
    let isOpen = false;
    for (const box of coverageOf(policyBoxes(policy, ground)).boxes) {
      const others = near(box).filter(({ name }) => name !== policy.ref.name);
      for (const left of remainder(box, kept, budget)) {
        spend(budget, others.length / 4);
        for (const { name, box: other } of others) if (!heirs.has(name) && meets(other, left)) heirs.add(name);
        isOpen ||= heirs.size === 0 && areOpen(left, closed, budget);
      }
    }
    return heirs.size > 0 || isOpen ? [...heirs] : undefined;
  };
}

type Owned = { readonly name: string; readonly box: Box };

/** Whether no policy isolates some of the pods of a box. */
function areOpen({ labels }: Box, closed: Near<Box['labels']>, budget: Budget): boolean {
  const isolating = closed({ labels }).map(podsBox);
  return remainder(podsBox(labels), isolating, budget).next().done !== true;
}

function isSame(a: Policy, b: Policy | undefined): boolean {
  return b !== undefined && JSON.stringify(a.spec) === JSON.stringify(b.spec);
}

/** Opened pods are told where that gains them something; a move to nobody adds nothing to it. */
export function withoutOpened(moves: readonly Move[], opened: ReadonlySet<Direction>): readonly Move[] {
  return moves.filter(({ to, directions }) => to.length > 0 || directions.some((direction) => !opened.has(direction)));
}
