import { byText } from '../../group/lists.ts';
import type { Port } from '../../policy/api.ts';
import { PROTOCOLS } from '../../traffic/ports.ts';
import { byItemKey } from './peers.ts';

/** One port, range or protocol, or every port where there is none. Equal keys are equal ports. */
export type PortItem = {
  readonly key: string;
  readonly port: Port | undefined;
  /** Ports of a higher number are tried first where one of several may go. */
  readonly narrowness: number;
};

/** The port of a rule that names none: every port of every protocol. */
const EVERY_PORT: PortItem = { key: '', port: undefined, narrowness: -1 };

/** The ports of a rule; none, or an empty list, is every port. */
export function portItems(ports: readonly Port[] | undefined): readonly PortItem[] {
  return ports === undefined || ports.length === 0 ? [EVERY_PORT] : tidyPorts(ports.map(portItem));
}

/**
 * Each once, in the order in which they are written. Every port takes in all others, a protocol its numbers and names, a range
 * the numbers in it. Ranges that touch or overlap become one; numbers never become a range, since a CNI without endPort
 * takes the first port of a range alone. What number a name is, only the pod tells: it is compared with no number.
 */
export function tidyPorts(items: readonly PortItem[]): readonly PortItem[] {
  const given: Port[] = [];
  for (const { port } of items) {
    if (port === undefined) return [EVERY_PORT];
    given.push(port);
  }
  const protocols = new Set(given.filter(({ port }) => port === undefined).map(({ protocol }) => protocol));
  const left = given.filter((port) => port.port === undefined || !protocols.has(port.protocol));
  const ranges = joinedRanges(left.filter(isRange));
  // Each range begins in the one that it became part of.
  const others = left.filter((port) => !ranges.some((range) => isInRange(port, range)));
  const byKey = new Map([...others, ...ranges].map(portItem).map((item) => [item.key, item]));
  return [...byKey.values()].sort(byItemKey);
}

type Range = Port & { readonly port: number; readonly endPort: number };

function portItem({ protocol, port, endPort }: Port): PortItem {
  const order = `${(PROTOCOLS as readonly string[]).indexOf(protocol)}${protocol}`;
  if (port === undefined) return { key: `${order} 0`, port: { protocol }, narrowness: 0 };
  if (typeof port === 'string') return { key: `${order} 2${port}`, port: { protocol, port }, narrowness: 2 };
  const end = endPort ?? port;
  const key = `${order} 1${digits(port)}-${digits(end)}`;
  if (end === port) return { key, port: { protocol, port }, narrowness: 2 };
  return { key, port: { protocol, port, endPort: end }, narrowness: 1 + 1 / (end - port) };
}

function digits(port: number): string {
  return String(port).padStart(5, '0');
}

/** Ports of items: what was a name or a range of one number has no endPort any more. */
function isRange(port: Port): port is Range {
  return port.endPort !== undefined;
}

function isInRange({ protocol, port }: Port, range: Range): boolean {
  return typeof port === 'number' && protocol === range.protocol && range.port <= port && port <= range.endPort;
}

function joinedRanges(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((a, b) => byText(a.protocol, b.protocol) || a.port - b.port);
  const joined: Range[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last === undefined || last.protocol !== range.protocol || last.endPort + 1 < range.port) joined.push(range);
    else joined[joined.length - 1] = { ...last, endPort: Math.max(last.endPort, range.endPort) };
  }
  return joined;
}
