import { type Cluster, mayBeSameNamespace } from '../../group/cluster.ts';
import { type Group, namespaceOf } from '../../group/group.ts';
import type { LabelSelector } from '../../policy/api.ts';
import { type Dns, type DnsProtocol, dnsAllowedBy, dnsOf } from '../../policy/dns.ts';
import { isolates, type Policy } from '../../policy/policy.ts';
import { fixedLabels, isSubset } from '../../policy/selector.ts';

/** A policy that lets DNS out by itself, and on what. */
export type Helper = { readonly policy: Policy; readonly allowed: ReadonlySet<DnsProtocol> };

/** What is asked of a cluster again and again, found once: a namespace may hold thousands of policies. */
export type Known = {
  readonly cluster: Cluster;
  readonly dns: Dns;
  /** The policies that limit the egress of all pods of a group, by name; the group's own are among them. */
  readonly around: (group: Group) => readonly Policy[];
  readonly helpers: readonly Helper[];
};

/** What manifests tell of DNS, and of the policies that limit egress. */
export function knownOf(cluster: Cluster): Known {
  const dns = dnsOf(cluster.workloads, cluster.services, cluster.namespaces);
  const limiting = cluster.policies.filter(limitsEgress).sort(byName);
  const byLabel = new Map<string, Policy[]>();
  for (const policy of limiting) {
    const key = fixedLabels(policy.spec.podSelector)[0] ?? NO_LABEL;
    const known = byLabel.get(key);
    if (known === undefined) byLabel.set(key, [policy]);
    else known.push(policy);
  }
  const around = ({ namespace, podSelector }: Group): readonly Policy[] =>
    candidates(podSelector, byLabel).filter(
      (policy) =>
        mayBeSameNamespace(namespaceOf(policy, cluster.namespace), namespace) &&
        isSubset(podSelector, policy.spec.podSelector),
    );
  const helpers = limiting.flatMap((policy) => {
    const allowed = dnsAllowedBy(policy.spec.egress ?? [], namespaceOf(policy, cluster.namespace), dns);
    return allowed.size === 0 ? [] : [{ policy, allowed }];
  });
  return { cluster, dns, around, helpers };
}

/** Whether a policy limits egress at all; what the API refuses limits nothing. */
export function limitsEgress({ spec, refusals }: Policy): boolean {
  return refusals.length === 0 && isolates(spec, 'egress');
}

/** The order in which policies are told. */
export function byName(a: Policy, b: Policy): number {
  return a.ref.name < b.ref.name ? -1 : a.ref.name > b.ref.name ? 1 : 0;
}

/** What a selector fixes, whatever holds more than it fixes too or leaves open: one of its labels finds it. */
function candidates(selector: LabelSelector, byLabel: ReadonlyMap<string, readonly Policy[]>): readonly Policy[] {
  const labels = [NO_LABEL, ...fixedLabels(selector)];
  return labels.flatMap((label) => byLabel.get(label) ?? []).sort(byName);
}

const NO_LABEL = '';
