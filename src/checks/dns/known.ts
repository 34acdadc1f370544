import { indexAround } from '../../group/around.ts';
import type { Cluster } from '../../group/cluster.ts';
import { type Group, namespaceOf } from '../../group/group.ts';
import { byName } from '../../group/lists.ts';
import { type Dns, dnsOf } from '../../policy/dns.ts';
import { isolates, type Policy } from '../../policy/policy.ts';
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
  const mayHelp = helpersAmong(limiting, dns, cluster.namespace);
  return { cluster, dns, around: aroundIn(limiting, cluster.namespace), mayHelp };
}

/** Whether a policy limits egress at all; what the API refuses limits nothing. */
export function limitsEgress({ spec, refusals }: Policy): boolean {
  return refusals.length === 0 && isolates(spec, 'egress');
}

/** A group of no namespace may be in any, and any group may be in that of the release. */
function aroundIn(limiting: readonly Policy[], releaseNamespace: string): Known['around'] {
  const selectorOf = ({ spec }: Policy): Policy['spec']['podSelector'] => spec.podSelector;
  const there = indexAround(limiting, (policy) => ({
    namespace: namespaceOf(policy, releaseNamespace),
    selector: selectorOf(policy),
  }));
  const anywhere = indexAround(limiting, (policy) => ({ namespace: '', selector: selectorOf(policy) }));
  return ({ namespace, podSelector }) => {
    const near =
      namespace === '' ? anywhere('', podSelector) : [...there(namespace, podSelector), ...there('', podSelector)];
    return [...near].sort(byName);
  };
}
