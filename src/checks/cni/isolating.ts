import { indexGroups } from '../../group/around.ts';
import type { Cluster } from '../../group/cluster.ts';
import { type Group, groupPolicies, namespaceOf } from '../../group/group.ts';
import { push } from '../../group/lists.ts';
import { indexOverlaps, type OverlapIndex } from '../../group/overlapping.ts';
import { DIRECTIONS, type Direction } from '../../policy/api.ts';
import { isolates, type Policy } from '../../policy/policy.ts';
import { canonicalSelector } from '../../policy/selector.ts';

/** What isolates a direction where a policy stands that does not. */
export type Isolating = {
  /** Some policy of the namespace does, or of what may be the namespace. */
  readonly near: boolean;
  /** Such a policy selects some of these pods, or may; or all of them for sure. */
  readonly others: 'none' | 'of some' | 'of all';
};

type Ask = (policy: Policy) => Isolating;

const asks = new WeakMap<Cluster, Readonly<Record<Direction, Ask>>>();

/** Asks the policies of a cluster, thousands of them perhaps, about one that does not isolate the direction itself. */
export function isolatingAround(cluster: Cluster, policy: Policy, direction: Direction): Isolating {
  const known = asks.get(cluster) ?? { ingress: asking(cluster, 'ingress'), egress: asking(cluster, 'egress') };
  asks.set(cluster, known);
  return known[direction](policy);
}

function asking(cluster: Cluster, direction: Direction): Ask {
  const isolating = cluster.policies.filter(({ spec }) => isolates(spec, direction));
  const groups = groupPolicies(isolating, cluster.namespace);
  const around = indexGroups(groups);
  const byNamespace = new Map<string, Group[]>();
  for (const group of groups) push(byNamespace, group.namespace, group);
  const overlaps = new Map([...byNamespace].map(([namespace, there]) => [namespace, overlapsOf(there)]));
  const everywhere = overlapsOf(groups);
  return (policy) => {
    const { podSelector } = policy.spec;
    const namespace = namespaceOf(policy, cluster.namespace);
    const own = byNamespace.get(namespace) ?? [];
    // '' may be any namespace.
    const beside = namespace === '' ? [everywhere] : [overlaps.get(namespace), overlaps.get('')];
    const near = namespace === '' ? groups.length > 0 : own.length > 0 || byNamespace.has('');
    // What selects no pod is within all others, whatever labels they look at.
    if (!canonicalSelector(podSelector).satisfiable) return { near, others: own.length > 0 ? 'of all' : 'none' };
    // What is within another shares its pods: that answers faster, and is asked first.
    if (!beside.some((index) => index?.(podSelector))) return { near, others: 'none' };
    return { near, others: around(namespace, podSelector).length > 0 ? 'of all' : 'of some' };
  };
}

function overlapsOf(groups: readonly Group[]): OverlapIndex {
  return indexOverlaps(groups.map(({ podSelector }) => podSelector));
}

const isolated = new WeakMap<Group, ReadonlySet<Direction>>();

/** Whether some policy of a group isolates a direction. */
export function isGroupIsolated(group: Group, direction: Direction): boolean {
  const known =
    isolated.get(group) ?? new Set(DIRECTIONS.filter((one) => group.policies.some(({ spec }) => isolates(spec, one))));
  isolated.set(group, known);
  return known.has(direction);
}
