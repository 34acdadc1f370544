import type { Node } from '../../manifest/tree.ts';
import type { Direction } from '../api.ts';
import { type Certainty, type Labels, namespaceLabels, podLabels } from '../certainty.ts';
import type { Workload } from '../workload.ts';
import { calicoSelector } from './calico-selector.ts';
import { given, itemCount, itemsOf, type MayIsolate, may, mayShareNamespace } from './read.ts';

/** NetworkPolicy and GlobalNetworkPolicy of Calico. `namespace` is undefined for the one that has none. */
export function calicoPolicy(spec: Node | undefined, group: string, namespace: string | undefined): MayIsolate {
  const directions = directionsOf(spec, group);
  const pods = selectorOf(given(spec, 'selector'));
  const ofNamespaces = selectorOf(given(spec, 'namespaceSelector'));
  const isHostOnly = ['doNotTrack', 'preDNAT'].some((key) => isTrue(given(spec, key)));
  return (workload, direction, itsNamespace) => {
    if (!directions.includes(direction) || isHostOnly) return false;
    if (namespace !== undefined && !mayShareNamespace(namespace, workload)) return false;
    const ofNamespace = namespaceLabels(workload.namespace, itsNamespace);
    const namespaces: Labels = (key) => (key === 'projectcalico.org/name' ? nameState(workload) : ofNamespace(key));
    return may(pods(calicoLabels(workload)), namespace === undefined ? ofNamespaces(namespaces) : 'yes');
  };
}

/** Labels that Calico gives to every workload endpoint (libcalico-go k8s conversion). */
function calicoLabels(workload: Workload): Labels {
  const labels = podLabels(workload);
  return (key) => {
    if (key === 'projectcalico.org/namespace') return nameState(workload);
    if (key === 'projectcalico.org/orchestrator') return { value: 'k8s' };
    // The labels of its namespace and service account (`pcns.`, `pcsa.`) and the account's name.
    return /^(pcns\.|pcsa\.|projectcalico\.org\/)/.test(key) ? 'unknown' : labels(key);
  };
}

function nameState({ namespace }: Workload): ReturnType<Labels> {
  return namespace === '' ? 'unknown' : { value: namespace };
}

function selectorOf(node: Node | undefined): (labels: Labels) => Certainty {
  if (node === undefined) return () => 'yes';
  return node.kind === 'string' ? calicoSelector(node.value) : () => 'maybe';
}

function isTrue(node: Node | undefined): boolean {
  return node?.kind === 'bool' && node.value;
}

/**
 * The directions that `types` names. Without it, v3 infers them otherwise than Kubernetes: only egress rules mean only
 * Egress (semantics 8.1); two defaulters disagree about an empty list, so either may hold. The raw CRDs are not defaulted,
 * and Felix takes no types for both.
 */
function directionsOf(spec: Node | undefined, group: string): readonly Direction[] {
  const types = itemsOf(given(spec, 'types')).flatMap((type) => (type.kind === 'string' ? [type.value] : []));
  if (types.length > 0) {
    const named: readonly Direction[] = ['ingress', 'egress'];
    return named.filter((direction) => types.some((type) => type.toLowerCase() === direction));
  }
  if (group === 'crd.projectcalico.org') return ['ingress', 'egress'];
  const [ingress, egress] = [given(spec, 'ingress'), given(spec, 'egress')];
  const isEgressOnly = itemCount(egress) > 0 && ingress === undefined;
  return [...(isEgressOnly ? [] : ['ingress' as const]), ...(egress === undefined ? [] : ['egress' as const])];
}
