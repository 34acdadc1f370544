import type { Cluster } from '../group/cluster.ts';
import { namespaceOf } from '../group/group.ts';
import type { Direction, Peer, Rule } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import { allOf, anyOf, type Certainty, selects } from '../policy/certainty.ts';
import { blocksMayHoldPods } from '../policy/cni.ts';
import { isSameNamespace } from '../policy/peer.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { type Addresses, blockAddresses } from '../traffic/addresses.ts';
import { intersect, intervalsMeet, isInside, joined } from '../traffic/intervals.ts';
import { ALL_PORTS, intersectPorts, NO_PORTS, type PortSet, portSet, unitePorts } from '../traffic/ports.ts';
import type { End, PodEnd } from './end.ts';
import { type Answer, EVERYTHING } from './resolved.ts';
import { stretchesOf } from './stretches.ts';

/** A policy that isolates some pods in a direction, or may. */
export type Isolating = { readonly policy: Policy; readonly selects: Certainty };

/** A rule of such a policy, seen from one other end. */
export type RuleView = {
  readonly policy: Policy;
  readonly index: number;
  readonly rule: Rule;
  /** Whether the policy has the pods, and whether the rule has the other end. */
  readonly selects: Certainty;
  readonly reaches: Certainty;
  /** Its ports; names are still names. */
  readonly ports: PortSet;
};

/** What the policies in force make of one end of a connection. Its ports may have names. */
export type Side = {
  readonly isolating: readonly Isolating[];
  readonly isolated: Certainty;
  readonly rules: readonly RuleView[];
  readonly answer: Answer;
};

/** The policies that isolate some pods in a direction, or may, in the order of the stream. */
export function isolatingPolicies(cluster: Cluster, pods: PodEnd, direction: Direction): readonly Isolating[] {
  return cluster.policies.flatMap((policy) => {
    if (!isolates(policy.spec, direction)) return [];
    const isHere = isSameNamespace(namespaceOf(policy, cluster.namespace), pods.namespace);
    if (isHere === 'no') return [];
    const answer = unlessHost(pods, allOf([isHere, selects(policy.spec.podSelector, pods.labels)]));
    return answer === 'no' ? [] : [{ policy, selects: answer }];
  });
}

/** What some policies that isolate pods in a direction allow them with the other end. */
export function sideOf(
  isolating: readonly Isolating[],
  direction: Direction,
  other: End,
  releaseNamespace: string,
): Side {
  const rules = rulesOf(isolating, direction, other, releaseNamespace);
  const isolated = anyOf(isolating.map((one) => one.selects));
  if (other.kind !== 'addresses' || !rules.some((rule) => rule.reaches === 'maybe'))
    return { isolating, isolated, rules, answer: answerOf(isolating, rules) };
  // Several blocks may hold together what none of them holds alone: each stretch between their borders is asked about.
  const answers = stretchesOf(
    isolating.map(({ policy }) => policy),
    direction,
  ).flatMap(({ end }): readonly Answer[] => {
    const addresses = intersect(end.addresses, other.addresses);
    if (addresses.length === 0) return [];
    return [answerOf(isolating, rulesOf(isolating, direction, { ...other, addresses }, releaseNamespace))];
  });
  return { isolating, isolated, rules, answer: answers.reduce(forAll) };
}

/** What holds of all of some addresses, from what holds of each part of them. */
function forAll(a: Answer, b: Answer): Answer {
  return { sure: intersectPorts(a.sure, b.sure), possible: unitePorts(a.possible, b.possible) };
}

function rulesOf(
  isolating: readonly Isolating[],
  direction: Direction,
  other: End,
  releaseNamespace: string,
): readonly RuleView[] {
  return isolating.flatMap(({ policy, selects: selected }) =>
    (policy.spec[direction] ?? []).map((rule, index) => ({
      policy,
      index,
      rule,
      selects: selected,
      reaches: reaches(rule[PEERS[direction]], namespaceOf(policy, releaseNamespace), other),
      ports: portSet(rule.ports),
    })),
  );
}

