import { entryOf, type MapNode } from '../manifest/tree.ts';
import { calicoPolicy } from './foreign/calico.ts';
import { ciliumPolicy } from './foreign/cilium.ts';
import { clusterNetworkPolicy } from './foreign/cluster-network-policy.ts';
import { type MayIsolate, mayShareNamespace } from './foreign/read.ts';
import type { Placed } from './workload.ts';

/** A policy of another API that may isolate pods: Calico's, Cilium's, or one of policy.networking.k8s.io. */
export type ForeignPolicy = Placed & {
  /** Whether it may decide about the traffic of these pods in a direction; where that cannot be told, it may. */
  readonly mayIsolate: MayIsolate;
};

type Read = (root: MapNode, group: string, namespace: string) => MayIsolate;

const calicoNamespaced: Read = (root, group, namespace) => calicoPolicy(entryOf(root, 'spec')?.value, group, namespace);
const calicoGlobal: Read = (root, group) => calicoPolicy(entryOf(root, 'spec')?.value, group, undefined);
const cluster: Read = (root) => clusterNetworkPolicy(entryOf(root, 'spec')?.value);
const anyNamespaced: Read = (_root, _group, namespace) => (workload) => mayShareNamespace(namespace, workload);
const anyCluster: Read = () => () => true;

/** By API group and kind. Calico's Staged kinds are absent: they are logged, never enforced. */
const KINDS: Readonly<Record<string, Read>> = {
  'projectcalico.org/NetworkPolicy': calicoNamespaced,
  'projectcalico.org/GlobalNetworkPolicy': calicoGlobal,
  'crd.projectcalico.org/NetworkPolicy': calicoNamespaced,
  'crd.projectcalico.org/GlobalNetworkPolicy': calicoGlobal,
  'cilium.io/CiliumNetworkPolicy': (root, _group, namespace) => ciliumPolicy(root, namespace),
  'cilium.io/CiliumClusterwideNetworkPolicy': (root) => ciliumPolicy(root, undefined),
  'policy.networking.k8s.io/ClusterNetworkPolicy': cluster,
  'policy.networking.k8s.io/AdminNetworkPolicy': cluster,
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy': cluster,
  // What these select is not read: they may isolate whatever stands where they reach.
  'crd.antrea.io/NetworkPolicy': anyNamespaced,
  'crd.antrea.io/ClusterNetworkPolicy': anyCluster,
  'networking.k8s.aws/ApplicationNetworkPolicy': anyNamespaced,
  'networking.k8s.aws/ClusterNetworkPolicy': anyCluster,
};

/** Whether objects of this kind are policies that may isolate pods beside the NetworkPolicies of Kubernetes. */
export function isForeignKind(apiVersion: string, kind: string): boolean {
  return Object.hasOwn(KINDS, keyOf(apiVersion, kind));
}

/** Reads such a policy; `root` is its tree. Undefined for what is none, or is not enforced. */
export function foreignPolicyOf(placed: Placed, root: MapNode): ForeignPolicy | undefined {
  const key = keyOf(placed.ref.apiVersion, placed.ref.kind);
  const read = Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
  const [group = ''] = placed.ref.apiVersion.split('/');
  return read && { ...placed, mayIsolate: read(root, group, placed.ref.namespace) };
}

function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))}/${kind}`;
}
