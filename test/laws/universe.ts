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

// Small alphabets on purpose: overlaps, containments and equal halves shall be frequent.
const NAMESPACES = ['shop', 'bank'] as const;
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** What a selector asks of one key. `same` spells it in every way the API has. */
type Requirement = { readonly key: string; readonly operator: string; readonly values: readonly string[] };
type Selector = readonly Requirement[];

const WANTS: readonly Requirement[] = [
  { key: 'app', operator: 'In', values: ['a'] },
  { key: 'app', operator: 'In', values: ['a', 'b'] },
  { key: 'app', operator: 'NotIn', values: ['a'] },
  { key: 'app', operator: 'Exists', values: [] },
  { key: 'app', operator: 'DoesNotExist', values: [] },
  { key: 'tier', operator: 'In', values: ['x'] },
  { key: 'tier', operator: 'In', values: [''] },
  { key: 'tier', operator: 'NotIn', values: ['x'] },
  { key: 'tier', operator: 'Exists', values: [] },
];

const NAMESPACE_WANTS: readonly Requirement[] = [
  { key: 'team', operator: 'In', values: ['a'] },
  { key: 'team', operator: 'In', values: ['a', 'b'] },
  { key: 'team', operator: 'NotIn', values: ['a'] },
  { key: 'team', operator: 'Exists', values: [] },
  { key: NAME_LABEL, operator: 'In', values: ['shop'] },
  { key: NAME_LABEL, operator: 'NotIn', values: ['bank'] },
];

const PORTS: readonly Json[] = [
  { protocol: 'TCP', port: 80 },
  { protocol: 'TCP', port: 443 },
  { protocol: 'UDP', port: 53 },
  { protocol: 'UDP', port: 80 },
  { protocol: 'SCTP', port: 80 },
  { protocol: 'TCP', port: 'http' },
  { protocol: 'TCP', port: 'dns' },
  { protocol: 'UDP', port: 'dns' },
  { protocol: 'TCP', port: 80, endPort: 443 },
  { protocol: 'TCP', port: 8000, endPort: 8080 },
  { protocol: 'TCP', port: 8080, endPort: 8090 },
  { protocol: 'TCP', port: 1, endPort: 65535 },
  { protocol: 'UDP', port: 1, endPort: 80 },
  { protocol: 'TCP' },
  { protocol: 'UDP' },
];

const BLOCKS: readonly (readonly [cidr: string, ...except: string[]])[] = [
  ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '10.2.0.0/16'],
  ['10.1.0.0/16', '10.1.2.0/24'],
  ['10.1.2.0/24'],
  ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '192.168.0.0/16'],
  ['2001:db8::/32', '2001:db8:1::/48'],
  ['::/0', '2001:db8::/32'],
];

const selector: fc.Arbitrary<Selector> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([]) },
  { weight: 4, arbitrary: fc.subarray([...WANTS], { minLength: 1, maxLength: 2 }) },
);

const namespaceSelector: fc.Arbitrary<Selector> = fc.subarray([...NAMESPACE_WANTS], { maxLength: 2 });

/** null, absent or [] for a list that holds nothing; `key` in front of it otherwise. */
function listField(key: string, items: fc.Arbitrary<readonly Json[]>): fc.Arbitrary<Readonly<Record<string, Json>>> {
  const empty = fc.constantFrom<Readonly<Record<string, Json>>[]>({}, { [key]: null }, { [key]: [] });
  return items.chain((list) => (list.length === 0 ? empty : fc.constant({ [key]: list })));
}

/** Ways to write one selector: either half, values and requirements in any order and more than once, null for empty. */
function spelled(wanted: Selector): fc.Arbitrary<Json> {
  if (wanted.length === 0) {
    return fc.constantFrom<Json[]>({}, { matchLabels: null }, { matchLabels: {} }, { matchExpressions: [] });
  }
  const written = fc.tuple(
    fc.shuffledSubarray([...wanted, ...wanted], { minLength: wanted.length, maxLength: wanted.length * 2 }),
    fc.nat(2 ** 30 - 1),
  );
  return written.map(([some, coins]) => {
    const all = [...some, ...wanted.filter((one) => !some.includes(one))];
    return writeSelector(all, coins);
  });
}

