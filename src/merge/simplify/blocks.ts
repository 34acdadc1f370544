import { push } from '../../group/lists.ts';
import type { Direction, Rule } from '../../policy/api.ts';
import { PEERS } from '../../policy/api.ts';
import { byItemKey, type PeerItem, peerItems, tidyPeers } from './peers.ts';
import { type PortItem, portItems, tidyPorts } from './ports.ts';

/** A rule as what it is: each of its peers on each of its ports. Both are tidy and never empty. */
export type Block = { readonly peers: readonly PeerItem[]; readonly ports: readonly PortItem[] };

/** How much there is to read. Peers and ports count where they are written: anybody and every port are not. */
export type Size = { readonly rules: number; readonly peers: number; readonly ports: number };

/** A rule as a block. */
export function blockOf(rule: Rule, direction: Direction): Block {
  return { peers: peerItems(rule[PEERS[direction]]), ports: portItems(rule.ports) };
}

/** A block as a rule: no key for anybody, no key for every port. */
export function ruleOf({ peers, ports }: Block, direction: Direction): Rule {
  const named = peers.flatMap(({ peer }) => (peer === undefined ? [] : [peer]));
  const numbered = ports.flatMap(({ port }) => (port === undefined ? [] : [port]));
  return {
    ...(named.length > 0 && { [PEERS[direction]]: named }),
    ...(numbered.length > 0 && { ports: numbered }),
  };
}

/** The blocks each once, in the order in which they are written: by their peers, anybody first, then by their ports. */
export function tidyBlocks(blocks: readonly Block[]): readonly Block[] {
  const byKey = new Map(blocks.map((block) => [keyOf(block), block]));
  return [...byKey]
    .map(([key, block]) => ({ key, block }))
    .sort(byItemKey)
    .map(({ block }) => block);
}

/** Equal texts are equal blocks. */
export function textOf(blocks: readonly Block[]): string {
  return blocks.map(keyOf).join('\u0004');
}

function keyOf({ peers, ports }: Block): string {
  return `${sideKey(peers)}\u0003${sideKey(ports)}`;
}

/** Blocks of equal ports become one with the peers of all, or blocks of equal peers one with the ports of all. */
export function joinEqual(blocks: readonly Block[], equal: keyof Block): readonly Block[] {
  const alike = new Map<string, Block[]>();
  for (const block of blocks) push(alike, sideKey(block[equal]), block);
  return tidyBlocks([...alike.values()].flatMap((list) => (list.length === 1 ? list : [joinedBlock(list)])));
}

/** How much there is to read in some blocks. */
export function sizeOf(blocks: readonly Block[]): Size {
  const peers = blocks.flatMap((block) => block.peers).filter(({ peer }) => peer !== undefined).length;
  const ports = blocks.flatMap((block) => block.ports).filter(({ port }) => port !== undefined).length;
  return { rules: blocks.length, peers, ports };
}

function joinedBlock(blocks: readonly Block[]): Block {
  return {
    peers: tidyPeers(blocks.flatMap(({ peers }) => peers)),
    ports: tidyPorts(blocks.flatMap(({ ports }) => ports)),
  };
}

function sideKey(items: readonly { readonly key: string }[]): string {
  return items.map(({ key }) => key).join('\u0002');
}
