import { push } from '../group/lists.ts';
import type { Box } from '../traffic/box.ts';
import { countLabels, rarestLabel } from '../traffic/rarest.ts';
import { ANY_VALUE, has, type Values } from '../traffic/values.ts';

/** Gives what may have connections in common with a box, and surely all that has, in an order of its own. */
export type Near<T> = (box: Pick<Box, 'labels'>) => readonly T[];

/**
 * Sorts things by the rarest of the values that they ask of a label alone: with thousands of them, each with each would be too
 * many.
 */
export function nearOf<T>(things: readonly T[], labelsOf: (thing: T) => Box['labels']): Near<T> {
  const counts = countLabels(things.map(labelsOf));
  const loose: T[] = [];
  const fixed = new Map<string, Map<string, T[]>>();
  for (const thing of things) {
    const label = rarestLabel(labelsOf(thing), counts);
    if (label === undefined) {
      loose.push(thing);
      continue;
    }
    const byValue = fixed.get(label[0]) ?? new Map<string, T[]>();
    fixed.set(label[0], byValue);
    push(byValue, label[1], thing);
  }
  return ({ labels }) => {
    const found = [...loose];
    for (const [name, byValue] of fixed) addNear(found, byValue, labels.get(name) ?? ANY_VALUE);
    return found;
  };
}

function addNear<T>(found: T[], byValue: ReadonlyMap<string, readonly T[]>, states: Values): void {
  if (states.in) {
    for (const value of states.values) for (const one of byValue.get(value) ?? []) found.push(one);
    return;
  }
  for (const [value, some] of byValue) if (has(states, value)) for (const one of some) found.push(one);
}
