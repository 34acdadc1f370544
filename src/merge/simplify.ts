import { DIRECTIONS, type Direction, type Rule } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { type Budget, budgetOf, Unproved } from '../traffic/budget.ts';
import { type Block, blockOf, joinEqual, ruleOf, type Size, sizeOf, textOf, tidyBlocks } from './simplify/blocks.ts';
import { type Drop, dropper, TOTAL, withoutCoveredPorts } from './simplify/cover.ts';

/** Rules to write in place of those that members wrote; a direction that is not there keeps what they wrote. */
export type Simplified = Readonly<Partial<Record<Direction, readonly Rule[]>>>;

/**
 * The rules of some policies of one group in fewer words. Those of several are always written anew; a single policy keeps
 * each direction in which nothing can be saved, and undefined means: all of it.
 */
export function simplifyMembers(members: readonly Pick<Policy, 'spec'>[]): Simplified | undefined {
  const entries = DIRECTIONS.flatMap((direction): (readonly [Direction, readonly Rule[]])[] => {
    const rules = rulesOf(members, direction);
    if (rules.length === 0) return [];
    const simple = simplifyRules(rules, direction);
    return members.length > 1 || isSmaller(rulesSize(simple), rulesSize(rules)) ? [[direction, simple]] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** The rules of some policies that are in force: those of a direction that the policy lists. */
export function rulesOf(members: readonly Pick<Policy, 'spec'>[], direction: Direction): readonly Rule[] {
  return members.filter(({ spec }) => isolates(spec, direction)).flatMap(({ spec }) => spec[direction] ?? []);
}

/**
 * The same traffic in fewer words, on every CNI: rules, peers and ports that others cover are gone, rules of equal ports or
 * equal peers are one, and all stands in one spelling and order. Of the forms that come of it the one with the fewest peers
 * and ports is taken, then the fewest rules. It hangs neither on the order of rules, peers and ports nor on their
 * spelling, is never larger than what came in, and comes back unchanged. Rules that the API refuses come back as they are.
 */
export function simplifyRules(rules: readonly Rule[], direction: Direction): readonly Rule[] {
  try {
    const blocks = tidyBlocks(rules.map((rule) => blockOf(rule, direction)));
    const total = budgetOf(TOTAL);
    return smallest(blocks, { direction, total, drop: dropper(direction, total) }).map((block) =>
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

type Ground = { readonly direction: Direction; readonly drop: Drop; readonly total: Budget };

/** Each round starts with what the last one made, so that nothing is left to do on what comes out. */
function smallest(blocks: readonly Block[], ground: Ground): readonly Block[] {
  const best = candidates(blocks, ground).reduce((a, b) => (isBefore(b, a) ? b : a), blocks);
  return isBefore(best, blocks) ? smallest(best, ground) : blocks;
}

/** The rules as they were cut; peer by peer, those of equal ports together; port by port, those of equal peers together. */
function candidates(blocks: readonly Block[], { direction, drop, total }: Ground): readonly (readonly Block[])[] {
  const byPeer = withoutCoveredPorts(peerByPeer(blocks), direction, total);
  return [
    reduced(blocks, 'ports', drop),
    reduced(blocks, 'peers', drop),
    reduced(byPeer, 'ports', drop),
    reduced(portByPort(byPeer), 'peers', drop),
  ];
}

/** Joins and drops until neither does anything: those of equal ports and then of equal peers, or those of equal peers alone. */
function reduced(blocks: readonly Block[], first: keyof Block, drop: Drop): readonly Block[] {
  const left = drop(joinEqual(joinEqual(blocks, first), 'peers'));
  return textOf(left) === textOf(blocks) ? blocks : reduced(left, first, drop);
}

function peerByPeer(blocks: readonly Block[]): readonly Block[] {
  return joinEqual(
    blocks.flatMap(({ peers, ports }) => peers.map((peer): Block => ({ peers: [peer], ports }))),
    'peers',
  );
}

function portByPort(blocks: readonly Block[]): readonly Block[] {
  return joinEqual(
    blocks.flatMap(({ peers, ports }) => ports.map((port): Block => ({ peers, ports: [port] }))),
    'ports',
  );
}

/** A whole order: of equally many peers and ports and rules, fewer peers, and then the text. */
function isBefore(a: readonly Block[], b: readonly Block[]): boolean {
  const [left, right] = [sizeOf(a), sizeOf(b)];
  if (isSmaller(left, right)) return true;
  if (isSmaller(right, left)) return false;
  if (left.peers !== right.peers) return left.peers < right.peers;
  return textOf(a) < textOf(b);
}
