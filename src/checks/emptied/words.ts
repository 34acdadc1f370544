import type { Effect } from '../../finding.ts';
import { describePods } from '../../group/group.ts';
import { type Direction, type LabelSelector, PEERS, type Peer, type Port, type Rule } from '../../policy/api.ts';
import { type Policy, ruleCount } from '../../policy/policy.ts';
import { describeSelector } from '../../policy/selector.ts';
import type { Site } from './sites.ts';

/** Everybody that a rule without peers lets through (semantics 6: also what is outside of the cluster). */
export const EVERYBODY = 'every pod, namespace and address';

/** What distinguishes these faults from all others. */
export const NOBODY_COMPLAINS = 'Helm 3, Helm 4, kubectl and the API say nothing.';

/** The pods that a policy selects, in words. */
export function podsOf(policy: Policy): string {
  const pods = describePods(policy.spec.podSelector);
  return pods === 'every pod' ? 'every pod of the namespace' : pods;
}

/** What it does to select more pods than was meant: with rules it opens, without any it closes. */
export function effectOfSelecting({ spec }: Policy): Effect {
  return ruleCount(spec, 'ingress') + ruleCount(spec, 'egress') > 0 ? 'opens' : 'closes';
}

/** What a policy does that selects every pod. */
export function everyPodIsolated(policy: Policy): string {
  const allowed =
    effectOfSelecting(policy) === 'opens'
      ? 'allowed what its rules allow'
      : 'allowed nothing but what other policies allow';
  return `Every pod of the namespace is isolated for ${policy.spec.policyTypes.join(' and ')} and ${allowed}.`;
}

/** The decoded rule that a site belongs to. */
export function ruleOf({ policy, direction, rule }: Site): Rule {
  return (direction !== undefined && rule !== undefined && policy.spec[direction]?.[rule]) || {};
}

/** `from` or `to`. */
export function peersKey({ direction }: Site): 'from' | 'to' {
  return PEERS[direction ?? 'ingress'];
}

/** The decoded peers of the rule that a site belongs to. */
export function peersOf(site: Site): readonly Peer[] | undefined {
  return ruleOf(site)[peersKey(site)];
}

/** The decoded port that a site belongs to. */
export function portOf(site: Site): Port {
  return ruleOf(site).ports?.[itemIndex(site, 'ports')] ?? { protocol: 'TCP' };
}

/** The decoded peer that a site belongs to. */
export function peerOf(site: Site): Peer {
  return peersOf(site)?.[itemIndex(site, peersKey(site))] ?? {};
}

/** `TCP 80, UDP 53` or `every port and protocol`. */
export function describePorts(ports: readonly Port[] | undefined): string {
  if (ports === undefined || ports.length === 0) return 'every port and protocol';
  return [...new Set(ports.map(describePort))].join(', ');
}

/** `TCP 80`, `TCP 8000-8010`, `UDP dns` or `every TCP port`. */
export function describePort({ protocol, port, endPort }: Port): string {
  if (port === undefined) return `every ${protocol} port`;
  return `${protocol} ${port}${endPort === undefined ? '' : `-${endPort}`}`;
}

/** The peers of a rule in words. */
export function describePeers(peers: readonly Peer[] | undefined): string {
  if (peers === undefined || peers.length === 0) return EVERYBODY;
  if (peers.length > 2) return `its ${peers.length} peers`;
  return peers.map(describePeer).join(' and ');
}

/** What a rule lets through, as the subject of an opening: whose ports, towards whom. */
export function opening(direction: Direction, pods: string, ports: string, peers: string): string {
  if (direction === 'ingress') return `Opens ${ports} of ${pods} to ${peers}.`;
  return `Lets ${pods} connect to ${peers} on ${ports}.`;
}

/** The selector that remains when one label is taken out. */
export function withoutLabel(selector: LabelSelector, key: string): LabelSelector {
  const { [key]: _, ...matchLabels } = selector.matchLabels ?? {};
  return { ...selector, matchLabels };
}

function describePeer({ podSelector, namespaceSelector, ipBlock }: Peer): string {
  if (ipBlock !== undefined) return ipBlock.cidr;
  const pods = podSelector === undefined ? 'every pod' : describePods(podSelector);
  if (namespaceSelector === undefined) return `${pods} of its own namespace`;
  const namespaces = describeSelector(namespaceSelector);
  return `${pods} of ${namespaces === '' ? 'every namespace' : `namespaces ${namespaces}`}`;
}

/** Which item of `list` a path leads through; a rule's own lists start at its fourth step. */
function itemIndex({ path }: Site, list: string): number {
  return Number(path[path.indexOf(list, 3) + 1]);
}
