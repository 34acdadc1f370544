import type { Path } from '../finding.ts';
import { type Node, nodeAt } from '../manifest/tree.ts';
import {
  DIRECTIONS,
  type Direction,
  type LabelSelector,
  PEERS,
  type Peer,
  type Port,
  type Rule,
} from '../policy/api.ts';
import { coversPeer, coversPort, coversRule } from '../policy/cover.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { canonicalSelector, impossibleKeys, selectorKey } from '../policy/selector.ts';
import { invalidity } from '../policy/validate.ts';
import type { Group } from './group.ts';
import { byName } from './lists.ts';

/** A rule, peer or port of a policy: `path` leads to it. */
export type Piece = { readonly policy: Policy; readonly path: Path };

/** A piece that may go, with the one that allows all that it allows and stays; all of a group may go together. */
export type Redundancy = Piece & { readonly kind: 'rule' | 'peer' | 'port'; readonly by: Piece };

/** What is redundant in the policies of a group, by policy. Where two are equal, the later by policy name and place goes. */
export function redundanciesIn(group: Group): ReadonlyMap<Policy, readonly Redundancy[]> {
  const known = found.get(group);
  if (known !== undefined) return known;
  const byPolicy = new Map<Policy, Redundancy[]>();
  for (const redundancy of findAll(group)) {
    const list = byPolicy.get(redundancy.policy);
    if (list === undefined) byPolicy.set(redundancy.policy, [redundancy]);
    else list.push(redundancy);
  }
  found.set(group, byPolicy);
  return byPolicy;
}

const found = new WeakMap<Group, ReadonlyMap<Policy, readonly Redundancy[]>>();

type PlacedRule = Piece & { readonly direction: Direction; readonly rule: Rule };

function* findAll(group: Group): Generator<Redundancy> {
  if (impossibleKeys(group.podSelector).length > 0) return;
  const policies = judgeable(group);
  for (const direction of DIRECTIONS) {
    const rules = policies.flatMap((policy) => [...rulesOf(policy, direction)]);
    const beaten = beatenBy(rules, {
      key: ({ rule }) => ruleKey(rule, direction),
      covers: (a, b) => coversRule(a.rule, b.rule, direction),
      isBroad: ({ rule }) => Object.keys(rule).length === 0,
    });
    for (const [i, place] of rules.entries()) {
      const by = rules[beaten.get(i) ?? -1];
      if (by !== undefined) yield { kind: 'rule', policy: place.policy, path: place.path, by };
      else yield* itemsIn(place);
    }
  }
}

/** Policies that the API takes and that nobody overwrites, in an order that does not hang on the stream. */
function judgeable({ policies }: Group): readonly Policy[] {
  const names = new Map<string, number>();
  for (const { ref } of policies) names.set(ref.name, (names.get(ref.name) ?? 0) + 1);
  return policies
    .filter(({ ref, refusals, spec }) => {
      return names.get(ref.name) === 1 && refusals.length === 0 && invalidity(spec) === undefined;
    })
    .sort(byName);
}

function* rulesOf(policy: Policy, direction: Direction): Generator<PlacedRule> {
  if (!isolates(policy.spec, direction)) return;
  const unknownIn = new Set(policy.unknown.filter((path) => path[1] === direction).map((path) => path[2]));
  for (const [i, rule] of (policy.spec[direction] ?? []).entries()) {
    const path = ['spec', direction, i];
    if (!unknownIn.has(i) && saysWhatItMeans(policy, path, rule[PEERS[direction]]))
      yield { policy, path, direction, rule };
  }
}

/** What is emptied or contradictory in a rule is told as such; until that is mended the rule proves nothing. */
function saysWhatItMeans(policy: Policy, path: Path, peers: readonly Peer[] = []): boolean {
  const selectors = peers.flatMap(({ podSelector, namespaceSelector }) => [podSelector, namespaceSelector]);
  const isImpossible = selectors.some((selector) => selector !== undefined && impossibleKeys(selector).length > 0);
  return !isImpossible && isWritten(nodeAt(policy.root, path));
}

