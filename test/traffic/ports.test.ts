/** Sets of ports as rules write them, alone and in pairs, held against asking port by port. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Port } from '../../src/policy/api.ts';
import { Unproved } from '../../src/traffic/budget.ts';
import {
  ALL_PORTS,
  arePortsWithin,
  hasOtherProtocols,
  intersectPorts,
  isNoPort,
  NO_PORTS,
  namesOf,
  numbered,
  numbersOf,
  numeric,
  type PortSet,
  PROTOCOLS,
  type Protocol,
  portSet,
  portsMeet,
  subtractPorts,
  uniteAllPorts,
  unitePorts,
  withoutNames,
} from '../../src/traffic/ports.ts';
import { has } from '../../src/traffic/values.ts';

const test = suite('traffic/ports');

type Point = readonly [protocol: Protocol | 'other', port: number | string];

const POINTS: readonly Point[] = [
  ...PROTOCOLS.flatMap((protocol) =>
    [1, 79, 80, 81, 82, 65_535, 'http', 'dns', 'unnamed'].map((port) => [protocol, port] as const),
  ),
  ['other', 0],
];

function holds(set: PortSet, [protocol, port]: Point): boolean {
  if (protocol === 'other') return hasOtherProtocols(set);
  if (typeof port === 'string') return has(namesOf(set, protocol), port);
  return numbersOf(set, protocol).some(([from, to]) => from <= port && port < to);
}

// Rules, and what each of them allows of one protocol: as the API says it (semantics 6).
const TCP = { protocol: 'TCP' } as const;
const RULES: readonly (readonly [ports: readonly Port[], allows: (point: Point) => boolean])[] = [
  [[], () => true],
  [[{ ...TCP, port: 80 }], ([protocol, port]) => protocol === 'TCP' && port === 80],
  [
    [{ ...TCP, port: 79, endPort: 81 }],
    ([protocol, port]) => protocol === 'TCP' && [79, 80, 81].includes(Number(port)),
  ],
  [[{ ...TCP, port: 80, endPort: 80 }], ([protocol, port]) => protocol === 'TCP' && port === 80],
  [[{ ...TCP, port: 81, endPort: 80 }], () => false],
  [[TCP], ([protocol]) => protocol === 'TCP'],
  [[{ protocol: 'UDP' }], ([protocol]) => protocol === 'UDP'],
  [[{ protocol: 'SCTP', port: 1 }], ([protocol, port]) => protocol === 'SCTP' && port === 1],
  [[{ protocol: 'SCTP', port: 'dns' }], ([protocol, port]) => protocol === 'SCTP' && port === 'dns'],
  [[{ ...TCP, port: 'http' }], ([protocol, port]) => protocol === 'TCP' && port === 'http'],
  [[{ protocol: 'UDP', port: 'http' }], ([protocol, port]) => protocol === 'UDP' && port === 'http'],
  [
    [
      { ...TCP, port: 'http' },
      { ...TCP, port: 'dns' },
      { protocol: 'UDP', port: 65_535 },
    ],
    ([protocol, port]) =>
      (protocol === 'TCP' && ['http', 'dns'].includes(String(port))) || (protocol === 'UDP' && port === 65_535),
  ],
  [[TCP, { protocol: 'UDP' }, { protocol: 'SCTP' }], ([protocol]) => protocol !== 'other'],
];

test('a rule allows the ports that it lists, and all where it lists none', () => {
  for (const [ports, allows] of RULES) {
    for (const point of POINTS) assert.is(holds(portSet(ports), point), allows(point), JSON.stringify([ports, point]));
  }
  assert.is(portSet(undefined), ALL_PORTS);
});

test('a number is one of its own protocol: no set reaches into the room of the next', () => {
  assert.equal(numbersOf(portSet([TCP]), 'TCP'), [[1, 65_536]]);
  for (const protocol of ['UDP', 'SCTP'] as const) {
    assert.equal(numbersOf(portSet([TCP]), protocol), []);
    assert.equal(numbersOf(ALL_PORTS, protocol), [[1, 65_536]]);
    assert.equal(numbersOf(numbered(protocol, [[80, 82]]), protocol), [[80, 82]]);
  }
});

test('every port is each number but 0 of each protocol, in rooms side by side, and one point for all other protocols', () => {
  assert.equal(ALL_PORTS.numbers, [
    [1, 65_536],
    [65_537, 131_072],
    [131_073, 196_609],
  ]);
});

const SETS: readonly PortSet[] = [NO_PORTS, ...RULES.map(([ports]) => portSet(ports))].flatMap((set, i, all) => [
  set,
  unitePorts(set, all[(i + 3) % all.length] ?? set),
  subtractPorts(all[(i * 5 + 1) % all.length] ?? set, set),
]);

test('either, both, the one without the other, within and meeting: every pair of sets', () => {
  for (const a of SETS) {
    const inA = POINTS.map((point) => holds(a, point));
    assert.is(isNoPort(a), !inA.includes(true));
    for (const b of SETS) {
      const inB = POINTS.map((point) => holds(b, point));
      const count = (set: PortSet): readonly boolean[] => POINTS.map((point) => holds(set, point));
      assert.equal(
        count(unitePorts(a, b)),
        inA.map((is, i) => is || inB[i] === true),
      );
      assert.equal(
        count(intersectPorts(a, b)),
        inA.map((is, i) => is && inB[i] === true),
      );
      assert.equal(
        count(subtractPorts(a, b)),
        inA.map((is, i) => is && inB[i] !== true),
      );
      assert.is(
        arePortsWithin(a, b),
        inA.every((is, i) => !is || inB[i] === true),
      );
      assert.is(
        portsMeet(a, b),
        inA.some((is, i) => is && inB[i] === true),
      );
    }
  }
});

test('none and one united', () => {
  assert.is(isNoPort(uniteAllPorts([])), true);
  const [, one] = SETS;
  if (one !== undefined) assert.is(uniteAllPorts([one, one]), one);
});

test('where names are no ports, numbers are left, and every port is still every port', () => {
  assert.is(withoutNames(ALL_PORTS), ALL_PORTS);
  const tcp = portSet([TCP]);
  assert.is(withoutNames(tcp), tcp);
  const mixed = portSet([{ ...TCP, port: 'http' }, { protocol: 'UDP' }, { protocol: 'SCTP', port: 80 }]);
  const left = withoutNames(mixed);
  assert.equal(
    POINTS.filter((point) => holds(left, point)),
    POINTS.filter(
      (point) => (holds(mixed, point) && point[1] !== 'http') || (point[0] === 'UDP' && point[1] === 'http'),
    ),
  );
  assert.is(isNoPort(withoutNames(portSet([{ protocol: 'SCTP', port: 'dns' }]))), true);
});

test('numbers that make up a protocol have all its names', () => {
  const { numbers } = portSet([{ protocol: 'UDP' }, { ...TCP, port: 1, endPort: 65_534 }]);
  const set = numeric(numbers);
  assert.is(holds(set, ['UDP', 'http']), true);
  assert.is(holds(set, ['TCP', 'http']), false);
  assert.is(holds(set, ['SCTP', 'http']), false);
  assert.equal(set.numbers, numbers);
  const butOne = numeric(portSet([{ protocol: 'UDP', port: 2, endPort: 65_535 }]).numbers);
  assert.is(holds(butOne, ['UDP', 'http']), false);
});

test('what is no protocol of the API has no ports', () => {
  for (const protocol of ['tcp', 'ICMP', '']) {
    assert.throws(
      () => portSet([{ protocol }]),
      (error: unknown) =>
        error instanceof Unproved && error.message === `${JSON.stringify(protocol)} is no protocol of the API`,
    );
  }
});

test.run();
