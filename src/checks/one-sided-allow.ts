import type { Cluster } from '../group/cluster.ts';
import { namespaceOf } from '../group/group.ts';
import { amongPeer, selectedBy } from '../group/selected.ts';
import { type Direction, type LabelSelector, PEERS, type Peer, type Port, type Rule } from '../policy/api.ts';
import { NAMESPACE_NAME } from '../policy/certainty.ts';
import { blocksMayHoldPods, traitsOf } from '../policy/cni.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { describeSelector } from '../policy/selector.ts';
import type { Workload } from '../policy/workload.ts';
import type { Check, Report } from './check.ts';
import { decidingPolicies, mayAdmit, opposite, rulesFor } from './cluster/admission.ts';
import { listed, nameOf, names, stableLabels } from './cluster/words.ts';
import { yamlOf } from './cluster/yaml.ts';
import { describePorts } from './emptied/words.ts';

/** A rule that names other workloads, none of which answers it in kind. */
export const oneSidedAllow: Check = {
  id: 'one-sided-allow',
  severity: 'warning',
  scope: 'stream',
  summary: 'A connection that one side allows by name and the isolated other side does not.',
  help:
    'A connection needs the egress of the pods that open it and the ingress of the pods that take it. A rule that names the ' +
    'pods of another workload does nothing where those are isolated and no rule of theirs admits it. Only rules with a ' +
    'podSelector that misses every workload it names are told, and only where nothing about them is unsure.',
  precision: 'On 628 real policies it gave 4 warnings, two faults in two renders of one chart, all right.',
  check: function* (stream) {
    const cluster = stream.cluster();
    const told = new Map<Workload, Set<Workload>>();
    for (const direction of ['egress', 'ingress'] as const) {
      for (const policy of stream.policies) {
        const here = isolates(policy.spec, direction) ? selectedBy(cluster, policy) : undefined;
        if (here === undefined || here.certain.length === 0 || here.possible.length > 0) continue;
        for (const [i, rule] of (policy.spec[direction] ?? []).entries()) {
          const refused = refusedPeers({ cluster, policy, direction, here: here.certain, rule, told });
          if (refused.length > 0)
            yield report({ cluster, policy, direction, here: here.certain, rule, told }, i, refused);
        }
      }
    }
  },
};

type Site = {
  readonly cluster: Cluster;
  readonly policy: Policy;
  readonly direction: Direction;
  /** The workloads that the policy selects. */
  readonly here: readonly Workload[];
  readonly rule: Rule;
  /** By the workload that sends, those that were told not to take it: the way back is not told again. */
  readonly told: Map<Workload, Set<Workload>>;
};

/** A peer all of whose workloads refuse, by its place among the peers. */
type Refused = { readonly index: number; readonly there: readonly Workload[] };

/** Beyond so many workloads, or pairs of them, a rule is no statement about single ones. */
const MOST_NAMED = 20;
const MOST_PAIRS = 1000;

function refusedPeers(site: Site): readonly Refused[] {
  const { cluster, policy, direction, here, rule, told } = site;
  const refused = (rule[PEERS[direction]] ?? []).flatMap((peer, index): Refused[] => {
    if (!isExplicit(peer)) return [];
    const { certain, possible } = amongPeer(cluster, policy, peer);
    if (possible.length > 0 || certain.length > MOST_NAMED) return [];
    const others = certain.filter((there) => !here.includes(there));
    if (others.length === 0 || others.length * here.length > MOST_PAIRS) return [];
    const isRefused = here.every((one) => others.every((other) => refuses(site, one, other)));
    return isRefused ? [{ index, there: others }] : [];
  });
  const fresh = refused.filter(({ there }) => there.some((other) => here.some((one) => !isTold(site, one, other))));
  if (direction === 'egress')
    for (const { there } of fresh) for (const one of here) told.set(one, new Set([...(told.get(one) ?? []), ...there]));
  return fresh;
}

/** Whether a peer names pods: a namespace alone may hold others than the manifests tell. */
function isExplicit({ podSelector, ipBlock }: Peer): boolean {
  return ipBlock === undefined && podSelector !== undefined && describeSelector(podSelector) !== '';
}

