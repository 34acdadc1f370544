import { type Cluster, mayBeSameNamespace } from '../../group/cluster.ts';
import { type Group, namespaceOf } from '../../group/group.ts';
import { type Dns, type DnsProtocol, dnsAllowedBy, dnsOf } from '../../policy/dns.ts';
import { isWithin } from '../../policy/overlap.ts';
import { isolates, type Policy } from '../../policy/policy.ts';

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
    const key = anyLabelOf(policy);
    const known = byLabel.get(key);
    if (known === undefined) byLabel.set(key, [policy]);
    else known.push(policy);
  }
  const around = ({ namespace, podSelector }: Group): readonly Policy[] =>
    candidates(podSelector, byLabel, limiting).filter(
      (policy) =>
        mayBeSameNamespace(namespaceOf(policy, cluster.namespace), namespace) &&
        isWithin(podSelector, policy.spec.podSelector),
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

/** What a plain selector asks for, it shares with all that it may hold: one of its labels finds it. */
function candidates(
  { matchLabels = {}, matchExpressions = [] }: Group['podSelector'],
  byLabel: ReadonlyMap<string, readonly Policy[]>,
  all: readonly Policy[],
): readonly Policy[] {
  if (matchExpressions.length > 0) return all;
  const keys = [NO_LABEL, ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`)];
  return keys.flatMap((key) => byLabel.get(key) ?? []).sort(byName);
}

const NO_LABEL = '';

function anyLabelOf({ spec: { podSelector } }: Policy): string {
  const [label] = podSelector.matchExpressions?.length ? [] : Object.entries(podSelector.matchLabels ?? {});
  return label === undefined ? NO_LABEL : label.join('=');
}
