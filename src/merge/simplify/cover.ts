import type { Direction } from '../../policy/api.ts';
import { PEERS } from '../../policy/api.ts';
import { type Box, ruleBoxes } from '../../traffic/box.ts';
import { type Budget, budgetOf, spend, Unproved } from '../../traffic/budget.ts';
import { type PortSet, portSet } from '../../traffic/ports.ts';
import { remainder } from '../../traffic/remainder.ts';
import { type Block, textOf, tidyBlocks } from './blocks.ts';
import { byItemKey, type PeerItem } from './peers.ts';
import type { PortItem } from './ports.ts';
import { type Rivals, rivalsOf } from './rivals.ts';

/** Work for one question, in boxes looked at: what cannot be told within it stays. */
const QUESTION = 20_000;
/** Work for all questions about the rules of one direction, in boxes looked at; past it nothing more is taken out. */
export const TOTAL: number = 1_500_000;

/** Takes out of tidy blocks whatever the rest covers, and leaves them tidy. */
export type Drop = (blocks: readonly Block[]) => readonly Block[];

/** A Drop that remembers: one set of rules is come upon on several ways. */
export function dropper(direction: Direction, total: Budget): Drop {
  const made = new Map<string, readonly Block[]>();
  return (blocks) => {
    const text = textOf(blocks);
    const known =
      made.get(text) ??
      tidyBlocks(withoutCoveredPorts(withoutCoveredPeers(blocks, direction, total), direction, total));
    made.set(text, known);
    return known;
  };
}

/**
 * Takes out every peer of a rule that, on the ports of the rule, the rest allows anyway, the narrow ones first; a rule goes
 * with its last peer. What goes is allowed by what stays, on every CNI.
 */
function withoutCoveredPeers(blocks: readonly Block[], direction: Direction, total: Budget): readonly Block[] {
  const { rules, cells, isCovered } = tableOf(blocks, direction, total);
  const order = [...cells].sort((a, b) => byNarrowness(a.peer, b.peer));
  for (const cell of order) {
    cell.isLeft = false;
    cell.isLeft = !isCovered(cell, portsOf(cell.rule.ports));
  }
  return rules
    .map((rule) => ({
      peers: rule.cells.filter(({ isLeft }) => isLeft).map(({ peer }) => peer),
      ports: rule.ports,
    }))
    .filter(({ peers }) => peers.length > 0);
}

/** Takes out every port of a rule on which the rest allows all the peers of the rule anyway, the narrow ones first. */
export function withoutCoveredPorts(blocks: readonly Block[], direction: Direction, total: Budget): readonly Block[] {
  const { rules, isCovered } = tableOf(blocks, direction, total);
  const columns = rules.flatMap((rule) => rule.ports.map((port) => ({ rule, port })));
  for (const { rule, port } of columns.sort((a, b) => byNarrowness(a.port, b.port))) {
    const { ports } = rule;
    rule.ports = ports.filter((other) => other !== port);
    if (!rule.cells.every((cell) => isCovered(cell, portsOf([port])))) rule.ports = ports;
  }
  return rules
    .filter(({ ports }) => ports.length > 0)
    .map(({ cells, ports }) => ({ peers: cells.map(({ peer }) => peer), ports }));
}

/** A rule while ports are taken out of it. */
type Row = { readonly cells: Cell[]; ports: readonly PortItem[] };

/** A peer of a rule on all its ports, while peers are taken out. */
type Cell = { readonly rule: Row; readonly peer: PeerItem; readonly boxes: readonly Box[]; isLeft: boolean };

type Table = {
  readonly rules: readonly Row[];
  readonly cells: readonly Cell[];
  /** Whether what is left allows the peer of a cell on some ports. */
  readonly isCovered: (cell: Cell, ports: PortSet) => boolean;
};

function tableOf(blocks: readonly Block[], direction: Direction, total: Budget): Table {
  const rules = blocks.map(({ peers, ports }): Row => {
    const rule: Row = { cells: [], ports };
    for (const peer of peers) rule.cells.push({ rule, peer, boxes: whole(peer.peer, direction), isLeft: true });
    return rule;
  });
  const cells = rules.flatMap((rule) => rule.cells);
  const near = rivalsOf(cells);
  return { rules, cells, isCovered: ({ boxes }, ports) => areCovered(boxes, ports, near, total) };
}

/** The narrow ones first, and of equally narrow ones the last. */
function byNarrowness<T extends { readonly key: string; readonly narrowness: number }>(a: T, b: T): number {
  return b.narrowness - a.narrowness || byItemKey(b, a);
}

function areCovered(boxes: readonly Box[], ports: PortSet, near: Rivals<Cell>, total: Budget): boolean {
  const most = Math.min(QUESTION, total.left);
  const budget = budgetOf(most);
  try {
    return boxes.every((box) => {
      const rivals = near(box);
      spend(budget, rivals.length / 4);
      const left = rivals.filter(({ rule, isLeft }) => isLeft && rule.ports.length > 0);
      // Ports that were never read as this list are read for the question: thousands of them, thousands of times.
      for (const { rule } of left) if (!sets.has(rule.ports)) spend(budget, rule.ports.length / 4);
      const others = left.flatMap((cell) => cell.boxes.map((other) => ({ ...other, ports: portsOf(cell.rule.ports) })));
      return remainder({ ...box, ports }, others, budget).next().done;
    });
  } catch (error) {
    if (error instanceof Unproved) return false;
    throw error;
  } finally {
    total.left -= most - Math.max(0, budget.left);
  }
}

function portsOf(items: readonly PortItem[]): PortSet {
  const known = sets.get(items) ?? portSet(items.flatMap(({ port }) => (port === undefined ? [] : [port])));
  sets.set(items, known);
  return known;
}

const sets = new WeakMap<readonly PortItem[], PortSet>();

/** A peer on every port, read once. The namespace is one and the same, whatever its name. */
function whole(peer: PeerItem['peer'], direction: Direction): readonly Box[] {
  if (peer === undefined) return ruleBoxes({}, direction, GROUND);
  const known = read.get(peer) ?? ruleBoxes({ [PEERS[direction]]: [peer] }, direction, GROUND);
  read.set(peer, known);
  return known;
}

const GROUND = { model: 'portable', namespace: '' } as const;
const read = new WeakMap<NonNullable<PeerItem['peer']>, readonly Box[]>();
