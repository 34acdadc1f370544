import type { Port } from '../policy/api.ts';
import { Unproved } from './budget.ts';
import { type Intervals, intersect, intervalsMeet, isInside, joined, subtract } from './intervals.ts';
import {
  ANY_VALUE,
  intersectValues,
  isNoValue,
  isWithin,
  NO_VALUE,
  only,
  subtractValues,
  uniteValues,
  type Values,
  valuesMeet,
} from './values.ts';

/** The protocols of the API (core/v1 Protocol). */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
/** A protocol of the API. */
export type Protocol = (typeof PROTOCOLS)[number];

/**
 * A set of ports: the numbers of all protocols on one line, each protocol `SPAN` wide, in the order of PROTOCOLS; behind
 * them one point for all other protocols, which only a rule without ports allows. Names are counted apart, protocol by
 * protocol: what number a name is, only the pod tells (semantics 6).
 */
export type PortSet = { readonly numbers: Intervals<number>; readonly names: readonly [Values, Values, Values] };

/** The room of one protocol on the line of numbers. */
export const SPAN = 65_536;
const OTHER = PROTOCOLS.length * SPAN;

/** Every port of every protocol, those that Kubernetes has no word for too (ICMP). */
export const ALL_PORTS: PortSet = {
  numbers: joined([...PROTOCOLS.map((_, i) => [i * SPAN + 1, (i + 1) * SPAN] as const), [OTHER, OTHER + 1]]),
  names: [ANY_VALUE, ANY_VALUE, ANY_VALUE],
};

/** No port at all. */
export const NO_PORTS: PortSet = { numbers: [], names: [NO_VALUE, NO_VALUE, NO_VALUE] };

/** The ports of a rule: none, or an empty list, is every port. Throws Unproved for a protocol that the API refuses. */
export function portSet(ports: readonly Port[] | undefined): PortSet {
  if (ports === undefined || ports.length === 0) return ALL_PORTS;
  // Long lists come once, and to spell one out takes longer than to read it.
  if (ports.length > LONG) return uniteAllPorts(ports.map(onePort));
  const key = JSON.stringify(ports);
  const known = read.get(key) ?? uniteAllPorts(ports.map(onePort));
  if (read.size < MAX_READ) read.set(key, known);
  return known;
}

/** Most rules are written with one of a few lists of ports. */
const read = new Map<string, PortSet>();
const LONG = 20;
const MAX_READ = 10_000;

/** Of a set, the numbers of one protocol as they are written. */
export function numbersOf({ numbers }: PortSet, protocol: Protocol): Intervals<number> {
  const base = PROTOCOLS.indexOf(protocol) * SPAN;
  return intersect(numbers, [[base, base + SPAN]]).map(([from, to]) => [from - base, to - base]);
}

/** Of a set, the names of one protocol. */
export function namesOf({ names }: PortSet, protocol: Protocol): Values {
  return names[PROTOCOLS.indexOf(protocol)] ?? NO_VALUE;
}

/** Whether a set holds what is neither TCP nor UDP nor SCTP. */
export function hasOtherProtocols({ numbers }: PortSet): boolean {
  return intervalsMeet(numbers, [[OTHER, OTHER + 1]]);
}

/** A set without the names that it lists; where every port is in it, nothing is listed. */
export function withoutNames(ports: PortSet): PortSet {
  if (ports.names.every((names) => !names.in || isNoValue(names))) return ports;
  return { numbers: ports.numbers, names: eachName(ports, NO_PORTS, (names) => (names.in ? NO_VALUE : names)) };
}

/** The set of some numbers of one protocol, `to` exclusive. */
export function numbered(protocol: Protocol, intervals: Intervals<number>): PortSet {
  const base = PROTOCOLS.indexOf(protocol) * SPAN;
  return { ...NO_PORTS, numbers: intervals.map(([from, to]) => [from + base, to + base]) };
}

/** Ports that are numbers alone; protocols that are whole keep every name, so that whole sets read as such. */
export function numeric(numbers: Intervals<number>): PortSet {
  const names = (i: number): Values => (isInside([[i * SPAN + 1, (i + 1) * SPAN]], numbers) ? ANY_VALUE : NO_VALUE);
  return { numbers, names: [names(0), names(1), names(2)] };
}

/** Whether no port is in it. */
export function isNoPort({ numbers, names }: PortSet): boolean {
  return numbers.length === 0 && names.every(isNoValue);
}

/** What is in one of the two. */
export function unitePorts(a: PortSet, b: PortSet): PortSet {
  return uniteAllPorts([a, b]);
}

/** What is in one of them; in none, nothing. */
export function uniteAllPorts(sets: readonly PortSet[]): PortSet {
  const distinct = [...new Set(sets)];
  const [first] = distinct;
  if (first !== undefined && distinct.length === 1) return first;
  const names = distinct.map((set) => set.names);
  return {
    numbers: joined(distinct.flatMap(({ numbers }) => numbers)),
    names: names.reduce((a, b) => (b.every(isNoValue) ? a : uniteNames(a, b)), NO_PORTS.names),
  };
}

/** What is in both. */
export function intersectPorts(a: PortSet, b: PortSet): PortSet {
  if (a === b || b === ALL_PORTS) return a;
  return { numbers: intersect(a.numbers, b.numbers), names: eachName(a, b, intersectValues) };
}

/** What is in one and not in the other. */
export function subtractPorts(from: PortSet, what: PortSet): PortSet {
  if (from === what || what === ALL_PORTS) return NO_PORTS;
  return { numbers: subtract(from.numbers, what.numbers), names: eachName(from, what, subtractValues) };
}

/** Whether all that is in the one is in the other. */
export function arePortsWithin(inner: PortSet, outer: PortSet): boolean {
  if (inner === outer || outer === ALL_PORTS) return true;
  return (
    isInside(inner.numbers, outer.numbers) &&
    inner.names.every((names, i) => isWithin(names, outer.names[i] ?? NO_VALUE))
  );
}

/** Whether anything is in both. */
export function portsMeet(a: PortSet, b: PortSet): boolean {
  if (intervalsMeet(a.numbers, b.numbers)) return true;
  // Most ports are numbers, and all these share one list of names.
  if (a.names === NO_PORTS.names || b.names === NO_PORTS.names) return false;
  return a.names.some((names, i) => valuesMeet(names, b.names[i] ?? NO_VALUE));
}

function onePort({ protocol, port, endPort }: Port): PortSet {
  const i = (PROTOCOLS as readonly string[]).indexOf(protocol);
  if (i < 0) throw new Unproved(`${JSON.stringify(protocol)} is no protocol of the API`);
  const base = i * SPAN;
  if (typeof port === 'string') return { numbers: [], names: withName(i, only([port])) };
  if (port === undefined) return { numbers: [[base + 1, base + SPAN]], names: withName(i, ANY_VALUE) };
  return { ...NO_PORTS, numbers: joined([[base + port, base + (endPort ?? port) + 1]]) };
}

function withName(protocol: number, names: Values): PortSet['names'] {
  const of = (i: number): Values => (i === protocol ? names : NO_VALUE);
  return [of(0), of(1), of(2)];
}

function uniteNames(a: PortSet['names'], b: PortSet['names']): PortSet['names'] {
  return [uniteValues(a[0], b[0]), uniteValues(a[1], b[1]), uniteValues(a[2], b[2])];
}

function eachName(a: PortSet, b: PortSet, combine: (a: Values, b: Values) => Values): PortSet['names'] {
  return [combine(a.names[0], b.names[0]), combine(a.names[1], b.names[1]), combine(a.names[2], b.names[2])];
}
