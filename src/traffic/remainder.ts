import type { Box } from './box.ts';
import { type Budget, spend } from './budget.ts';
import { type Interval, intersect, intervalsMeet, isInside, joined } from './intervals.ts';
import { isNoPort, portsMeet, subtractPorts } from './ports.ts';
import { ANY_VALUE, allBut, has, isWithin, only, type Values, valuesMeet } from './values.ts';

/**
 * What is left of a box when others are taken away, as boxes that do not overlap: exact, and none where they cover it. The
 * first one comes as early as can be. Throws Unproved where the budget does not do.
 */
export function* remainder(box: Box, others: readonly Box[], budget: Budget): Generator<Box> {
  spend(budget, 1 + others.length / 4);
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
  spend(budget, 1 + others.length);
  let { ports } = box;
  const rest: Box[] = [];
  for (const other of others) {
    if (isAround(other, box)) ports = subtractPorts(ports, other.ports);
    else rest.push(other);
  }
  if (isNoPort(ports)) return;
  const now = ports === box.ports ? box : { ...box, ports };
  const meeting = ports === box.ports ? rest : rest.filter((other) => portsMeet(other.ports, ports));
  if (meeting.length === 0) {
    yield now;
    return;
  }
  for (const part of partsOf(now, meeting, budget)) yield* left(part.box, part.others, budget);
}

/** Whether `outer` takes in `inner`, ports aside. */
function isAround(outer: Box, inner: Box): boolean {
  for (const [name, states] of outer.labels) {
    if (!isWithin(inner.labels.get(name) ?? ANY_VALUE, states)) return false;
  }
  return !isAddress(inner) || isInside(inner.addresses, outer.addresses);
}

function isAddress({ sort }: Box): boolean {
  return sort === 'IPv4' || sort === 'IPv6';
}

/** A part of a box on which each of the others is the same all along one axis. */
type Part = { readonly box: Box; readonly others: readonly Box[] };

function partsOf(box: Box, others: readonly Box[], budget: Budget): readonly Part[] {
  const name = sharpestAxis(box, others);
  return name === undefined ? partsByAddress(box, others, budget) : partsByLabel(box, others, name);
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
  let best: readonly [name: string | undefined, count: number] = [undefined, 0];
  for (const [name, count] of counts)
    if (count > best[1] || (count === best[1] && name < (best[0] ?? ''))) best = [name, count];
  return best[0];
}

/** Values that all the others treat alike stay together; what none of them names comes first. */
function partsByLabel(box: Box, others: readonly Box[], name: string): readonly Part[] {
  const states = box.labels.get(name) ?? ANY_VALUE;
  const listedBy = new Map<string, number[]>();
  for (const [i, { labels }] of others.entries()) {
    for (const value of labels.get(name)?.values ?? []) {
      if (!has(states, value)) continue;
      const list = listedBy.get(value);
      if (list === undefined) listedBy.set(value, [i]);
      else list.push(i);
    }
  }
  const alike = new Map<string, string[]>();
  for (const [value, list] of listedBy) {
    const key = list.join();
    const values = alike.get(key);
    if (values === undefined) alike.set(key, [value]);
    else values.push(value);
  }
  const unlisted: Values = states.in
    ? only([...states.values].filter((value) => !listedBy.has(value)))
    : allBut([...states.values, ...listedBy.keys()]);
  const parts = [...alike.values()].map((values) => only(values));
  return [...(unlisted.in && unlisted.values.size === 0 ? [] : [unlisted]), ...parts].map((part) => ({
    box: { ...box, labels: new Map(box.labels).set(name, part) },
    others: others.filter(({ labels }) => {
      const asked = labels.get(name);
      return asked === undefined || valuesMeet(asked, part);
    }),
  }));
}

/** Cuts the addresses wherever one of the others begins or ends; stretches that the same others hold stay together. */
function partsByAddress(box: Box, others: readonly Box[], budget: Budget): readonly Part[] {
  const cuts = new Set<bigint>();
  for (const intervals of [box.addresses, ...others.map(({ addresses }) => addresses)])
    for (const [from, to] of intervals) cuts.add(from).add(to);
  const points = [...cuts].sort((a, b) => (a < b ? -1 : 1));
  const alike = new Map<string, { readonly intervals: Interval<bigint>[]; readonly others: readonly Box[] }>();
  for (const [i, from] of points.entries()) {
    const to = points[i + 1];
    if (to === undefined || intersect(box.addresses, [[from, to]]).length === 0) continue;
    spend(budget, 1 + others.length);
    const holding = [...others.keys()].filter((k) => isInside([[from, to]], others[k]?.addresses ?? []));
    const key = holding.join();
    const part = alike.get(key) ?? { intervals: [], others: holding.map((k) => others[k] as Box) };
    part.intervals.push([from, to]);
    alike.set(key, part);
  }
  return [...alike.values()].map((part) => ({
    box: { ...box, addresses: joined(part.intervals) },
    others: part.others,
  }));
}
