import type { LabelSelector } from '../policy/api.ts';
import { askedKeys, fixedLabels, isSubset } from '../policy/selector.ts';
import type { Group } from './group.ts';
import { push } from './lists.ts';

/** Looks up what selects all that a selector selects, among what stands in a namespace. */
export type AroundIndex<One> = (namespace: string, inner: LabelSelector) => readonly One[];

/** Groups by what they take in. */
export type GroupIndex = AroundIndex<Group>;

/** Where something stands, and whom it selects. */
type Place = { readonly namespace: string; readonly selector: LabelSelector };

/** Makes groups ready to be looked up by what they take in. */
export function indexGroups(groups: readonly Group[]): GroupIndex {
  return indexAround(groups, ({ namespace, podSelector }) => ({ namespace, selector: podSelector }));
}

/**
 * Makes things ready to be looked up by what they take in: by their namespace and the rarest of the labels that their selector
 * fixes, or of the keys that it asks for where it fixes none ('' where it asks for nothing): what they take in fixes or asks
 * for it too. With thousands of them, each with each would be too many.
 */
export function indexAround<One>(all: readonly One[], placeOf: (one: One) => Place): AroundIndex<One> {
  const placed = all.map((one) => {
    const { namespace, selector } = placeOf(one);
    const fixed = fixedLabels(selector);
    return { one, namespace, selector, labels: fixed.length > 0 ? fixed : askedKeys(selector) };
  });
  const counts = new Map<string, number>();
  for (const { labels } of placed) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const index = new Map<string, { readonly one: One; readonly selector: LabelSelector }[]>();
  for (const { one, namespace, selector, labels } of placed) {
    const rarest = [...labels].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0))[0] ?? '';
    push(index, keyOf(namespace, rarest), { one, selector });
  }
  return (namespace, inner) =>
    ['', ...fixedLabels(inner), ...askedKeys(inner)]
      .flatMap((label) => index.get(keyOf(namespace, label)) ?? [])
      .filter(({ selector }) => isSubset(inner, selector))
      .map(({ one }) => one);
}

function keyOf(namespace: string, label: string): string {
  return JSON.stringify([namespace, label]);
}