function writeSelector(wanted: Selector, coins: number): Json {
  let tossed = 0;
  const toss = (): boolean => ((coins >> (tossed++ % 30)) & 1) === 1;
  const matchLabels: Record<string, string> = {};
  const matchExpressions: Json[] = [];
  for (const { key, operator, values } of wanted) {
    const [value] = values;
    const free = !Object.hasOwn(matchLabels, key) || matchLabels[key] === value;
    if (operator === 'In' && values.length === 1 && value !== undefined && free && toss()) {
      matchLabels[key] = value;
    } else {
      const order = toss() ? [...values].reverse() : [...values];
      if (toss()) order.push(...values.slice(0, 1));
      matchExpressions.push(values.length > 0 ? { key, operator, values: order } : { key, operator });
    }
  }
  return {
    ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
    ...(matchExpressions.length > 0 ? { matchExpressions } : toss() && { matchExpressions: null }),
  };
}

const ipBlock: fc.Arbitrary<Json> = fc
  .constantFrom(...BLOCKS)
  .chain(([cidr, ...except]) =>
    listField('except', fc.shuffledSubarray(except)).map((field) => ({ ipBlock: { cidr, ...field } })),
  );

const peer: fc.Arbitrary<Json> = fc.oneof(
  selector.chain(spelled).map((podSelector) => ({ podSelector })),
  namespaceSelector.chain(spelled).map((written) => ({ namespaceSelector: written })),
  namespaceSelector.chain(spelled).map((written) => ({ namespaceSelector: written, podSelector: null })),
  fc
    .tuple(namespaceSelector.chain(spelled), selector.chain(spelled))
    .map(([written, podSelector]) => ({ namespaceSelector: written, podSelector })),
  ipBlock,
);

const port: fc.Arbitrary<Json> = fc
  .tuple(fc.constantFrom(...PORTS), fc.constantFrom('kept', 'absent', 'null'))
  .map(([wanted, protocol]) => writePort(wanted as Readonly<Record<string, Json>>, protocol));

// TCP is what the server fills in, so that leaving it out writes the same port again.
function writePort({ protocol, ...rest }: Readonly<Record<string, Json>>, how: string): Json {
  if (protocol !== 'TCP' || how === 'kept') return { protocol: protocol ?? null, ...rest };
  if (how === 'null') return { protocol: null, ...rest };
  return Object.keys(rest).length > 0 ? rest : null;
}

function rule(peers: 'from' | 'to'): fc.Arbitrary<Json> {
  const filled = fc
    .tuple(listField(peers, fc.array(peer, { maxLength: 3 })), listField('ports', fc.array(port, { maxLength: 3 })))
    .map(([a, b]) => ({ ...a, ...b }));
  return fc.oneof({ weight: 12, arbitrary: filled }, { weight: 1, arbitrary: fc.constantFrom<Json[]>({}, null) });
}

const policyTypes: fc.Arbitrary<readonly Json[]> = fc.constantFrom(
  [],
  ['Ingress'],
  ['Egress'],
  ['Ingress', 'Egress'],
  ['Egress', 'Ingress'],
  ['Ingress', 'Ingress'],
);

function policy(namespace: string, wanted: Selector): fc.Arbitrary<Readonly<Record<string, Json>>> {
  const written = spelled(wanted).map((podSelector): Readonly<Record<string, Json>> => ({ podSelector }));
  const nothing = fc.constantFrom<Readonly<Record<string, Json>>[]>({}, { podSelector: null });
  const podSelector = wanted.length === 0 ? fc.oneof(written, nothing) : written;
  return fc
    .tuple(
      podSelector,
      listField('policyTypes', policyTypes),
      listField('ingress', fc.array(rule('from'), { maxLength: 3 })),
      listField('egress', fc.array(rule('to'), { maxLength: 3 })),
    )
    .map(([select, types, ingress, egress]) => ({ namespace, spec: { ...select, ...types, ...ingress, ...egress } }));
}

