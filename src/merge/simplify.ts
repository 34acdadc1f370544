import type { Direction, Rule } from '../policy/api.ts';
import { Unproved } from '../traffic/budget.ts';
import { type Block, blockOf, joinEqual, keyOf, ruleOf, type Size, sizeOf, tidyBlocks } from './simplify/blocks.ts';
import { withoutCoveredPeers, withoutCoveredPorts } from './simplify/cover.ts';
import { tidyPorts } from './simplify/ports.ts';

/**
 * The same traffic in fewer words, on every CNI: rules, peers and ports that others cover are gone, rules of equal ports or
 * equal peers are one, and all stands in one spelling and order. Of the forms that come of it the one with the fewest peers
 * and ports is taken, then the fewest rules. It hangs neither on the order of rules, peers and ports nor on their
 * spelling, is never larger than what came in, and comes back unchanged. Rules that the API refuses come back as they are.
 */
export function simplifyRules(rules: readonly Rule[], direction: Direction): readonly Rule[] {
  try {
    return smallest(tidyBlocks(rules.map((rule) => blockOf(rule, direction))), direction).map((block) =>
      ruleOf(block, direction),
    );
  } catch (error) {
    if (error instanceof Unproved) return rules;
    throw error;
  }
}

/** How much there is to read in rules as they are written. */
export function rulesSize(rules: readonly Rule[]): Size {
  const count = (lists: readonly (readonly unknown[] | undefined)[]): number =>
    lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  return {
    rules: rules.length,
    peers: count(rules.flatMap(({ from, to }) => [from, to])),
    ports: count(rules.map(({ ports }) => ports)),
  };
}

/** Whether there is less to read: fewer peers and ports, or as many in fewer rules. */
export function isSmaller(a: Size, b: Size): boolean {
  const [items, others] = [a.peers + a.ports, b.peers + b.ports];
  return items < others || (items === others && a.rules < b.rules);
}

/** Each round starts with what the last one made, so that nothing is left to do on what comes out. */
function smallest(blocks: readonly Block[], direction: Direction): readonly Block[] {
  const best = candidates(blocks, direction).reduce(smaller, blocks);
  return isBefore(best, blocks) ? smallest(best, direction) : blocks;
}

/** The rules as they were cut; peer by peer, those of equal ports together; port by port, those of equal peers together. */
function candidates(blocks: readonly Block[], direction: Direction): readonly (readonly Block[])[] {
  const byPeer = withoutCoveredPorts(peerByPeer(blocks), direction);
  return [
    reduced(blocks, 'ports', direction),
    reduced(blocks, 'peers', direction),
    reduced(byPeer, 'ports', direction),
    reduced(portByPort(byPeer), 'peers', direction),
  ];
}

/** Joins and drops until neither does anything; `first` are the halves whose equals are joined first. */
function reduced(blocks: readonly Block[], first: keyof Block, direction: Direction): readonly Block[] {
  const joined = joinEqual(joinEqual(blocks, first), first === 'ports' ? 'peers' : 'ports');
  const left = tidyBlocks(withoutCoveredPorts(withoutCoveredPeers(joined, direction), direction));
  return textOf(left) === textOf(blocks) ? blocks : reduced(left, first, direction);
}

function peerByPeer(blocks: readonly Block[]): readonly Block[] {
  const cells = blocks.flatMap(({ peers, ports }) =>
    peers.map((peer): Block => ({ peers: [peer], ports: tidyPorts(ports) })),
  );
  return joinEqual(cells, 'peers');
}

function portByPort(blocks: readonly Block[]): readonly Block[] {
  const cells = blocks.flatMap(({ peers, ports }) => ports.map((port): Block => ({ peers, ports: [port] })));
  return joinEqual(cells, 'ports');
}

function smaller(a: readonly Block[], b: readonly Block[]): readonly Block[] {
  return isBefore(b, a) ? b : a;
}

/** A whole order: what is smaller by every count and still different is told apart by its text. */
function isBefore(a: readonly Block[], b: readonly Block[]): boolean {
  const [left, right] = [sizeOf(a), sizeOf(b)];
  if (isSmaller(left, right)) return true;
  if (isSmaller(right, left)) return false;
  if (left.peers !== right.peers) return left.peers < right.peers;
  return textOf(a) < textOf(b);
}

function textOf(blocks: readonly Block[]): string {
  return blocks.map(keyOf).join('\u0004');
}
