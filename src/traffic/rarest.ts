import type { Box } from './box.ts';
import type { Values } from './values.ts';

/** How often each label is asked for by one value alone, by `name=value`. */
export function countLabels(all: readonly Box['labels'][]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const labels of all) {
    for (const [name, states] of labels) {
      const value = oneValue(states);
      if (value !== undefined) counts.set(`${name}=${value}`, (counts.get(`${name}=${value}`) ?? 0) + 1);
    }
  }
  return counts;
}

/** Of the labels that are asked for by one value alone, the one that the fewest ask for; undefined where there is none. */
export function rarestLabel(
  labels: Box['labels'],
  counts: ReadonlyMap<string, number>,
): readonly [name: string, value: string] | undefined {
  let best: readonly [string, string] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [name, states] of labels) {
    const value = oneValue(states);
    const count = counts.get(`${name}=${value}`) ?? 0;
    if (value === undefined || count >= least) continue;
    best = [name, value];
    least = count;
  }
  return best;
}

function oneValue(states: Values): string | undefined {
  return states.in && states.values.size === 1 ? states.values.values().next().value : undefined;
}
