import { type Cluster, mayBeSameNamespace } from '../../group/cluster.ts';
import { type Group, namespaceOf } from '../../group/group.ts';
import { byName, push } from '../../group/lists.ts';
import type { LabelSelector } from '../../policy/api.ts';
import { type Dns, dnsOf } from '../../policy/dns.ts';
import { isolates, type Policy } from '../../policy/policy.ts';
import { fixedLabels, isSubset } from '../../policy/selector.ts';
import { helpersAmong, type MayHelp } from './helpers.ts';

/** What is asked of a cluster again and again, found once: a namespace may hold thousands of policies. */
export type Known = {
  readonly cluster: Cluster;
  readonly dns: Dns;
  /** The policies that limit the egress of all pods of a group, by name; the group's own are among them. */
  readonly around: (group: Group) => readonly Policy[];
  /** Whether a policy may let the DNS of pods out that a selector has. */
  readonly mayHelp: MayHelp;
};

/** What manifests tell of DNS, and of the policies that limit egress. */
export function knownOf(cluster: Cluster): Known {
  const dns = dnsOf(cluster.workloads, cluster.services, cluster.namespaces);
  const limiting = cluster.policies.filter(limitsEgress).sort(byName);
  const byLabel = new Map<string, Policy[]>();
  for (const policy of limiting) {
    const key = fixedLabels(policy.spec.podSelector)[0] ?? NO_LABEL;
    push(byLabel, key, policy);
  }
  const around = ({ namespace, podSelector }: Group): readonly Policy[] =>
    candidates(podSelector, byLabel).filter(
      (policy) =>
        mayBeSameNamespace(namespaceOf(policy, cluster.namespace), namespace) &&
        isSubset(podSelector, policy.spec.podSelector),
    );
  return { cluster, dns, around, mayHelp: helpersAmong(limiting, dns, cluster.namespace) };
}

/** Whether a policy limits egress at all; what the API refuses limits nothing. */
export function limitsEgress({ spec, refusals }: Policy): boolean {
  return refusals.length === 0 && isolates(spec, 'egress');
}

/** What a selector fixes, whatever holds more than it fixes too or leaves open: one of its labels finds it. */
function candidates(selector: LabelSelector, byLabel: ReadonlyMap<string, readonly Policy[]>): readonly Policy[] {
  const labels = [NO_LABEL, ...fixedLabels(selector)];
  return labels.flatMap((label) => byLabel.get(label) ?? []).sort(byName);
}

const NO_LABEL = '';
