/** Every connection that can tell two sets of the policies of universe.ts apart, and what a set says of each. */
import fc from 'fast-check';
import {
  appliesTo,
  type Connection,
  type Direction,
  type Json,
  type Labels,
  type NamedPort,
  type Peer,
  type Pod,
  peersAllow,
  portsAllow,
  rulesOf,
} from './evaluator.ts';
import { NAME_LABEL, NAMESPACES } from './universe.ts';

const HTTP_8080: readonly NamedPort[] = [
  { name: 'http', protocol: 'TCP', containerPort: 8080 },
  { name: 'dns', protocol: 'UDP', containerPort: 53 },
];
const HTTP_80: readonly NamedPort[] = [
  { name: 'http', protocol: 'TCP', containerPort: 80 },
  { name: 'dns', protocol: 'TCP', containerPort: 443 },
];

// One state for each value the selectors name, one for absence and one for any other value: nothing else can differ.
const APPS: readonly (string | undefined)[] = [undefined, 'a', 'b', 'other'];
const TIERS: readonly (string | undefined)[] = [undefined, 'x', '', 'other'];
const TEAMS: readonly (string | undefined)[] = [undefined, 'a', 'b', 'other'];

function pods(namespace: string, team: string | undefined, namedPorts: readonly NamedPort[]): readonly Pod[] {
  const namespaceLabels = labels({ [NAME_LABEL]: namespace, team });
  return APPS.flatMap((app) =>
    TIERS.map((tier) => ({ namespace, namespaceLabels, labels: labels({ app, tier }), namedPorts })),
  );
}

function labels(values: Readonly<Record<string, string | undefined>>): Labels {
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

const SUBJECTS: readonly Pod[] = [HTTP_8080, HTTP_80].flatMap((namedPorts) =>
  NAMESPACES.flatMap((namespace) => pods(namespace, undefined, namedPorts)),
);
const ADDRESSES: readonly string[] = [
  ...['10.0.0.1', '10.1.0.1', '10.1.2.1', '10.2.0.1', '10.200.0.1', '192.168.0.1', '8.8.8.8'],
  ...['2001:db8::1', '2001:db8:1::1', '2001:ffff::1'],
];
const PEERS: readonly Peer[] = [
  ...TEAMS.flatMap((team) => [...pods('shop', team, HTTP_8080), ...pods('bank', team, HTTP_80)]),
  ...TEAMS.flatMap((team) => pods('lab', team, [])).map((pod) => ({ ...pod, ip: '10.1.2.3' })),
  ...ADDRESSES.map((ip) => ({ ip })),
];
const NUMBERS: readonly (readonly [protocol: string, port: number])[] = [
  ...[1, 80, 81, 443, 444, 8000, 8080, 8085, 8091].map((number) => ['TCP', number] as const),
  ...[1, 53, 80, 81].map((number) => ['UDP', number] as const),
  ...[80, 443].map((number) => ['SCTP', number] as const),
];

/** `kind`: sides of one kind and namespace tell the same of a rule. */
type Side = { readonly pod: Pod; readonly direction: Direction; readonly kind: string };

const SIDES: readonly Side[] = SUBJECTS.flatMap((pod) =>
  (['ingress', 'egress'] as const).map((direction) => ({
    pod,
    direction,
    kind: `${direction} ${JSON.stringify(pod.namedPorts)}`,
  })),
);
const WIDTH = PEERS.length * NUMBERS.length;

/** How many connections a verdict speaks about. */
export const probeCount: number = SIDES.length * WIDTH;

/** The connection with this index, 0 to probeCount - 1. Two sets of this universe that differ, differ in a probe. */
export function probe(index: number): Connection {
  const { pod, direction } = SIDES[Math.floor(index / WIDTH)] ?? fail(index);
  const peer = PEERS[Math.floor((index % WIDTH) / NUMBERS.length)] ?? fail(index);
  const [protocol, port] = NUMBERS[index % NUMBERS.length] ?? fail(index);
  return { direction, pod, peer, protocol, port };
}

function fail(index: number): never {
  throw new RangeError(`no probe ${index}`);
}

/** One of the probes, for properties that hold connection by connection. */
export const probeArbitrary: fc.Arbitrary<Connection> = fc.nat(probeCount - 1).map(probe);

/** For each probe whether the policies allow it, 1 or 0. The same as allowed(), computed rule by rule to be quick. */
export function verdicts(policies: readonly Json[]): Uint8Array {
  const result = new Uint8Array(probeCount);
  rows(policies).forEach((row, index) => {
    result.set(row, index * WIDTH);
  });
  return result;
}

/** The first probe that one set allows and the other does not, or undefined: the two sets mean the same. */
export function firstDifference(a: readonly Json[], b: readonly Json[]): Connection | undefined {
  const [left, right] = [rows(a), rows(b)];
  const same = new Map<Uint8Array, Uint8Array>();
  for (const [index, row] of left.entries()) {
    const other = right[index] ?? row;
    if (same.get(row) === other) continue;
    const at = row.findIndex((bit, column) => bit !== other[column]);
    if (at !== -1) return probe(index * WIDTH + at);
    same.set(row, other);
  }
  return undefined;
}

/** One row of verdicts a side. Sides to which the same policies apply share it. */
function rows(policies: readonly Json[]): readonly Uint8Array[] {
  const stamps = policies.map((policy) => ({ policy, stamp: stamper(policy) }));
  const known = new Map<string, Uint8Array>();
  return SIDES.map((side) => {
    const applying = stamps.filter(({ policy }) => appliesTo(policy, side.pod, side.direction));
    const key = `${side.kind} ${applying.map((one) => stamps.indexOf(one)).join()}`;
    const row =
      known.get(key) ??
      rowOf(
        applying.flatMap(({ stamp }) => stamp(side)),
        applying.length > 0,
      );
    known.set(key, row);
    return row;
  });
}

function rowOf(masks: readonly Uint8Array[], isolated: boolean): Uint8Array {
  const row = new Uint8Array(WIDTH).fill(isolated ? 0 : 1);
  for (const mask of masks) for (let at = 0; at < WIDTH; at++) row[at] = (row[at] ?? 0) | (mask[at] ?? 0);
  return row;
}

// What a rule lets through depends on the selected pod only by its direction and its named ports.
function stamper(policy: Json): (side: Side) => readonly Uint8Array[] {
  const known = new Map<string, readonly Uint8Array[]>();
  return (side) => {
    const masks = known.get(side.kind) ?? rulesOf(policy, side.direction).map((rule) => mask(rule, side));
    known.set(side.kind, masks);
    return masks;
  };
}

function mask(rule: Json, { pod, direction }: Side): Uint8Array {
  const result = new Uint8Array(WIDTH);
  const ports = new Map<unknown, readonly number[]>();
  PEERS.forEach((peer, at) => {
    const connection = (protocol: string, port: number): Connection => ({ direction, pod, peer, protocol, port });
    if (!peersAllow(rule, pod.namespace, connection('TCP', 1))) return;
    const names = direction === 'ingress' || !('labels' in peer) ? undefined : peer.namedPorts;
    const bits =
      ports.get(names) ?? NUMBERS.map(([protocol, port]) => Number(portsAllow(rule, connection(protocol, port))));
    ports.set(names, bits);
    result.set(bits, at * NUMBERS.length);
  });
  return result;
}
