import { push } from '../group/lists.ts';
import type { Box } from './box.ts';
import { type Budget, spend } from './budget.ts';
import { type Interval, intervalsMeet, isInside, joined } from './intervals.ts';
import { isNoPort, portsMeet, subtractPorts } from './ports.ts';
import { ANY_VALUE, allBut, has, isNoValue, isWithin, only, type Values, valuesMeet } from './values.ts';

/**
 * What is left of a box when others are taken away, as boxes that do not overlap: exact, and none where they cover it. The
 * first one comes as early as can be. Throws Unproved where the budget does not do.
 */
export function* remainder(box: Box, others: readonly Box[], budget: Budget): Generator<Box> {
  spend(budget, 1 + weightOfAll(box, others) / 4);
  yield* left(
    box,
    others.filter((other) => meets(other, box)),
    budget,
  );
}

/** Whether two boxes have a connection in common. */
export function meets(a: Box, b: Box): boolean {
  if (a.sort !== b.sort || !portsMeet(a.ports, b.ports)) return false;
  if (isAddress(a) && !intervalsMeet(a.addresses, b.addresses)) return false;
  const [few, many] = a.labels.size < b.labels.size ? [a.labels, b.labels] : [b.labels, a.labels];
  for (const [name, states] of few) {
    const others = many.get(name);
    if (others !== undefined && !valuesMeet(states, others)) return false;
  }
  return true;
}

/** Every box of `others` meets `box`. */
function* left(box: Box, others: readonly Box[], budget: Budget): Generator<Box> {
  spend(budget, 1 + weightOfAll(box, others));
  let { ports } = box;
  const rest: Box[] = [];
  for (const other of others) {
    if (isAround(other, box)) ports = subtractPorts(ports, other.ports);
    else rest.push(other);
  }
  if (isNoPort(ports)) return;
  const now = { ...box, ports };
  const meeting = ports === box.ports ? rest : rest.filter((other) => portsMeet(other.ports, ports));
  if (meeting.length === 0) {
    yield now;
    return;
  }
  for (const part of partsOf(now, meeting, budget)) yield* left(part.box, part.others, budget);
}

/** Whether `outer` takes in `inner`, a box of the same sort, ports aside. */
export function isAround(outer: Box, inner: Box): boolean {
  for (const [name, states] of outer.labels) {
    if (!isWithin(inner.labels.get(name) ?? ANY_VALUE, states)) return false;
  }
  return isInside(inner.addresses, outer.addresses);
}

function isAddress({ sort }: Box): boolean {
  return sort === 'IPv4' || sort === 'IPv6';
}

/** A part of a box on which each of the others is the same all along one axis. */
type Part = { readonly box: Box; readonly others: readonly Box[] };

function partsOf(box: Box, others: readonly Box[], budget: Budget): readonly Part[] {
  const name = sharpestAxis(box, others);
  return name === undefined ? partsByAddress(box, others, budget) : partsByLabel(box, others, name, budget);
}

/** The label that most of the others ask more of than the box does; those of the subject come first. */
function sharpestAxis(box: Box, others: readonly Box[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { labels } of others) {
    for (const [name, states] of labels) {
      if (isWithin(box.labels.get(name) ?? ANY_VALUE, states)) continue;
      counts.set(name, (counts.get(name) ?? 0) + (name.startsWith('subject ') ? 1_000_000 : 1));
    }
  }
  const [sharpest] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return sharpest?.[0];
}

