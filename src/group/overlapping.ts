import type { LabelSelector } from '../policy/api.ts';
import { mayOverlap } from '../policy/overlap.ts';
import { canonicalSelector, type Demand } from '../policy/selector.ts';
import { push } from './lists.ts';

/** Whether one of several selectors may select some of the pods that this one selects. */
export type OverlapIndex = (selector: LabelSelector) => boolean;

/**
 * Makes selectors ready to be asked whom they may share pods with. Each lies under the values that it allows one label: the label
 * whose values are rarest, so that of thousands of selectors those of other values are never looked at.
 */
export function indexOverlaps(selectors: readonly LabelSelector[]): OverlapIndex {
  const read = selectors.map((selector) => ({ selector, listed: listedDemands(selector) }));
  const counts = new Map<string, number>();
  for (const { listed } of read)
    for (const place of listed.flatMap(placesOf)) counts.set(place, (counts.get(place) ?? 0) + 1);
  const byLabel = new Map<string, Lists>();
  const free: LabelSelector[] = [];
  for (const { selector, listed } of read) {
    const commonness = (of: Listed): number => placesOf(of).reduce((sum, place) => sum + (counts.get(place) ?? 0), 0);
    const [rarest] = listed.map((of) => [of, commonness(of)] as const).sort(([, a], [, b]) => a - b);
    if (rarest === undefined) free.push(selector);
    else put(byLabel, rarest[0], selector);
  }
  return (asked) => {
    if (free.some((other) => mayOverlap(asked, other))) return true;
    const { demands } = canonicalSelector(asked);
    for (const [key, lists] of byLabel)
      for (const list of near(lists, demands.get(key))) if (list.some((other) => mayOverlap(asked, other))) return true;
    return false;
  };
}

/** The values that a selector allows a label key. */
type Listed = readonly [key: string, values: ReadonlySet<string>];

function listedDemands(selector: LabelSelector): readonly Listed[] {
  return [...canonicalSelector(selector).demands].flatMap(([key, demand]): Listed[] =>
    demand.in && !demand.absentOk ? [[key, demand.values]] : [],
  );
}

function placesOf([key, values]: Listed): readonly string[] {
  return [...values].map((value) => JSON.stringify([key, value]));
}

/** Selectors of one label key, each once, and by its values. */
type Lists = { readonly all: LabelSelector[]; readonly byValue: Map<string, LabelSelector[]> };

function put(byLabel: Map<string, Lists>, [key, values]: Listed, selector: LabelSelector): void {
  const lists: Lists = byLabel.get(key) ?? { all: [], byValue: new Map() };
  byLabel.set(key, lists);
  lists.all.push(selector);
  for (const value of values) push(lists.byValue, value, selector);
}

/** The lists of those that may allow the label what is demanded of it. */
function near({ all, byValue }: Lists, demand: Demand | undefined): readonly (readonly LabelSelector[])[] {
  return demand?.in ? [...demand.values].map((value) => byValue.get(value) ?? []) : [all];
}
