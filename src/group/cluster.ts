import type { Direction } from '../policy/api.ts';
import type { Cni } from '../policy/cni.ts';
import type { ForeignPolicy } from '../policy/foreign.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import type { Namespace, Service, Workload } from '../policy/workload.ts';
import { byName } from './lists.ts';
import { policiesSelecting } from './selected.ts';

/** What a stream and its context hold together, as far as manifests tell: never the whole cluster. */
export type Cluster = {
  readonly policies: readonly Policy[];
  readonly workloads: readonly Workload[];
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly services: readonly Service[];
  /** Policies of Calico, Cilium and policy.networking.k8s.io. */
  readonly foreign: readonly ForeignPolicy[];
  /** Objects of these kinds that could not be read, in words. */
  readonly unread: readonly string[];
  /** The network plugin, '' where nobody said. */
  readonly cni: Cni;
  /** The namespace that objects without one land in, where it is known; else ''. */
  readonly namespace: string;
};

/** A cluster with its policies by name: the order in which documents stand changes no answer. */
export function inOrder(cluster: Cluster): Cluster {
  return { ...cluster, policies: [...cluster.policies].sort(byName) };
}

/** Whether two namespaces are one, or may be: '' is the namespace of a release that nobody named. */
export function mayBeSameNamespace(a: string, b: string): boolean {
  return a === b || a === '' || b === '';
}

/** Whether some NetworkPolicy isolates, or may isolate, the pods of a workload in a direction. */
export function isIsolated(cluster: Cluster, workload: Workload, direction: Direction): boolean {
  return policiesSelecting(cluster, workload).some(({ spec }) => isolates(spec, direction));
}
