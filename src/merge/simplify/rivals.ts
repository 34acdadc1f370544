import type { Box, Sort } from '../../traffic/box.ts';
import { ANY_VALUE, has, type Values } from '../../traffic/values.ts';

/** Something with the boxes that it allows, ports aside. */
export type Rival = { readonly boxes: readonly Box[] };

/** Those of some rivals that may have a connection with a box in common, ports aside. */
export type Rivals<T extends Rival> = (box: Box) => readonly T[];

type ByLabel<T> = {
  /** Rivals that no label holds to one value. */
  readonly loose: T[];
  /** The others, by a label and its one value. */
  readonly fixed: Map<string, Map<string, T[]>>;
};

/** Makes rivals ready to be asked often: of a thousand peers that differ in one label, no two are ever compared. */
export function rivalsOf<T extends Rival>(rivals: readonly T[]): Rivals<T> {
  const bySort = new Map<Sort, ByLabel<T>>();
  for (const rival of rivals) for (const box of rival.boxes) add(bySort, box, rival);
  return (box) => {
    const all = bySort.get(box.sort);
    if (all === undefined) return [];
    const found = [...all.loose];
    for (const [name, byValue] of all.fixed) push(found, byValue, box.labels.get(name) ?? ANY_VALUE);
    return found;
  };
}

function push<T>(found: T[], byValue: ReadonlyMap<string, readonly T[]>, states: Values): void {
  if (states.in) for (const value of states.values) for (const one of byValue.get(value) ?? []) found.push(one);
  else for (const [value, list] of byValue) if (has(states, value)) for (const one of list) found.push(one);
}

function add<T>(bySort: Map<Sort, ByLabel<T>>, { sort, labels }: Box, rival: T): void {
  const all: ByLabel<T> = bySort.get(sort) ?? { loose: [], fixed: new Map() };
  bySort.set(sort, all);
  let best: T[] | undefined;
  for (const [name, { in: isIn, values }] of labels) {
    const [value] = values;
    if (!isIn || values.size !== 1 || value === undefined) continue;
    const byValue = all.fixed.get(name) ?? new Map<string, T[]>();
    all.fixed.set(name, byValue);
    const list = byValue.get(value) ?? [];
    byValue.set(value, list);
    if (best === undefined || list.length < best.length) best = list;
  }
  (best ?? all.loose).push(rival);
}
