import type { Node } from '../../manifest/tree.ts';
import type { Direction } from '../api.ts';
import { type Certainty, type Labels, NAMESPACE_NAME, namespaceLabels, podLabels } from '../certainty.ts';
import type { Namespace, Workload } from '../workload.ts';
import { given, itemCount, itemsOf, type MayIsolate, may, mayShareNamespace, selectsNode } from './read.ts';

/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy. `namespace` is undefined for the one that has none. */
export function ciliumPolicy(root: Node, namespace: string | undefined): MayIsolate {
  const spec = given(root, 'spec');
  const specs = [...(spec === undefined ? [] : [spec]), ...itemsOf(given(root, 'specs'))];
  return (workload, direction, itsNamespace) =>
    (namespace === undefined || mayShareNamespace(namespace, workload)) &&
    specs.some((one) => deniesByDefault(one, direction) && may(endpoints(one, workload, itsNamespace)));
}

/** A direction is denied by default where it has rules, unless enableDefaultDeny says otherwise (semantics 8.2). */
function deniesByDefault(spec: Node, direction: Direction): boolean {
  const stated = given(given(spec, 'enableDefaultDeny'), direction);
  if (stated?.kind === 'bool') return stated.value;
  return itemCount(given(spec, direction)) + itemCount(given(spec, `${direction}Deny`)) > 0;
}

/** A nodeSelector selects nodes, never pods. */
function endpoints(spec: Node, workload: Workload, namespace: Namespace | undefined): Certainty {
  const selector = given(spec, 'endpointSelector');
  if (selector === undefined) return given(spec, 'nodeSelector') === undefined ? 'maybe' : 'no';
  return selectsNode(selector, ciliumLabels(workload, namespace));
}

/** Keys may name the source of a label (`k8s:`, `any:`); those of the namespace stand among the labels of the pod. */
function ciliumLabels(workload: Workload, namespace: Namespace | undefined): Labels {
  const labels = podLabels(workload);
  const ofNamespace = namespaceLabels(workload.namespace, namespace);
  return (written) => {
    const key = written.replace(/^(k8s|any)[:.]/, '');
    // Of hosts, the world and Cilium's own endpoints; no pod has them.
    if (key.startsWith('reserved:')) return 'absent';
    if (key === 'io.kubernetes.pod.namespace') return ofNamespace(NAMESPACE_NAME);
    const [, ofIt] = /^io\.cilium\.k8s\.namespace\.labels\.(.+)$/.exec(key) ?? [];
    if (ofIt !== undefined) return ofNamespace(ofIt);
    return /^io\.(cilium|kubernetes)\./.test(key) || key.includes(':') ? 'unknown' : labels(key);
  };
}
