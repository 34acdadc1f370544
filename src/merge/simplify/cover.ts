import type { Direction } from '../../policy/api.ts';
import { PEERS } from '../../policy/api.ts';
import { type Box, ruleBoxes } from '../../traffic/box.ts';
import { budgetOf, Unproved } from '../../traffic/budget.ts';
import { portSet } from '../../traffic/ports.ts';
import { remainder } from '../../traffic/remainder.ts';
import { type Block, textOf, tidyBlocks } from './blocks.ts';
import type { PeerItem } from './peers.ts';
import type { PortItem } from './ports.ts';

/** Work for one question, in boxes looked at: what cannot be told within it stays. */
const BUDGET = 20_000;
/** Beyond so many peers, counted in each rule, nothing is asked: every one is compared with all others. */
const MAX_PEERS = 500;

/** Takes out of tidy blocks whatever the rest covers, and leaves them tidy. */
export type Drop = (blocks: readonly Block[]) => readonly Block[];

/** A Drop that remembers: one set of rules is come upon on several ways. */
export function dropper(direction: Direction): Drop {
  const made = new Map<string, readonly Block[]>();
  return (blocks) => {
    const text = textOf(blocks);
    const known = made.get(text) ?? tidyBlocks(withoutCoveredPorts(withoutCoveredPeers(blocks, direction), direction));
    made.set(text, known);
    return known;
  };
}

/**
 * Takes out every peer of a rule that, on the ports of the rule, the rest allows anyway, the narrow ones first; a rule goes
 * with its last peer. What goes is allowed by what stays, on every CNI.
 */
function withoutCoveredPeers(blocks: readonly Block[], direction: Direction): readonly Block[] {
  const cells = blocks.flatMap((block, at) =>
    block.peers.map((peer): Cell => ({ at, peer, boxes: boxesOf(peer, block.ports, direction) })),
  );
  if (cells.length > MAX_PEERS) return blocks;
  const left = new Set(cells);
  for (const cell of [...cells].sort((a, b) => b.peer.narrowness - a.peer.narrowness || last(a.peer, b.peer))) {
    left.delete(cell);
    if (
      !areCovered(
        cell.boxes,
        [...left].flatMap(({ boxes }) => boxes),
      )
    )
      left.add(cell);
  }
  if (left.size === cells.length) return blocks;
  return blocks
    .map((block, at) => ({
      ...block,
      peers: cells.filter((cell) => cell.at === at && left.has(cell)).map(({ peer }) => peer),
    }))
    .filter(({ peers }) => peers.length > 0);
}

/** Takes out every port of a rule on which the rest allows all the peers of the rule anyway, the narrow ones first. */
export function withoutCoveredPorts(blocks: readonly Block[], direction: Direction): readonly Block[] {
  if (blocks.reduce((sum, { peers }) => sum + peers.length, 0) > MAX_PEERS) return blocks;
  const rules = blocks.map(({ peers, ports }) => ({ peers, ports, boxes: rowOf(peers, ports, direction) }));
  const columns = rules.flatMap((rule) => rule.ports.map((port) => ({ rule, port })));
  for (const { rule, port } of columns.sort((a, b) => b.port.narrowness - a.port.narrowness || last(a.port, b.port))) {
    const ports = rule.ports.filter((other) => other !== port);
    const rest = rowOf(rule.peers, ports, direction);
    const others = rules.flatMap((other) => (other === rule ? rest : other.boxes));
    if (!areCovered(rowOf(rule.peers, [port], direction), others)) continue;
    rule.ports = ports;
    rule.boxes = rest;
  }
  return rules.filter(({ ports }) => ports.length > 0).map(({ peers, ports }) => ({ peers, ports }));
}

type Cell = { readonly at: number; readonly peer: PeerItem; readonly boxes: readonly Box[] };

/** Of equally narrow ones the last goes first. */
function last(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? 1 : a.key > b.key ? -1 : 0;
}

function areCovered(boxes: readonly Box[], others: readonly Box[]): boolean {
  try {
    return boxes.every((box) => remainder(box, others, budgetOf(BUDGET)).next().done);
  } catch (error) {
    if (error instanceof Unproved) return false;
    throw error;
  }
}

function rowOf(peers: readonly PeerItem[], ports: readonly PortItem[], direction: Direction): readonly Box[] {
  return ports.length === 0 ? [] : peers.flatMap((peer) => boxesOf(peer, ports, direction));
}

/** The namespace is one and the same, whatever its name. */
function boxesOf({ peer }: PeerItem, items: readonly PortItem[], direction: Direction): readonly Box[] {
  const ports = items.flatMap(({ port }) => (port === undefined ? [] : [port]));
  const set = portSet(ports);
  return whole(peer, direction).map((box) => ({ ...box, ports: set }));
}

/** A peer on every port, read once. */
function whole(peer: PeerItem['peer'], direction: Direction): readonly Box[] {
  if (peer === undefined) return ruleBoxes({}, direction, GROUND);
  const known = read.get(peer) ?? ruleBoxes({ [PEERS[direction]]: [peer] }, direction, GROUND);
  read.set(peer, known);
  return known;
}

const GROUND = { model: 'portable', namespace: '' } as const;
const read = new WeakMap<NonNullable<PeerItem['peer']>, readonly Box[]>();
