import type { Peer } from '../policy/api.ts';
import { allOf, type Certainty } from '../policy/certainty.ts';
import { isSameNamespace, isSelected, matchesPeer } from '../policy/peer.ts';
import type { Policy } from '../policy/policy.ts';
import type { Workload } from '../policy/workload.ts';
import type { Cluster } from './cluster.ts';
import { namespaceOf } from './group.ts';

/** The workloads that something selects: surely, or as far as can be told. */
export type Selected = {
  readonly certain: readonly Workload[];
  readonly possible: readonly Workload[];
  readonly all: ReadonlySet<Workload>;
};

/** The workloads whose pods a policy selects. */
export function selectedBy(cluster: Cluster, policy: Policy): Selected {
  return remember(cluster, policy, () => {
    const namespace = namespaceOf(policy, cluster.namespace);
    return sort(near(cluster, namespace), (workload) =>
      allOf([isSameNamespace(namespace, workload.namespace), isSelected(policy.spec.podSelector, workload)]),
    );
  });
}

/** The workloads whose pods are among a peer of a policy. */
export function amongPeer(cluster: Cluster, policy: Policy, peer: Peer): Selected {
  return remember(cluster, peer, () => {
    const namespace = namespaceOf(policy, cluster.namespace);
    const there = peer.namespaceSelector === undefined ? near(cluster, namespace) : cluster.workloads;
    return sort(there, (workload) => matchesPeer(peer, namespace, workload, cluster.namespaces));
  });
}

/** The workloads of exactly this namespace. */
export function workloadsIn(cluster: Cluster, namespace: string): readonly Workload[] {
  return indexOf(cluster).byNamespace.get(namespace) ?? [];
}

/** The workloads that may stand in a namespace. */
function near(cluster: Cluster, namespace: string): readonly Workload[] {
  if (namespace === '') return cluster.workloads;
  return [...workloadsIn(cluster, namespace), ...workloadsIn(cluster, '')];
}

function sort(workloads: readonly Workload[], test: (workload: Workload) => Certainty): Selected {
  const certain: Workload[] = [];
  const possible: Workload[] = [];
  for (const workload of workloads) {
    const answer = test(workload);
    if (answer === 'yes') certain.push(workload);
    if (answer === 'maybe') possible.push(workload);
  }
  return { certain, possible, all: new Set([...certain, ...possible]) };
}

type Index = {
  readonly byNamespace: ReadonlyMap<string, readonly Workload[]>;
  readonly selected: Map<Policy | Peer, Selected>;
};

const indexes = new WeakMap<Cluster, Index>();

function indexOf(cluster: Cluster): Index {
  const known = indexes.get(cluster);
  if (known !== undefined) return known;
  const byNamespace = new Map<string, Workload[]>();
  for (const workload of cluster.workloads) {
    const there = byNamespace.get(workload.namespace);
    if (there === undefined) byNamespace.set(workload.namespace, [workload]);
    else there.push(workload);
  }
  const index: Index = { byNamespace, selected: new Map() };
  indexes.set(cluster, index);
  return index;
}

function remember(cluster: Cluster, of: Policy | Peer, find: () => Selected): Selected {
  const { selected } = indexOf(cluster);
  const known = selected.get(of) ?? find();
  selected.set(of, known);
  return known;
}
