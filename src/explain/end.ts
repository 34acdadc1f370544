import type { Cluster } from '../group/cluster.ts';
import { type Labels, namespaceLabels, podLabels } from '../policy/certainty.ts';
import type { Cni } from '../policy/cni.ts';
import type { ContainerPort, Namespace, Workload } from '../policy/workload.ts';
import type { Addresses } from '../traffic/addresses.ts';

/**
 * How what no manifest tells is taken. `open`: it is left open, and answers may be `maybe`. `closed`: there is nothing that
 * is not written: a namespace without a manifest has its name for its only label, controllers add none, a pod on the node's
 * network is a pod as any other, and no block of addresses holds one.
 */
export type World = 'open' | 'closed';

/** Some pods that are alike, as one end of a connection. */
export type PodEnd = {
  readonly kind: 'pods';
  /** '' is a namespace that nobody knows. */
  readonly namespace: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  /** What their containers declare; undefined where nobody knows. */
  readonly ports: readonly ContainerPort[] | undefined;
  readonly hostNetwork: boolean;
  readonly world: World;
  /** The network plugin: plugins differ on whether a block of addresses holds pods. */
  readonly cni: Cni;
};

/** Addresses outside of the cluster, as one end of a connection. */
export type AddressEnd = { readonly kind: 'addresses'; readonly addresses: Addresses };

/** One end of a connection. */
export type End = PodEnd | AddressEnd;

/** The pods of a workload. */
export function endOfWorkload(
  workload: Workload,
  { namespaces, cni }: Pick<Cluster, 'namespaces' | 'cni'>,
  world: World = 'open',
): PodEnd {
  const { namespace, ports, hostNetwork, labels } = workload;
  const isClosed = world === 'closed';
  return {
    kind: 'pods',
    namespace,
    labels: podLabels(isClosed ? { labels, addedLabels: [] } : workload),
    namespaceLabels: labelsOfNamespace(namespace, namespaces, world),
    ports,
    hostNetwork: hostNetwork && !isClosed,
    world,
    cni,
  };
}

/** The labels of a namespace as far as they are known. */
export function labelsOfNamespace(
  namespace: string,
  namespaces: ReadonlyMap<string, Namespace>,
  world: World = 'open',
): Labels {
  const known = namespaceLabels(namespace, namespaces.get(namespace));
  if (world === 'open') return known;
  return (key) => {
    const state = known(key);
    return typeof state === 'object' ? state : 'absent';
  };
}
