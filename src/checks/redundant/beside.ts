import { PEERS } from '../../policy/api.ts';
import type { Box } from '../../traffic/box.ts';
import { boxesNear } from '../../traffic/box-index.ts';
import { type Budget, spend } from '../../traffic/budget.ts';
import { arePortsWithin } from '../../traffic/ports.ts';
import { isAround, meets, remainder } from '../../traffic/remainder.ts';
import { compareHolders, type Holder, type Piece, type Pool, type Slot } from './pool.ts';

/** What stays beside a piece: rules of the pools, and of its own rule the other peers unless the whole rule is asked about. */
export type Beside = { readonly self: Holder; readonly peer: number | undefined; readonly pools: readonly Pool[] };

/** A rule, or a peer of the rule that is asked about. */
type Unit = Holder | Slot;

/** Whether all that stays, together, allows what some boxes allow. Throws Unproved past the budget. */
export function isCovered(boxes: readonly Box[], beside: Beside, budget: Budget): boolean {
  return boxes.every((box) => isWithinAll(box, near(box, beside, budget), budget));
}

/** Whether one piece that stays allows, alone, what some boxes allow. Throws Unproved past the budget. */
export function isCoveredByOne(boxes: readonly Box[], beside: Beside, budget: Budget): boolean {
  return unitsAround(boxes, beside, budget).length > 0;
}

/** Whether anything that stays has a connection in common with some boxes. Throws Unproved past the budget. */
export function hasNeighbours(boxes: readonly Box[], beside: Beside, budget: Budget): boolean {
  return boxes.some((box) => near(box, beside, budget).length > 0);
}

/**
 * The pieces that allow what some boxes allow, as few as are found without trying all sets of them: one where one does it,
 * of several the nearest. None where they do not. Throws Unproved past the budget.
 */
export function piecesAround(boxes: readonly Box[], beside: Beside, budget: Budget): readonly Piece[] {
  const alone = unitsAround(boxes, beside, budget);
  const found = alone.length > 0 ? nearest(alone, beside.self).slice(0, 1) : unitsTogether(boxes, beside, budget);
  return nearest(found, beside.self).map((unit) => pieceOf(unit, beside.self));
}

/** The items of a rule's field, by where they stand. */
export function itemOf({ policy, path }: Piece, field: string, i: number): Piece {
  return { policy, path: [...path, field, i] };
}

/** More pieces than anybody reads: they are named as found. */
const MAX_PRUNED = 20;

function unitsTogether(boxes: readonly Box[], beside: Beside, budget: Budget): readonly Unit[] {
  const chosen = new Set<Unit>();
  for (const box of boxes) {
    const around = near(box, beside, budget);
    const ordered = nearest(new Set(around.map((slot) => unitOf(slot, beside))), beside.self);
    for (;;) {
      const used = around.filter((slot) => chosen.has(unitOf(slot, beside)));
      const left = remainder(box, used, budget).next();
      if (left.done) break;
      const holding = new Set(around.filter((slot) => meets(slot, left.value)).map((slot) => unitOf(slot, beside)));
      spend(budget, around.length / 4);
      const next = ordered.find((unit) => holding.has(unit) && !chosen.has(unit));
      if (next === undefined) return [];
      chosen.add(next);
    }
  }
  return chosen.size > MAX_PRUNED ? [...chosen] : pruned(boxes, chosen, beside, budget);
}

function pruned(boxes: readonly Box[], chosen: ReadonlySet<Unit>, beside: Beside, budget: Budget): readonly Unit[] {
  const kept = new Set(chosen);
  const arounds = boxes.map((box) => near(box, beside, budget).filter((slot) => kept.has(unitOf(slot, beside))));
  for (const unit of [...nearest(chosen, beside.self)].reverse()) {
    kept.delete(unit);
    const isDone = boxes.every((box, i) => {
      const used = (arounds[i] ?? []).filter((slot) => kept.has(unitOf(slot, beside)));
      return isWithinAll(box, used, budget);
    });
    if (!isDone) kept.add(unit);
  }
  return [...kept];
}

function unitsAround(boxes: readonly Box[], beside: Beside, budget: Budget): readonly Unit[] {
  let units: ReadonlySet<Unit> | undefined;
  for (const box of boxes) {
    const slots = new Map<Unit, Slot[]>();
    for (const slot of near(box, beside, budget)) {
      const unit = unitOf(slot, beside);
      if (units !== undefined && !units.has(unit)) continue;
      const list = slots.get(unit);
      if (list === undefined) slots.set(unit, [slot]);
      else list.push(slot);
    }
    units = new Set([...slots].filter(([, own]) => isWithinAll(box, own, budget)).map(([unit]) => unit));
    if (units.size === 0) return [];
  }
  return [...(units ?? [])];
}

function isWithinAll(box: Box, slots: readonly Slot[], budget: Budget): boolean {
  const [only, ...others] = slots;
  if (only !== undefined && others.length === 0) {
    spend(budget, 1 / 4);
    return isAround(only, box) && arePortsWithin(box.ports, only.ports);
  }
  return remainder(box, slots, budget).next().done === true;
}

function near(box: Box, { self, peer, pools }: Beside, budget: Budget): readonly Slot[] {
  return pools.flatMap(({ index }) => {
    const found = boxesNear(box, index);
    spend(budget, found.length / 4);
    return found.filter(
      (slot) => slot.isLive && (slot.of !== self || (peer !== undefined && slot.peer !== peer)) && meets(slot, box),
    );
  });
}

function unitOf(slot: Slot, { self }: Beside): Unit {
  return slot.of === self ? slot : slot.of;
}

function pieceOf(unit: Unit, self: Holder): Piece {
  if (!('of' in unit)) return { policy: unit.policy, path: unit.path };
  return itemOf(self, PEERS[self.direction], unit.peer);
}

/** The same rule, the same policy, the same group, wider ones, the context: what is nearest is easiest to compare. */
function nearest(units: Iterable<Unit>, self: Holder): readonly Unit[] {
  return [...units].sort((a, b) => distance(a, self) - distance(b, self) || compareUnits(a, b));
}

function distance(unit: Unit, self: Holder): number {
  if ('of' in unit) return 0;
  if (unit.policy === self.policy) return 1;
  if (unit.policy.input.isContext === true) return 4;
  return unit.group === self.group ? 2 : 3;
}

function compareUnits(a: Unit, b: Unit): number {
  if ('of' in a) return 'of' in b ? a.peer - b.peer : -1;
  return 'of' in b ? 1 : compareHolders(a, b);
}
