import { byText } from '../../group/lists.ts';
import type { IpBlock, Peer } from '../../policy/api.ts';
import { type Cidr, formatNetwork, isIpv4, networkOf, parseCidr } from '../../policy/cidr.ts';
import { describeSelector } from '../../policy/selector.ts';
import { plainSelector, strictness } from './selectors.ts';

/** Whom a rule is about: one peer in its canonical spelling, or anybody where there is none. Equal keys are equal peers. */
export type PeerItem = {
  readonly key: string;
  readonly peer: Peer | undefined;
  /** Peers of a higher number are tried first where one of several may go. */
  readonly narrowness: number;
};

/** The peer of a rule that names none. */
export const ANYBODY: PeerItem = { key: '0', peer: undefined, narrowness: -1 };

/** The peers of a rule; none, or an empty list, is anybody. */
export function peerItems(peers: readonly Peer[] | undefined): readonly PeerItem[] {
  return peers === undefined || peers.length === 0 ? [ANYBODY] : tidyPeers(peers.map(peerItem));
}

/** Each once, in the order in which they are written; anybody takes in all others. */
export function tidyPeers(items: readonly PeerItem[]): readonly PeerItem[] {
  const byKey = new Map(items.map((item) => [item.key, item]));
  if (byKey.has(ANYBODY.key)) return [ANYBODY];
  return [...byKey.values()].sort(byItemKey);
}

/** Compares items of one kind in the order in which they are written. */
export function byItemKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return byText(a.key, b.key);
}

/** Whether a namespaceSelector, a podSelector or both are given is never changed: some CNIs tell them apart (semantics 6). */
function peerItem({ podSelector, namespaceSelector, ipBlock }: Peer): PeerItem {
  if (ipBlock !== undefined) return blockItem(plainBlock(ipBlock));
  const peer: Peer = {
    ...(namespaceSelector && { namespaceSelector: plainSelector(namespaceSelector) }),
    ...(podSelector && { podSelector: plainSelector(podSelector) }),
  };
  const parts = [peer.namespaceSelector, peer.podSelector].map((selector) =>
    selector === undefined ? '' : `+${describeSelector(selector)}`,
  );
  // Own pods, whose first part is empty, come first.
  const key = ['1', ...parts, JSON.stringify(peer)].join('\u0001');
  const narrowness = strictness(namespaceSelector ?? {}) + strictness(podSelector ?? {});
  return { key, peer, narrowness };
}

function blockItem(block: IpBlock): PeerItem {
  const cidr = parseCidr(block.cidr);
  const place = cidr === undefined ? '' : placeOf(cidr);
  // Of several that cover each other one without exceptions stays, and of two spellings the usual one.
  const isUsual = cidr === undefined || formatNetwork(cidr) === block.cidr;
  const narrowness = (block.except?.length ?? 0) * 1000 + (cidr?.prefix ?? 0) * 2 + (isUsual ? 0 : 1);
  return { key: `2${place}\u0001${JSON.stringify(block)}`, peer: { ipBlock: block }, narrowness };
}

/** The exceptions in order, without repeats and without those that lie in another. */
function plainBlock({ cidr, except = [] }: IpBlock): IpBlock {
  const holes = except.map(holeOf);
  const isWithinOther = withinAny(holes.flatMap(({ network }) => network ?? []));
  const wide = holes.filter(({ network }) => network === undefined || !isWithinOther(network));
  // Of one network in several spellings the last stays: the usual one, else the one that sorts first.
  const byPlace = new Map(wide.sort((a, b) => byText(b.rank, a.rank)).map(({ place, text }) => [place, text]));
  const left = [...byPlace].sort(([a], [b]) => byText(a, b)).map(([, text]) => text);
  return left.length === 0 ? { cidr } : { cidr, except: left };
}

/** An exception; what the API refuses has no network. */
type Hole = {
  readonly text: string;
  readonly network: Cidr | undefined;
  readonly place: string;
  readonly rank: string;
};

function holeOf(text: string): Hole {
  const cidr = parseCidr(text);
  if (cidr === undefined) return { text, network: undefined, place: text, rank: text };
  return { text, network: networkOf(cidr), place: placeOf(cidr), rank: formatNetwork(cidr) === text ? '' : text };
}

/** Whether a network is strictly within one of these, as isStrictlyWithin has it, each looked up by its prefix: there may be thousands. */
function withinAny(networks: readonly Cidr[]): (inner: Cidr) => boolean {
  const shapes = new Map(networks.map((network) => [`${network.bits}/${network.prefix}`, network]));
  const known = new Set(networks.map((network) => headOf(network, network)));
  return (inner) =>
    [...shapes.values()].some((shape) => shape.prefix < inner.prefix && known.has(headOf(inner, shape)));
}

/** What of an address a network of this shape decides. */
function headOf(network: Cidr, { bits, prefix }: Cidr): string {
  return `${isIpv4(network)}/${bits}/${prefix}/${network.address >> BigInt(bits - prefix)}`;
}

/** Sorts as addresses do: by family, network, and the wider first. */
function placeOf(cidr: Cidr): string {
  const { address, bits, prefix } = networkOf(cidr);
  return `${bits === 32 ? 4 : 6}${address.toString(16).padStart(32, '0')}/${String(prefix).padStart(3, '0')}`;
}
