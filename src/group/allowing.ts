import { DIRECTIONS, type Direction } from '../policy/api.ts';
import { isolates, type Policy, ruleCount } from '../policy/policy.ts';
import { fixedLabels, isSubset } from '../policy/selector.ts';
import type { Cluster } from './cluster.ts';
import { type Group, groupPolicies, namespaceOf } from './group.ts';
import { byName, push } from './lists.ts';

/**
 * The other policies that select every pod that this one selects and allow them something in a direction, by name. A
 * policy of the same name is none: one of the two overwrites the other.
 */
export function policiesAllowing(cluster: Cluster, policy: Policy, direction: Direction): readonly Policy[] {
  const { podSelector } = policy.spec;
  const namespace = namespaceOf(policy, cluster.namespace);
  const index = indexOf(cluster)[direction];
  return ['', ...fixedLabels(podSelector)]
    .flatMap((label) => index.get(keyOf(namespace, label)) ?? [])
    .filter((group) => isSubset(podSelector, group.podSelector))
    .flatMap(({ policies }) => policies)
    .filter((other) => other !== policy && other.ref.name !== policy.ref.name)
    .sort(byName);
}

/**
 * Groups that allow something, by the rarest of the labels that their podSelector fixes ('' where it fixes none): what
 * they take in fixes it too. With thousands of groups, each with each would be too many.
 */
type Index = ReadonlyMap<string, readonly Group[]>;

const indexes = new WeakMap<Cluster, Readonly<Record<Direction, Index>>>();

function indexOf(cluster: Cluster): Readonly<Record<Direction, Index>> {
  const known = indexes.get(cluster);
  if (known !== undefined) return known;
  const [ingress, egress] = DIRECTIONS.map((direction) => {
    const policies = cluster.policies.filter(({ spec }) => isolates(spec, direction) && ruleCount(spec, direction) > 0);
    return byRarestLabel(groupPolicies(policies, cluster.namespace));
  });
  const index = { ingress: ingress ?? new Map(), egress: egress ?? new Map() };
  indexes.set(cluster, index);
  return index;
}

function byRarestLabel(groups: readonly Group[]): Index {
  const labels = groups.map(({ podSelector }) => fixedLabels(podSelector));
  const counts = new Map<string, number>();
  for (const label of labels.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const index = new Map<string, Group[]>();
  for (const [i, group] of groups.entries()) {
    const rarest = [...(labels[i] ?? [])].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0))[0] ?? '';
    push(index, keyOf(group.namespace, rarest), group);
  }
  return index;
}

function keyOf(namespace: string, label: string): string {
  return JSON.stringify([namespace, label]);
}
