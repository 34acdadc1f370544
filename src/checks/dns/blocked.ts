import type { Cluster } from '../../group/cluster.ts';
import { type Group, namespaceOf } from '../../group/group.ts';
import { byName } from '../../group/lists.ts';
import { policiesSelecting, selectedBy } from '../../group/selected.ts';
import { nodeAt } from '../../manifest/tree.ts';
import type { LabelSelector, Port } from '../../policy/api.ts';
import { type Dns, type DnsProtocol, dnsAllowedBy, isDnsServer, meansCoreDns } from '../../policy/dns.ts';
import { requirementsOf } from '../../policy/overlap.ts';
import { type Policy, ruleCount } from '../../policy/policy.ts';
import { canonicalSelector, isSubset } from '../../policy/selector.ts';
import type { Workload } from '../../policy/workload.ts';
import { isForeignMatter } from '../cluster/words.ts';
import { type Known, limitsEgress } from './known.ts';

/** Why blocked DNS may be meant, or not be blocked at all. */
export type Doubt = 'sends nothing' | 'other policies' | 'only the API server' | 'a permission';

/** A group whose pods may not ask DNS. */
export type Blocked = {
  readonly group: Group;
  /** The policies of the group that limit egress, by name. */
  readonly own: readonly [Policy, ...Policy[]];
  /** All policies that limit the egress of all its pods, by name. */
  readonly around: readonly Policy[];
  readonly missing: ReadonlySet<DnsProtocol>;
  /** The workloads of the stream that are blocked, where others of the group are not. */
  readonly only: readonly Workload[];
  readonly doubt: Doubt | undefined;
};

/** What the pods of a group lack, or undefined where they lack nothing or another finding says it. */
export function blockedIn(group: Group, known: Known): Blocked | undefined {
  const { cluster, dns } = known;
  const [first, ...others] = group.policies.filter(limitsEgress).sort(byName);
  if (first === undefined || meansCoreDns(group.podSelector)) return undefined;
  if (!canonicalSelector(group.podSelector).satisfiable) return undefined;
  const own = [first, ...others] as const;
  const around = known.around(group);
  const missing = missingBy(around, group.namespace, dns);
  if (missing.size === 0 || isToldElsewhere(group, own, around, cluster)) return undefined;
  const workloads = [...selectedBy(cluster, first).all].filter((one) => !one.isHook);
  const doubt = doubtOf(group, around);
  if (workloads.length > 0) return narrowed({ group, own, around, missing, only: workloads, doubt }, cluster, dns);
  if (!mayBeHelped(group, missing, known)) return { group, own, around, missing, only: [], doubt };
  return doubt === undefined ? { group, own, around, missing, only: [], doubt: 'other policies' } : undefined;
}

/** Whether it lets anything out. */
export function hasRules({ spec }: Policy): boolean {
  return ruleCount(spec, 'egress') > 0;
}

/** Thousands of workloads share the list of thousands of policies that select them. */
const lacking = new WeakMap<Dns, WeakMap<readonly Policy[], Map<string, ReadonlySet<DnsProtocol>>>>();

function missingBy(policies: readonly Policy[], namespace: string, dns: Dns): ReadonlySet<DnsProtocol> {
  const lists = lacking.get(dns) ?? new WeakMap<readonly Policy[], Map<string, ReadonlySet<DnsProtocol>>>();
  lacking.set(dns, lists);
  const known = lists.get(policies) ?? new Map<string, ReadonlySet<DnsProtocol>>();
  lists.set(policies, known);
  const found = known.get(namespace) ?? missingIn(policies, namespace, dns);
  known.set(namespace, found);
  return found;
}

function missingIn(policies: readonly Policy[], namespace: string, dns: Dns): ReadonlySet<DnsProtocol> {
  const rules = policies.filter(limitsEgress).flatMap(({ spec }) => spec.egress ?? []);
  const allowed = dnsAllowedBy(rules, namespace, dns);
  return new Set((['UDP', 'TCP'] as const).filter((protocol) => !allowed.has(protocol)));
}

/** One rule for more pods of the namespace would help these too; and a blank `egress` has a check of its own. */
function isToldElsewhere(
  group: Group,
  own: readonly Policy[],
  around: readonly Policy[],
  { namespace }: Cluster,
): boolean {
  const wider = around.filter(
    (policy) =>
      !policy.input.isContext &&
      namespaceOf(policy, namespace) === group.namespace &&
      !isSubset(policy.spec.podSelector, group.podSelector),
  );
  if (wider.some(hasRules)) return true;
  if (own.some(hasRules)) return false;
  return wider.length > 0 || own.some(({ root }) => nodeAt(root, ['spec', 'egress'])?.kind === 'null');
}

/** The workloads that a stream holds are looked at one by one: policies for some of them may let their DNS out. */
function narrowed(blocked: Blocked, cluster: Cluster, dns: Dns): Blocked | undefined {
  const { group, only, around } = blocked;
  const missing = new Set<DnsProtocol>();
  const isAnyOut = around.some(hasRules);
  const left = only.filter((workload) => {
    if (workload.hostNetwork || isDnsServer(workload) || isForeignMatter(cluster, workload, 'egress')) return false;
    const policies = policiesSelecting(cluster, workload);
    const isToldWithItsRules = !isAnyOut && policies.some((policy) => limitsEgress(policy) && hasRules(policy));
    if (isToldWithItsRules) return false;
    const own = missingBy(policies, group.namespace, dns);
    for (const protocol of own) missing.add(protocol);
    return own.size > 0;
  });
  if (left.length === 0) return undefined;
  return { ...blocked, missing, only: left.length === only.length ? [] : left };
}

/** Whether policies for some of the pods, or of another API, may let DNS out; no workload is there to tell. */
function mayBeHelped({ namespace, podSelector }: Group, missing: ReadonlySet<DnsProtocol>, known: Known): boolean {
  return known.cluster.foreign.length > 0 || known.mayHelp(namespace, podSelector, missing);
}

function doubtOf({ podSelector }: Group, around: readonly Policy[]): Doubt | undefined {
  if (!around.some(hasRules)) return 'sends nothing';
  if (reachesOnlyTheApi(around)) return 'only the API server';
  return isPermission(podSelector) ? 'a permission' : undefined;
}

/** Pods find the API server by the address in KUBERNETES_SERVICE_HOST: no name is asked for. */
function reachesOnlyTheApi(policies: readonly Policy[]): boolean {
  const rules = policies.flatMap(({ spec }) => spec.egress ?? []);
  const ports = rules.flatMap((rule) => rule.ports ?? [{ protocol: 'TCP' }]);
  const isApi = ({ port, endPort }: Port): boolean => endPort === undefined && (port === 6443 || port === 443);
  return ports.every(isApi) && ports.some(({ port }) => port === 6443);
}

/** A label such as `to-database: allowed` says what pods may do, not what they are: they bear several. */
function isPermission(selector: LabelSelector): boolean {
  const asked = requirementsOf(selector);
  return (
    asked.length > 0 &&
    asked.every(({ values = [] }) => values.some((value) => /^(allow(ed)?|true|enabled)$/.test(value)))
  );
}
