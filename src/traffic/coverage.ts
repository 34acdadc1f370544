import { push } from '../group/lists.ts';
import type { Box } from './box.ts';
import { type BoxIndex, boxesNear, indexOf } from './box-index.ts';
import { type Budget, budgetOf, Unproved } from './budget.ts';
import { arePortsWithin, uniteAllPorts } from './ports.ts';
import { remainder } from './remainder.ts';

/** Boxes that together allow something, made ready to be asked often. */
export type Coverage = {
  readonly boxes: readonly Box[];
  readonly byKey: ReadonlyMap<string, Box>;
  readonly index: BoxIndex;
};

/** What a comparison of two sets of connections came to; the boxes are connections that only one of them has. */
export type Comparison =
  | { readonly kind: 'equal' }
  | { readonly kind: 'differs'; readonly lost: Box | undefined; readonly gained: Box | undefined }
  | { readonly kind: 'unproved'; readonly reason: string };

/** Compares what was allowed with what is. Never throws for what the selectors ask: past the budget it is `unproved`. */
export function compareBoxes(before: readonly Box[], after: readonly Box[], budget: Budget = budgetOf()): Comparison {
  try {
    const [old, now] = [coverageOf(before), coverageOf(after)];
    const lost = firstUncovered(old.boxes, now, budget);
    const gained = firstUncovered(now.boxes, old, budget);
    return lost === undefined && gained === undefined ? { kind: 'equal' } : { kind: 'differs', lost, gained };
  } catch (error) {
    if (error instanceof Unproved) return { kind: 'unproved', reason: error.message };
    throw error;
  }
}

/** The first connections of some boxes that a coverage does not allow, if any. Throws Unproved past the budget. */
export function firstUncovered(boxes: readonly Box[], coverage: Coverage, budget: Budget): Box | undefined {
  for (const box of boxes) {
    const left = uncovered(box, coverage, budget);
    if (left !== undefined) return left;
  }
  return undefined;
}

/** Some connections of a box that a coverage does not allow, if there are any. Throws Unproved past the budget. */
export function uncovered(box: Box, coverage: Coverage, budget: Budget): Box | undefined {
  const same = coverage.byKey.get(boxKey(box));
  if (same !== undefined && arePortsWithin(box.ports, same.ports)) return undefined;
  const near = remainder(box, boxesNear(box, coverage.index), budget).next();
  return near.done ? undefined : (remainder(box, coverage.boxes, budget).next().value ?? undefined);
}

/** Makes boxes ready; those that differ in their ports alone become one. */
export function coverageOf(boxes: readonly Box[]): Coverage {
  const alike = new Map<string, Box[]>();
  for (const box of boxes) push(alike, boxKey(box), box);
  const byKey = new Map<string, Box>();
  for (const [key, all] of alike) {
    const [first] = all;
    if (first !== undefined) byKey.set(key, { ...first, ports: uniteAllPorts(all.map(({ ports }) => ports)) });
  }
  const distinct = [...byKey.values()];
  return { boxes: distinct, byKey, index: indexOf(distinct) };
}

/** Equal keys: the same connections, ports aside. */
export function boxKey({ sort, labels, addresses }: Box): string {
  const where = addresses.map(([from, to]) => `${from.toString(36)}-${to.toString(36)}`);
  return `${sort}\n${labelsKey(labels)}\n${where.join()}`;
}

const keys = new WeakMap<Box['labels'], string>();

function labelsKey(labels: Box['labels']): string {
  const known = keys.get(labels);
  if (known !== undefined) return known;
  const parts = [...labels]
    .filter(([, states]) => states.in || states.values.size > 0)
    .map(([name, states]) => JSON.stringify([name, states.in, ...[...states.values].sort()]));
  const key = parts.sort().join();
  keys.set(labels, key);
  return key;
}