/** Values that all the others treat alike stay together; what none of them names comes first. */
function partsByLabel(box: Box, others: readonly Box[], name: string, budget: Budget): readonly Part[] {
  const states = box.labels.get(name) ?? ANY_VALUE;
  const alike = groupsOf(listedBy(states, others, name));
  const listed = alike.flatMap(({ values }) => values);
  const unlisted = states.in ? only([...states.values].filter(notIn(listed))) : allBut([...states.values, ...listed]);
  // Whoever takes in values without end takes in those that nobody lists.
  const isOpen = others.map(({ labels }) => labels.get(name)?.in !== true);
  const open = [...others.keys()].filter((i) => isOpen[i]);
  const partOf = (values: Values, indexes: readonly number[]): Part => {
    spend(budget, 1 + (indexes.length + box.labels.size) / 4);
    const labels = new Map(box.labels).set(name, values);
    return { box: { ...box, labels }, others: indexes.flatMap((i) => others[i] ?? []) };
  };
  const parts = alike.map(({ values, by }) => {
    const naming = new Set(by);
    return partOf(only(values), [...open.filter((i) => !naming.has(i)), ...by.filter((i) => !isOpen[i])]);
  });
  return isNoValue(unlisted) ? parts : [partOf(unlisted, open), ...parts];
}

/** For each value of some states the others that list it, to take it in or to leave it out. */
function listedBy(states: Values, others: readonly Box[], name: string): ReadonlyMap<string, readonly number[]> {
  const listing = new Map<string, number[]>();
  for (const [i, { labels }] of others.entries()) {
    for (const value of labels.get(name)?.values ?? []) if (has(states, value)) push(listing, value, i);
  }
  return listing;
}

type Alike = { readonly values: readonly string[]; readonly by: readonly number[] };

function groupsOf(listing: ReadonlyMap<string, readonly number[]>): readonly Alike[] {
  const alike = new Map<string, { readonly values: string[]; readonly by: readonly number[] }>();
  for (const [value, by] of listing) {
    const key = by.join();
    const group = alike.get(key) ?? { values: [], by };
    group.values.push(value);
    alike.set(key, group);
  }
  return [...alike.values()];
}

function notIn(values: readonly string[]): (value: string) => boolean {
  const set = new Set(values);
  return (value) => !set.has(value);
}

/** Cuts the addresses wherever one of the others begins or ends; stretches that the same others hold stay together. */
function partsByAddress(box: Box, others: readonly Box[], budget: Budget): readonly Part[] {
  const alike = new Map<string, { readonly intervals: Interval<bigint>[]; readonly others: readonly Box[] }>();
  const edges = edgesOf([box, ...others]);
  spend(budget, edges.length);
  const open = new Set<number>();
  for (const [i, { at, of, opens }] of edges.entries()) {
    if (opens) open.add(of);
    else open.delete(of);
    const next = edges[i + 1]?.at;
    if (next === undefined || next === at || !open.has(0)) continue;
    spend(budget, 1 + open.size / 4);
    // With the box itself, 0, which is none of the others.
    const holding = [...open].sort((a, b) => a - b);
    const key = holding.join();
    const part = alike.get(key) ?? { intervals: [], others: holding.flatMap((k) => others[k - 1] ?? []) };
    part.intervals.push([at, next]);
    alike.set(key, part);
  }
  return [...alike.values()].map((part) => ({
    box: { ...box, addresses: joined(part.intervals) },
    others: part.others,
  }));
}

type Edge = { readonly at: bigint; readonly of: number; readonly opens: boolean };

/** Where the addresses of some boxes begin and end, in order. */
function edgesOf(boxes: readonly Box[]): readonly Edge[] {
  const edges = boxes.flatMap(({ addresses }, of) =>
    addresses.flatMap(([from, to]): Edge[] => [
      { at: from, of, opens: true },
      { at: to, of, opens: false },
    ]),
  );
  return edges.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** How much work it is to hold a box against others, 1 for those that list next to nothing. */
function weightOfAll(box: Box, others: readonly Box[]): number {
  let weight = others.length * weightOf(box);
  for (const other of others) weight += weightOf(other) - 1;
  return weight;
}

function weightOf({ labels, addresses, ports }: Box): number {
  return 1 + (labelsWeight(labels) + ports.numbers.length) / 64 + addresses.length / 8;
}

const weights = new WeakMap<Box['labels'], number>();

function labelsWeight(labels: Box['labels']): number {
  const known = weights.get(labels);
  if (known !== undefined) return known;
  let weight = labels.size;
  for (const { values } of labels.values()) weight += values.size;
  weights.set(labels, weight);
  return weight;
}
