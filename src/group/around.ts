import type { LabelSelector } from '../policy/api.ts';
import { askedKeys, fixedLabels, isSubset } from '../policy/selector.ts';
import type { Group } from './group.ts';
import { push } from './lists.ts';

/**
 * Groups by their namespace and the rarest of the labels that their podSelector fixes, or of the keys that it asks for where
 * it fixes none ('' where it asks for nothing): what they take in fixes or asks for it too. With thousands of groups, each with
 * each would be too many.
 */
export type GroupIndex = ReadonlyMap<string, readonly Group[]>;

/** Makes groups ready to be looked up by what they take in. */
export function indexGroups(groups: readonly Group[]): GroupIndex {
  const labels = groups.map(({ podSelector }) => {
    const fixed = fixedLabels(podSelector);
    return fixed.length > 0 ? fixed : askedKeys(podSelector);
  });
  const counts = new Map<string, number>();
  for (const label of labels.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const index = new Map<string, Group[]>();
  for (const [i, group] of groups.entries()) {
    const rarest = [...(labels[i] ?? [])].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0))[0] ?? '';
    push(index, keyOf(group.namespace, rarest), group);
  }
  return index;
}

/** The groups of a namespace that select every pod that a selector selects. */
export function groupsAround(index: GroupIndex, namespace: string, podSelector: LabelSelector): readonly Group[] {
  return ['', ...fixedLabels(podSelector), ...askedKeys(podSelector)]
    .flatMap((label) => index.get(keyOf(namespace, label)) ?? [])
    .filter((group) => isSubset(podSelector, group.podSelector));
}

function keyOf(namespace: string, label: string): string {
  return JSON.stringify([namespace, label]);
}
