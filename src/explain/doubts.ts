import { namespaceOf } from '../group/group.ts';
import type { Direction, LabelSelector, Peer } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import { type Labels, NAMESPACE_NAME } from '../policy/certainty.ts';
import { traitsOf } from '../policy/cni.ts';
import type { Policy } from '../policy/policy.ts';
import { type Addresses, blockAddresses } from '../traffic/addresses.ts';
import { intervalsMeet, isInside } from '../traffic/intervals.ts';
import { namesOf, type PortSet, PROTOCOLS } from '../traffic/ports.ts';
import type { PodEnd } from './end.ts';
import type { NamedEnd } from './named-end.ts';
import { peerWho } from './rule-words.ts';
import { type Isolating, isPeer, type RuleView } from './side.ts';

/**
 * Why an answer about one end is left open: what is not known of the pods or the other end, one line each. Policies that name
 * no namespace are in `releaseNamespace`, '' where nobody knows.
 */
export function doubtsOf(
  of: NamedEnd,
  other: NamedEnd,
  direction: Direction,
  isolating: readonly Isolating[],
  rules: readonly RuleView[],
  releaseNamespace: string,
): readonly string[] {
  const own = isolating
    .filter(({ selects }) => selects === 'maybe')
    .map(({ policy }) => whySelects(policy, of, namespaceOf(policy, releaseNamespace)));
  const peers = rules
    .filter(({ reaches }) => reaches === 'maybe')
    .flatMap(({ rule, policy }) =>
      (rule[PEERS[direction]] ?? []).flatMap((peer) => whyPeer(peer, namespaceOf(policy, releaseNamespace), other)),
    );
  const destination = direction === 'egress' ? other : of;
  const names = rules.flatMap(({ ports, reaches }) => (reaches === 'no' ? [] : whyNames(ports, destination)));
  return [...new Set([...own, ...peers, ...names])];
}

function whySelects(policy: Policy, { name, end }: NamedEnd, namespace: string): string {
  if (end.kind === 'addresses') return '';
  if (end.hostNetwork) return onHost(name);
  if (end.namespace === '' || namespace === '')
    return `whether ${policy.ref.name} and ${name} are in one namespace (--namespace)`;
  const keys = unknownKeys(policy.spec.podSelector, end.labels);
  return `whether ${policy.ref.name} selects ${name}: a controller adds ${keys.join(', ')}, with values that no manifest tells`;
}

function whyPeer(peer: Peer, namespace: string, { name, end }: NamedEnd): readonly string[] {
  const { ipBlock, podSelector = {}, namespaceSelector } = peer;
  if (end.kind === 'addresses')
    return ipBlock === undefined || !isPartOf(ipBlock, end.addresses)
      ? []
      : [`which of the addresses: not all of ${name} are in ${blockWords(ipBlock)}`];
  if (isPeer(peer, namespace, end) !== 'maybe') return [];
  if (ipBlock !== undefined) return [`whether ${blockWords(ipBlock)} has the pods of ${name}: ${whyBlock(end)}`];
  if (end.hostNetwork) return [onHost(name)];
  const keys = unknownKeys(podSelector, end.labels);
  const added = `whether ${name} is meant: a controller adds ${keys.join(', ')}, with values that no manifest tells`;
  const doubts = keys.length === 0 ? [] : [added];
  if (namespaceSelector === undefined)
    return end.namespace === '' || namespace === ''
      ? [...doubts, `which namespace ${name} is in (--namespace)`]
      : doubts;
  const labels = unknownKeys(namespaceSelector, end.namespaceLabels);
  const where = end.namespace === '' ? 'the release namespace' : `namespace ${end.namespace}`;
  const unknown = labels.includes(NAMESPACE_NAME)
    ? `the name of the release namespace (--namespace)`
    : `whether ${where} has the label ${labels.join(', ')}: no manifest tells (--context, --namespace-labels)`;
  return labels.length === 0 ? doubts : [...doubts, unknown];
}

function isPartOf(ipBlock: NonNullable<Peer['ipBlock']>, addresses: Addresses): boolean {
  const block = blockAddresses(ipBlock).addresses;
  return intervalsMeet(block, addresses) && !isInside(addresses, block);
}

function whyNames(ports: PortSet, { name, end }: NamedEnd): readonly string[] {
  if (end.kind === 'addresses' || end.ports !== undefined) return [];
  const names = PROTOCOLS.flatMap((protocol) => {
    const some = namesOf(ports, protocol);
    return some.in ? [...some.values] : [];
  });
  return names.map((port) => `which number the port ${port} has: nothing tells what the containers of ${name} declare`);
}

function unknownKeys({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): readonly string[] {
  const keys = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
  return [...new Set(keys)].filter((key) => ['unknown', 'present'].includes(labels(key) as string));
}

function whyBlock({ cni }: PodEnd): string {
  const traits = traitsOf(cni);
  return traits?.podsInBlocks?.does === 'by address'
    ? `${traits.name} goes by their addresses, which no manifest tells`
    : 'Calico goes by their addresses, to Cilium no block has pods';
}

function blockWords(ipBlock: NonNullable<Peer['ipBlock']>): string {
  return peerWho({ ipBlock }, '');
}

function onHost(name: string): string {
  return `${name} is on the node's network: most CNIs let NetworkPolicies pass it by`;
}