function named(policies: readonly Readonly<Record<string, Json>>[]): readonly Json[] {
  return policies.map(({ namespace, spec }, index) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `p${index}`, namespace: namespace ?? '' },
    spec: spec ?? {},
  }));
}

const place: fc.Arbitrary<readonly [string, Selector]> = fc.tuple(fc.constantFrom(...NAMESPACES), selector);

/** Two to four policies of one namespace whose podSelectors are equivalent and written in different ways. */
export const groupArbitrary: fc.Arbitrary<readonly Json[]> = place.chain(([namespace, wanted]) =>
  fc.array(policy(namespace, wanted), { minLength: 2, maxLength: 4 }).map(named),
);

/**
 * One to six policies of one to three groups, in any order, named p0, p1, …. The API server accepts all of them. Rule
 * lists, halves of rules and policyTypes are null, absent, [] or filled; rules may be dead ({} and null among them).
 */
export const policySetArbitrary: fc.Arbitrary<readonly Json[]> = fc
  .array(place, { minLength: 1, maxLength: 3 })
  .chain((places) =>
    fc.array(
      fc.constantFrom(...places).chain(([namespace, wanted]) => policy(namespace, wanted)),
      { minLength: 1, maxLength: 6 },
    ),
  )
  .map(named);

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
  ...['10.0.0.1', '10.1.0.1', '10.1.2.1', '10.2.0.1', '192.168.0.1', '8.8.8.8'],
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

type Side = { readonly pod: Pod; readonly direction: Direction };

const SIDES: readonly Side[] = SUBJECTS.flatMap((pod) => [
  { pod, direction: 'ingress' as const },
  { pod, direction: 'egress' as const },
]);
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
  const stamps = policies.map((policy) => ({ policy, stamp: stamper(policy) }));
  const result = new Uint8Array(probeCount);
  SIDES.forEach((side, index) => {
    const row = result.subarray(index * WIDTH, (index + 1) * WIDTH);
    const applying = stamps.filter(({ policy }) => appliesTo(policy, side.pod, side.direction));
    if (applying.length === 0) row.fill(1);
    for (const { stamp } of applying) {
      for (const allows of stamp(side)) add(row, allows);
    }
  });
  return result;
}

function add(row: Uint8Array, allows: Uint8Array): void {
  for (let at = 0; at < WIDTH; at++) row[at] = (row[at] ?? 0) | (allows[at] ?? 0);
}

/** The first probe that one set allows and the other does not, or undefined: the two sets mean the same. */
export function firstDifference(a: readonly Json[], b: readonly Json[]): Connection | undefined {
  const [left, right] = [verdicts(a), verdicts(b)];
  const index = left.findIndex((bit, at) => bit !== right[at]);
  return index === -1 ? undefined : probe(index);
}

// What a rule lets through depends on the selected pod only by its direction and its named ports.
function stamper(policy: Json): (side: Side) => readonly Uint8Array[] {
  const known = new Map<string, readonly Uint8Array[]>();
  return (side) => {
    const key = `${side.direction} ${JSON.stringify(side.pod.namedPorts)}`;
    const masks = known.get(key) ?? rulesOf(policy, side.direction).map((rule) => mask(rule, side));
    known.set(key, masks);
    return masks;
  };
}

function mask(rule: Json, { pod, direction }: Side): Uint8Array {
  const result = new Uint8Array(WIDTH);
  const ports = new Map<unknown, readonly number[]>();
  PEERS.forEach((peer, at) => {
    const connections = NUMBERS.map(([protocol, port]) => ({ direction, pod, peer, protocol, port }));
    const [first] = connections;
    if (!first || !peersAllow(rule, pod.namespace, first)) return;
    const names = direction === 'ingress' || !('labels' in peer) ? undefined : peer.namedPorts;
    const bits = ports.get(names) ?? connections.map((connection) => Number(portsAllow(rule, connection)));
    ports.set(names, bits);
    result.set(bits, at * NUMBERS.length);
  });
  return result;
}
