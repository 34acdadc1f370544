import { byName } from '../../group/lists.ts';
import { DIRECTIONS, type Direction } from '../../policy/api.ts';
import { isolates, type Policy } from '../../policy/policy.ts';
import type { Box } from '../box.ts';
import { type Budget, spend, Unproved } from '../budget.ts';
import { coverageOf } from '../coverage.ts';
import { meets, remainder } from '../remainder.ts';
import { type Near, nearOf } from './near.ts';
import { type Ground, policyBoxes } from './side.ts';
import type { Move } from './types.ts';

/**
 * For every policy of the old side what other policies allow now in its place. What nobody allows any more is no move, nor
 * what is open to everybody now. Past the budget moves are left out: nothing hangs on them.
 */
export function movesOf(
  namespace: string,
  old: readonly Policy[],
  now: readonly Policy[],
  budget: Budget,
): readonly Move[] {
  const byIdentity = new Map(now.map((policy) => [policy.ref.name, policy]));
  const changed = [...old].sort(byName).filter((policy) => !isSame(policy, byIdentity.get(policy.ref.name)));
  if (changed.length === 0) return [];
  const finders = new Map(DIRECTIONS.map((direction) => [direction, finder(now, ground(namespace, direction))]));
  const moves: Move[] = [];
  for (const policy of changed) {
    const directions: Direction[] = [];
    const to = new Set<string>();
    for (const direction of DIRECTIONS) {
      const find = finders.get(direction);
      const heirs = find === undefined ? [] : heirsOf(policy, byIdentity.get(policy.ref.name), find, budget, namespace);
      if (heirs.length > 0) directions.push(direction);
      for (const heir of heirs) to.add(heir);
    }
    if (directions.length > 0) moves.push({ namespace, policy: policy.ref.name, directions, to: [...to].sort() });
  }
  return moves;
}

type Owned = { readonly name: string; readonly box: Box };
type Find = { readonly direction: Direction; readonly near: Near<Owned> };

function heirsOf(
  policy: Policy,
  itself: Policy | undefined,
  { direction, near }: Find,
  budget: Budget,
  namespace: string,
): readonly string[] {
  const at = ground(namespace, direction);
  const kept = itself === undefined ? [] : policyBoxes(itself, at);
  const heirs = new Set<string>();
  try {
    for (const box of coverageOf(policyBoxes(policy, at)).boxes) {
      const others = near(box).filter(({ name }) => name !== policy.ref.name);
      for (const left of remainder(box, kept, budget)) {
        spend(budget, others.length / 4);
        for (const { name, box: other } of others) if (!heirs.has(name) && meets(other, left)) heirs.add(name);
      }
    }
  } catch (error) {
    if (!(error instanceof Unproved)) throw error;
  }
  return [...heirs];
}

function isSame(a: Policy, b: Policy | undefined): boolean {
  return b !== undefined && JSON.stringify(a.spec) === JSON.stringify(b.spec);
}

function ground(namespace: string, direction: Direction): Ground {
  return { model: 'api', namespace, direction };
}

function finder(policies: readonly Policy[], at: Ground): Find {
  const owned = policies
    .filter(({ spec }) => isolates(spec, at.direction))
    .flatMap((policy) => policyBoxes(policy, at).map((box): Owned => ({ name: policy.ref.name, box })));
  return { direction: at.direction, near: nearOf(owned, ({ box }) => box.labels) };
}
