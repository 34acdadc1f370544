import { DIRECTIONS, type Direction } from '../policy/api.ts';
import { isolates, type Policy, ruleCount } from '../policy/policy.ts';
import { type GroupIndex, indexGroups } from './around.ts';
import type { Cluster } from './cluster.ts';
import { groupPolicies, namespaceOf } from './group.ts';
import { byName } from './lists.ts';

/**
 * The other policies that select every pod that this one selects and allow them something in a direction, by name. A
 * policy of the same name is none: one of the two overwrites the other.
 */
export function policiesAllowing(cluster: Cluster, policy: Policy, direction: Direction): readonly Policy[] {
  const { podSelector } = policy.spec;
  const namespace = namespaceOf(policy, cluster.namespace);
  return indexOf(cluster)
    [direction](namespace, podSelector)
    .flatMap(({ policies }) => policies)
    .filter((other) => other !== policy && other.ref.name !== policy.ref.name)
    .sort(byName);
}

const indexes = new WeakMap<Cluster, Readonly<Record<Direction, GroupIndex>>>();

function indexOf(cluster: Cluster): Readonly<Record<Direction, GroupIndex>> {
  const known = indexes.get(cluster);
  if (known !== undefined) return known;
  const [ingress, egress] = DIRECTIONS.map((direction) => {
    const policies = cluster.policies.filter(({ spec }) => isolates(spec, direction) && ruleCount(spec, direction) > 0);
    return indexGroups(groupPolicies(policies, cluster.namespace));
  });
  const index = { ingress: ingress ?? NONE, egress: egress ?? NONE };
  indexes.set(cluster, index);
  return index;
}

const NONE: GroupIndex = () => [];