/** Whether the peers of a rule have an end; none is everybody. `namespace` is the one of the policy. */
export function reaches(peers: readonly Peer[] | undefined, namespace: string, end: End): Certainty {
  if (peers === undefined || peers.length === 0) return 'yes';
  if (end.kind === 'addresses') return reachesAddresses(peers, end.addresses);
  return anyOf(peers.map((peer) => isPeer(peer, namespace, end)));
}

/** Whether a peer has some pods. */
export function isPeer({ ipBlock, podSelector, namespaceSelector }: Peer, namespace: string, pods: PodEnd): Certainty {
  if (ipBlock !== undefined) return mayHoldPods(pods) && mayBePrivate(ipBlock) ? 'maybe' : 'no';
  const isThere =
    namespaceSelector === undefined
      ? isSameNamespace(namespace, pods.namespace)
      : selects(namespaceSelector, pods.namespaceLabels);
  return unlessHost(pods, allOf([isThere, selects(podSelector ?? {}, pods.labels)]));
}

/**
 * What is allowed whatever comes of the policies that may select the pods or not: as few ports as any outcome leaves, and as
 * many as any does.
 */
function answerOf(isolating: readonly Isolating[], rules: readonly RuleView[]): Answer {
  if (isolating.length === 0) return EVERYTHING;
  const sureOf = (some: readonly RuleView[]): PortSet => united(some.filter(({ reaches: has }) => has === 'yes'));
  const certain = isolating.filter((one) => one.selects === 'yes');
  const possible = united(rules.filter(({ reaches: has }) => has !== 'no'));
  if (certain.length > 0) return { sure: sureOf(rules.filter((rule) => rule.selects === 'yes')), possible };
  const each = isolating.map(({ policy }) => sureOf(rules.filter((rule) => rule.policy === policy)));
  return { sure: each.reduce(intersectPorts, ALL_PORTS), possible: ALL_PORTS };
}

function united(rules: readonly RuleView[]): PortSet {
  return rules.map(({ ports }) => ports).reduce(unitePorts, NO_PORTS);
}

function unlessHost({ hostNetwork }: PodEnd, answer: Certainty): Certainty {
  return hostNetwork && answer === 'yes' ? 'maybe' : answer;
}

function reachesAddresses(peers: readonly Peer[], addresses: Addresses): Certainty {
  const blocks = blocksOf(peers);
  if (isInside(addresses, blocks)) return 'yes';
  return intervalsMeet(blocks, addresses) ? 'maybe' : 'no';
}

/** A rule is asked about many addresses: its blocks are joined once. */
const joinedBlocks = new WeakMap<readonly Peer[], Addresses>();

function blocksOf(peers: readonly Peer[]): Addresses {
  const known = joinedBlocks.get(peers);
  if (known !== undefined) return known;
  const blocks = joined(
    peers.flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : blockAddresses(ipBlock).addresses)),
  );
  joinedBlocks.set(peers, blocks);
  return blocks;
}

/** Addresses of private use (RFC 1918, RFC 6598, RFC 4193): pods have theirs there; CNIs differ on whether a block holds them. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  (cidr) => blockAddresses({ cidr }).addresses,
);

/** What address a pod will have is in no manifest; but to some plugins no block has pods (semantics 6). */
function mayHoldPods({ world, cni }: PodEnd): boolean {
  return world === 'open' && blocksMayHoldPods(cni);
}

function mayBePrivate(block: NonNullable<Peer['ipBlock']>): boolean {
  return arePrivate(blockAddresses(block).addresses);
}

/** Whether some of these addresses are of private use, where pods have theirs. */
export function arePrivate(addresses: Addresses): boolean {
  return PRIVATE.some((range) => intervalsMeet(addresses, range));
}
