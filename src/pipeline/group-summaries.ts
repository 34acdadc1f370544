import type { Group } from '../group/group.ts';
import type { LabelSelector } from '../policy/api.ts';
import { canonicalSelector, selectorKey } from '../policy/selector.ts';
import type { Analysis } from './analyse.ts';

/** A group as reports tell it. */
export type GroupSummary = {
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly policies: readonly string[];
  readonly merge: { readonly possible: boolean; readonly reason?: string };
};

const ALONE = 'only one policy';

/** The groups of every stream, and why each is merged or is not; `unproved` are those whose proof failed. */
export function groupSummaries({ streams }: Analysis, unproved: ReadonlyMap<Group, string>): readonly GroupSummary[] {
  const groups = streams.flatMap(({ groups: own, mergeRefusal }) =>
    own.map((group) =>
      summarise(group, group.policies.length < 2 ? ALONE : (mergeRefusal(group) ?? unproved.get(group))),
    ),
  );
  return tellElsewhere(groups);
}

/** Says of a policy that is alone in its stream where the others are: one policy and a folder of them look alike otherwise. */
export function tellElsewhere(groups: readonly GroupSummary[]): readonly GroupSummary[] {
  const keys = groups.map(keyOf);
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return groups.map((group, i) => {
    const isLone = group.merge.reason === ALONE && (counts.get(keys[i] ?? '') ?? 0) > 1;
    return isLone
      ? { ...group, merge: { possible: false, reason: 'the others are in other files (--one-stream)' } }
      : group;
  });
}

function keyOf({ namespace, podSelector }: GroupSummary): string {
  return JSON.stringify([namespace, selectorKey(canonicalSelector(podSelector))]);
}

function summarise({ namespace, podSelector, policies }: Group, reason: string | undefined): GroupSummary {
  return {
    namespace,
    podSelector,
    policies: policies.map((policy) => policy.ref.name),
    merge: reason === undefined ? { possible: true } : { possible: false, reason },
  };
}