function isWritten(node: Node | undefined): boolean {
  if (node?.kind === 'string') return node.value !== '';
  if (node?.kind === 'list') return node.items.length > 0 && node.items.every(isWritten);
  if (node?.kind !== 'map') return node?.kind === 'number' || node?.kind === 'bool';
  return [...node.entries].every(([key, { value }]) => isWritten(value) && !(key === 'ports' && hasEmptyItem(value)));
}

function hasEmptyItem(node: Node): boolean {
  return node.kind === 'list' && node.items.some((item) => item.kind === 'map' && item.entries.size === 0);
}

function* itemsIn({ policy, path, direction, rule }: PlacedRule): Generator<Redundancy> {
  const { ports = [], [PEERS[direction]]: peers = [] } = rule;
  const covered = { kind: 'peer', key: peerKey, covers: coversPeer, isBroad: () => false } as const;
  yield* pieces(policy, [...path, PEERS[direction]], peers, covered);
  const portCovered = { kind: 'port', key: portKey, covers: coversPort, isBroad: isAllPorts } as const;
  yield* pieces(policy, [...path, 'ports'], ports, portCovered);
}

function* pieces<T>(
  policy: Policy,
  path: Path,
  items: readonly T[],
  comparison: Comparison<T> & { readonly kind: 'peer' | 'port' },
): Generator<Redundancy> {
  const { kind } = comparison;
  for (const [i, by] of beatenBy(items, comparison)) {
    yield { kind, policy, path: [...path, i], by: { policy, path: [...path, by] } };
  }
}

type Comparison<T> = {
  /** Equal keys cover each other. */
  readonly key: (item: T) => string;
  readonly covers: (outer: T, inner: T) => boolean;
  /** Worth comparing with all others where there are too many to compare each with each. */
  readonly isBroad: (item: T) => boolean;
};

/** More than anybody writes; beyond it only equal items and the broad ones are looked at. */
const MAX_COMPARED = 200;

/**
 * For the index of each item that another covers, the index of one that does and is itself not covered. To cover is
 * transitive, and of two that cover each other the first stays: so there always is such a one.
 */
function beatenBy<T>(items: readonly T[], { key, covers, isBroad }: Comparison<T>): ReadonlyMap<number, number> {
  const firsts = new Map<string, number>();
  const keys = items.map(key);
  for (const [i, text] of keys.entries()) if (!firsts.has(text)) firsts.set(text, i);
  const distinct = [...firsts.values()].map((index): [number, T] => [index, items[index] as T]);
  const broad = distinct.length <= MAX_COMPARED ? distinct : distinct.filter(([, item]) => isBroad(item)).slice(0, 1);
  const winners = new Map<number, number[]>();
  for (const [i, inner] of distinct) {
    const over = broad.filter(([j, outer]) => j !== i && covers(outer, inner) && (j < i || !covers(inner, outer)));
    if (over.length > 0)
      winners.set(
        i,
        over.map(([j]) => j),
      );
  }
  const beaten = new Map<number, number>();
  for (const [i, text] of keys.entries()) {
    const first = firsts.get(text) ?? i;
    const by = winners.get(first)?.find((j) => !winners.has(j)) ?? first;
    if (by !== i) beaten.set(i, by);
  }
  return beaten;
}

function ruleKey(rule: Rule, direction: Direction): string {
  const peers = rule[PEERS[direction]]?.map(peerKey) ?? [];
  return JSON.stringify([[...new Set(peers)].sort(), [...new Set(rule.ports?.map(portKey))].sort()]);
}

function portKey({ protocol, port, endPort }: Port): string {
  return JSON.stringify([protocol, port ?? null, endPort ?? port ?? null]);
}

function peerKey({ podSelector, namespaceSelector, ipBlock }: Peer): string {
  const half = (selector: LabelSelector | undefined): string | null =>
    selector === undefined ? null : selectorKey(canonicalSelector(selector));
  const block = ipBlock && [ipBlock.cidr, [...new Set(ipBlock.except)].sort()];
  return JSON.stringify([half(podSelector), half(namespaceSelector), block ?? null]);
}

function isAllPorts({ port }: Port): boolean {
  return port === undefined;
}
