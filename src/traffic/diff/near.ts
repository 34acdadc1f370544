import { push } from '../../group/lists.ts';
import { axisParts, type Box } from '../box.ts';
import { ANY_VALUE, has, type Values } from '../values.ts';

/** Gives what may have pods in common with a box, and surely all that has, in the order it came in for each label. */
export type Near<T> = (box: Pick<Box, 'labels'>) => readonly T[];

/** Sorts things by the one value that they ask of a label: with thousands of them, each with each would be too many. */
export function nearOf<T>(things: readonly T[], podsOf: (thing: T) => Box['labels']): Near<T> {
  const loose: T[] = [];
  const fixed = new Map<string, Map<string, T[]>>();
  for (const thing of things) {
    const label = oneLabel(podsOf(thing));
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
    for (const [name, byValue] of fixed) {
      const states = labels.get(name) ?? ANY_VALUE;
      if (states.in) for (const value of states.values) for (const one of byValue.get(value) ?? []) found.push(one);
      if (!states.in)
        for (const [value, some] of byValue) if (has(states, value)) for (const one of some) found.push(one);
    }
    return found;
  };
}

function oneLabel(labels: Box['labels']): readonly [name: string, value: string] | undefined {
  for (const [name, states] of labels) {
    const value = axisParts(name)[0] === 'subject' ? oneValue(states) : undefined;
    if (value !== undefined) return [name, value];
  }
  return undefined;
}

function oneValue(states: Values): string | undefined {
  return states.in && states.values.size === 1 ? states.values.values().next().value : undefined;
}
