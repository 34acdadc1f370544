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
/** Numbers that no range of the universe holds, so that a name never hides behind a number. */
const FREE: readonly NamedPort[] = [
  { name: 'http', protocol: 'TCP', containerPort: 8091 },
  { name: 'dns', protocol: 'TCP', containerPort: 9100 },
  { name: 'dns', protocol: 'UDP', containerPort: 81 },
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

type Numbers = readonly (readonly [protocol: string, port: number])[];

/** All connections of some pods with some other ends. */
export type Probes = {
  /** How many connections a verdict speaks about. */
  readonly count: number;
  /** The connection with this index, 0 to count - 1. */
  readonly probe: (index: number) => Connection;
  /** For each probe whether the policies allow it, 1 or 0. The same as allowed(), computed rule by rule to be quick. */
  readonly verdicts: (policies: readonly Json[]) => Uint8Array;
  /** The first probe that one set allows and the other does not, or undefined: the two sets mean the same. */
  readonly firstDifference: (a: readonly Json[], b: readonly Json[], direction?: Direction) => Connection | undefined;
};

const ADDRESSES: readonly string[] = [
  ...['10.0.0.1', '10.1.0.1', '10.1.2.1', '10.2.0.1', '10.200.0.1', '192.168.0.1', '8.8.8.8'],
  ...['2001:db8::1', '2001:db8:1::1', '2001:ffff::1'],
];
const NUMBERS: Numbers = [
  ...[1, 80, 81, 443, 444, 8000, 8080, 8085, 8091].map((number) => ['TCP', number] as const),
  ...[1, 53, 80, 81].map((number) => ['UDP', number] as const),
  ...[80, 443].map((number) => ['SCTP', number] as const),
];

/** Every connection that can tell two sets of policies apart: two sets that differ, differ in a probe. */
const PROBES: Probes = probesOf(
  [HTTP_8080, HTTP_80].flatMap((namedPorts) =>
    NAMESPACES.flatMap((namespace) => pods(namespace, undefined, namedPorts)),
  ),
  [
    ...TEAMS.flatMap((team) => [...pods('shop', team, HTTP_8080), ...pods('bank', team, HTTP_80)]),
    ...TEAMS.flatMap((team) => pods('lab', team, [])).map((pod) => ({ ...pod, ip: '10.1.2.3' })),
    ...ADDRESSES.map((ip) => ({ ip })),
  ],
  NUMBERS,
);

/**
 * The same for those who count names of ports apart from numbers and pods apart from addresses, as src/traffic does: names lead
 * to numbers of their own, pods have no address, and a node and a protocol without a word stand for the rest.
 */
export const FREE_PROBES: Probes = probesOf(
  NAMESPACES.flatMap((namespace) => pods(namespace, undefined, FREE)),
  [
    ...TEAMS.flatMap((team) => [...NAMESPACES, 'lab'].flatMap((namespace) => pods(namespace, team, FREE))),
    ...ADDRESSES.map((ip) => ({ ip })),
    {},
  ],
  // A number of each protocol that neither a range holds nor a name leads to.
  [...NUMBERS, ['TCP', 9000], ['TCP', 9100], ['UDP', 9000], ['ICMP', 0]],
);

/** How many connections a verdict of PROBES speaks about. */
export const probeCount: number = PROBES.count;
/** One of PROBES by its index. */
export const probe: Probes['probe'] = PROBES.probe;
/** The verdicts of PROBES. */
export const verdicts: Probes['verdicts'] = PROBES.verdicts;
/** The first difference among PROBES. */
export const firstDifference: Probes['firstDifference'] = PROBES.firstDifference;
/** One of the probes, for properties that hold connection by connection. */
export const probeArbitrary: fc.Arbitrary<Connection> = fc.nat(probeCount - 1).map(probe);

/** A pod that the first of some policies selects, if there is any. */
export function groupPod(policies: readonly Json[]): Pod | undefined {
  const [first = null] = policies;
  return NAMESPACES.flatMap((namespace) => pods(namespace, undefined, FREE)).find(
    (pod) => appliesTo(first, pod, 'ingress') || appliesTo(first, pod, 'egress'),
  );
}

/** `kind`: sides of one kind tell the same of a rule. */
type Side = { readonly pod: Pod; readonly direction: Direction; readonly kind: string };

function probesOf(subjects: readonly Pod[], peers: readonly Peer[], numbers: Numbers): Probes {
  const sides: readonly Side[] = subjects.flatMap((pod) =>
    (['ingress', 'egress'] as const).map((direction) => ({
      pod,
      direction,
      kind: `${direction} ${pod.namespace} ${JSON.stringify(pod.namedPorts)}`,
    })),
  );
  const width = peers.length * numbers.length;
  const count = sides.length * width;
  const maskOf = maskerOf(peers, numbers);
  const rows = (policies: readonly Json[]): readonly Uint8Array[] => rowsOf(policies, sides, width, maskOf);
  const probe = (index: number): Connection => {
    const { pod, direction } = sides[Math.floor(index / width)] ?? fail(index);
    const peer = peers[Math.floor((index % width) / numbers.length)] ?? fail(index);
    const [protocol, port] = numbers[index % numbers.length] ?? fail(index);
    return { direction, pod, peer, protocol, port };
  };
  const verdicts = (policies: readonly Json[]): Uint8Array => {
    const result = new Uint8Array(count);
    rows(policies).forEach((row, index) => {
      result.set(row, index * width);
    });
    return result;
  };
  const firstDifference: Probes['firstDifference'] = (a, b, direction) => {
    const [left, right] = [rows(a), rows(b)];
    const same = new Map<Uint8Array, Uint8Array>();
    for (const [index, row] of left.entries()) {
      const other = right[index] ?? row;
      if (same.get(row) === other || (direction ?? sides[index]?.direction) !== sides[index]?.direction) continue;
      const at = firstUnlike(row, other);
      if (at !== -1) return probe(index * width + at);
      same.set(row, other);
    }
    return undefined;
  };
  return { count, probe, verdicts, firstDifference };
}

function fail(index: number): never {
  throw new RangeError(`no probe ${index}`);
}

type MaskOf = (rule: Json, side: Side) => Uint8Array;

/** One row of verdicts a side. Sides to which the same policies apply share it. */
function rowsOf(
  policies: readonly Json[],
  sides: readonly Side[],
  width: number,
  maskOf: MaskOf,
): readonly Uint8Array[] {
  const known = new Map<string, Uint8Array>();
  return sides.map((side) => {
    const applying = [...policies.keys()].filter((i) => appliesTo(policies[i] ?? null, side.pod, side.direction));
    const key = `${side.kind} ${applying.join()}`;
    const row = known.get(key) ?? roomFor(width, applying.length > 0 ? 0 : 1);
    if (known.has(key)) return row;
    known.set(key, row);
    for (const i of applying)
      for (const rule of rulesOf(policies[i] ?? null, side.direction)) addTo(row, maskOf(rule, side));
    return row;
  });
}

/** Four verdicts at once: rows are the longest loops of all. */
function addTo(row: Uint8Array, mask: Uint8Array): void {
  const [to, from] = [new Uint32Array(row.buffer), new Uint32Array(mask.buffer)];
  for (let at = 0; at < to.length; at++) to[at] = (to[at] ?? 0) | (from[at] ?? 0);
}

/** Room for so many verdicts, in whole words. */
function roomFor(width: number, verdict: number): Uint8Array {
  return new Uint8Array(Math.ceil(width / 4) * 4).fill(verdict).subarray(0, width);
}

function firstUnlike(a: Uint8Array, b: Uint8Array): number {
  if (Buffer.compare(a, b) === 0) return -1;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return at;
  return -1;
}

/** More rules than two sets hold; what two sets have in common is asked once. */
const MAX_KNOWN = 500;

// What a rule lets through depends on the selected pod only by its direction, its namespace and its named ports.
function maskerOf(peers: readonly Peer[], numbers: Numbers): MaskOf {
  const known = new Map<string, Uint8Array>();
  return (rule, side) => {
    const key = `${side.kind} ${JSON.stringify(rule)}`;
    const mask = known.get(key) ?? maskFor(rule, side, peers, numbers);
    if (known.size > MAX_KNOWN) known.clear();
    known.set(key, mask);
    return mask;
  };
}

function maskFor(rule: Json, { pod, direction }: Side, peers: readonly Peer[], numbers: Numbers): Uint8Array {
  const result = roomFor(peers.length * numbers.length, 0);
  const ports = new Map<unknown, readonly number[]>();
  for (const [at, peer] of peers.entries()) {
    if (!peersAllow(rule, pod.namespace, { direction, pod, peer, protocol: 'TCP', port: 1 })) continue;
    const names = direction === 'ingress' || !('labels' in peer) ? undefined : peer.namedPorts;
    const bits =
      ports.get(names) ??
      numbers.map(([protocol, port]) => Number(portsAllow(rule, { direction, pod, peer, protocol, port })));
    ports.set(names, bits);
    result.set(bits, at * numbers.length);
  }
  return result;
}
