import type { Node } from '../../manifest/tree.ts';
import { allOf, type Certainty, namespaceLabels, podLabels } from '../certainty.ts';
import type { Namespace, Workload } from '../workload.ts';
import { given, itemCount, type MayIsolate, may, selectsNode } from './read.ts';

/**
 * ClusterNetworkPolicy, and AdminNetworkPolicy and BaselineAdminNetworkPolicy before it (semantics 8.3): without rules in a
 * direction it says nothing about it, and it isolates nobody by itself.
 */
export function clusterNetworkPolicy(spec: Node | undefined): MayIsolate {
  const subject = given(spec, 'subject');
  return (workload, direction, namespace) =>
    itemCount(given(spec, direction)) > 0 && may(isSubject(subject, workload, namespace));
}

function isSubject(subject: Node | undefined, workload: Workload, namespace: Namespace | undefined): Certainty {
  const labels = namespaceLabels(workload.namespace, namespace);
  const namespaces = given(subject, 'namespaces');
  if (namespaces !== undefined) return selectsNode(namespaces, labels);
  const pods = given(subject, 'pods');
  if (pods === undefined) return 'maybe';
  return allOf([
    selectsNode(given(pods, 'namespaceSelector'), labels),
    selectsNode(given(pods, 'podSelector'), podLabels(workload)),
  ]);
}