function refuses({ cluster, direction, rule }: Site, one: Workload, other: Workload): boolean {
  const end = { workload: other, direction: opposite(direction) };
  const policies = decidingPolicies(cluster, end);
  return policies !== undefined && !mayAdmit(cluster, policies, end, one, rule.ports);
}

function isTold({ direction, told }: Site, one: Workload, other: Workload): boolean {
  return direction === 'ingress' && (told.get(other)?.has(one) ?? false);
}

function report(site: Site, index: number, refused: readonly Refused[]): Report {
  const { policy, direction, rule } = site;
  const there = [...new Set(refused.flatMap((peer) => peer.there))];
  const [own, other] = [listed(site.here.map(nameOf)), listed(there.map(nameOf))];
  const ports = describePorts(rule.ports);
  const [only] = refused;
  const path = ['spec', direction, index, PEERS[direction]];
  return {
    subject: policy,
    path: only !== undefined && refused.length === 1 ? [...path, only.index] : path,
    severity: 'warning',
    effect: 'closes',
    is:
      direction === 'egress'
        ? `one-sided: it lets ${own} connect to ${other} on ${ports}, and no ingress rule there takes it`
        : `one-sided: it lets ${other} in to ${own} on ${ports}, and no egress rule of those leads there`,
    so: `A connection needs both sides, so by the policies of this stream there is none. ${otherSide(site, there)}`,
    help: advice(site, there),
  };
}

/** What isolates the other side, and what it admits instead. */
function otherSide({ cluster, direction, here }: Site, there: readonly Workload[]): string {
  const back = opposite(direction);
  const policies = there.flatMap((workload) => decidingPolicies(cluster, { workload, direction: back }) ?? []);
  const ports = policies.flatMap((policy) =>
    here.flatMap((one) => rulesFor(cluster, policy, back, one).flatMap((rule): readonly Port[] => rule.ports ?? [])),
  );
  const isolated = `The ${back} of ${listed(there.map(nameOf))} is isolated by ${listed(names(policies).map((name) => `\`${name}\``))}`;
  const whom = listed(here.map(nameOf));
  if (ports.length === 0) return `${isolated}, where no rule means ${whom}${notByBlock(cluster, policies, back)}.`;
  return `${isolated}; it ${back === 'ingress' ? 'takes' : 'leads to'} ${whom} at most on ${describePorts(ports)}.`;
}

/** A block that may be meant for those pods, where the plugin takes no pod for an address. */
function notByBlock({ cni }: Cluster, policies: readonly Policy[], direction: Direction): string {
  const peers = policies.flatMap(({ spec }) => (spec[direction] ?? []).flatMap((rule) => rule[PEERS[direction]] ?? []));
  if (blocksMayHoldPods(cni) || !peers.some(({ ipBlock }) => ipBlock !== undefined)) return '';
  return `: to ${traitsOf(cni)?.name} no ipBlock has pods`;
}

/** The rule that the other side lacks, and where it goes. */
function advice(site: Site, there: readonly Workload[]): string {
  const { cluster, direction, policy, rule } = site;
  const back = opposite(direction);
  const deciding = there.flatMap((workload) => decidingPolicies(cluster, { workload, direction: back }) ?? []);
  const own = names(deciding.filter(({ spec }) => describeSelector(spec.podSelector) !== '')).sort();
  const where =
    own[0] === undefined
      ? `a policy with this ${back} rule for the pods of ${listed(there.map(nameOf))}`
      : `this rule into the ${back} of \`${own[0]}\``;
  const isElsewhere = there.some(({ namespace }) => namespace !== namespaceOf(policy, cluster.namespace));
  const peer = {
    ...(isElsewhere && {
      namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespaceOf(policy, cluster.namespace) } },
    }),
    podSelector: selectorOf(site),
  };
  const missing = [{ [PEERS[back]]: [peer], ports: rule.ports?.length ? rule.ports : undefined }];
  return `${where}, where the connection is wanted:\n${yamlOf(missing)}`;
}

/** How the pods of this side are to be asked for. */
function selectorOf({ policy, here }: Site): LabelSelector {
  const [only, ...others] = here;
  if (describeSelector(policy.spec.podSelector) !== '' || only === undefined || others.length > 0)
    return policy.spec.podSelector;
  return { matchLabels: Object.fromEntries(stableLabels(only)) };
}
