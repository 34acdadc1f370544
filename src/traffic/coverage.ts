import type { Box } from './box.ts';
import { type Budget, budgetOf, Unproved } from './budget.ts';
import { arePortsWithin, unitePorts } from './ports.ts';
import { remainder } from './remainder.ts';
import { ANY_VALUE, has, type Values } from './values.ts';

/** Boxes that together allow something, made ready to be asked often. */
export type Coverage = {
  readonly boxes: readonly Box[];
  readonly byKey: ReadonlyMap<string, Box>;
  /** Boxes that no label holds to one value. */
  readonly loose: readonly Box[];
  /** The others, by the label that the fewest share, and its one value. */
  readonly fixed: ReadonlyMap<string, ReadonlyMap<string, readonly Box[]>>;
  /** For each label the values that some box leaves out of all the others. */
  readonly leftOut: ReadonlyMap<string, ReadonlySet<string>>;
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
  const near = remainder(box, candidates(box, coverage), budget).next();
  return near.done ? undefined : (remainder(box, coverage.boxes, budget).next().value ?? undefined);
}

/** Makes boxes ready; those that differ in their ports alone become one. */
export function coverageOf(boxes: readonly Box[]): Coverage {
  const byKey = new Map<string, Box>();
  for (const box of boxes) {
    const key = boxKey(box);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? box : { ...known, ports: unitePorts(known.ports, box.ports) });
  }
  const distinct = [...byKey.values()];
  const counts = new Map<string, number>();
  const leftOut = new Map<string, Set<string>>();
  for (const { labels } of distinct) {
    for (const [name, states] of labels) {
      const value = oneValue(states);
      if (value !== undefined) counts.set(`${name}=${value}`, (counts.get(`${name}=${value}`) ?? 0) + 1);
      if (states.in) continue;
      const values = leftOut.get(name) ?? new Set();
      for (const one of states.values) values.add(one);
      leftOut.set(name, values);
    }
  }
  const loose: Box[] = [];
  const fixed = new Map<string, Map<string, Box[]>>();
  for (const box of distinct) {
    const rarest = rarestLabel(box, counts);
    if (rarest === undefined) loose.push(box);
    else place(fixed, rarest, box);
  }
  return { boxes: distinct, byKey, loose, fixed, leftOut };
}

/** Equal keys: the same connections, ports aside. */
export function boxKey({ sort, labels, addresses }: Box): string {
  const where = addresses.map(([from, to]) => `${from.toString(36)}-${to.toString(36)}`);
  return `${sort}\n${labelsKey(labels)}\n${where.join()}`;
}

/**
 * The boxes that matter to whether a box is covered. Those that fix a label to one value are left aside where the box allows
 * values without end for it: whoever takes in all the others takes in that one too, unless he leaves it out by name.
 */
function candidates(box: Box, { loose, fixed, leftOut }: Coverage): readonly Box[] {
  const found = [...loose];
  for (const [name, byValue] of fixed) {
    const states = box.labels.get(name) ?? ANY_VALUE;
    const values = states.in ? states.values : (leftOut.get(name) ?? []);
    for (const value of values) if (has(states, value)) for (const one of byValue.get(value) ?? []) found.push(one);
  }
  return found;
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

function oneValue(states: Values): string | undefined {
  if (!states.in || states.values.size !== 1) return undefined;
  return states.values.values().next().value;
}

function rarestLabel(
  { labels }: Box,
  counts: ReadonlyMap<string, number>,
): readonly [name: string, value: string] | undefined {
  let best: readonly [string, string] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [name, states] of labels) {
    const value = oneValue(states);
    const count = value === undefined ? Number.POSITIVE_INFINITY : (counts.get(`${name}=${value}`) ?? 0);
    if (value !== undefined && count < least) {
      best = [name, value];
      least = count;
    }
  }
  return best;
}

function place(fixed: Map<string, Map<string, Box[]>>, [name, value]: readonly [string, string], box: Box): void {
  const byValue = fixed.get(name) ?? new Map<string, Box[]>();
  fixed.set(name, byValue);
  const boxes = byValue.get(value);
  if (boxes === undefined) byValue.set(value, [box]);
  else boxes.push(box);
}
