/** How the ports of one rule are spelt and ordered, whatever the other rules are. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { portItems } from '../../src/merge/simplify/ports.ts';
import { tcp } from './rules.ts';

const test = suite('merge/tidy-ports');

const TIDY: readonly (readonly [fact: string, ports: string, want: string])[] = [
  [
    'a protocol takes in its numbers, ranges and names',
    `${tcp(80, 'http')}, {protocol: TCP, port: 1, endPort: 9}, {protocol: TCP}, {protocol: UDP, port: 53}`,
    '{protocol: TCP}, {protocol: UDP, port: 53}',
  ],
  [
    'a range takes in the numbers from its first to its last, of its own protocol',
    `{protocol: TCP, port: 80, endPort: 90}, {protocol: UDP, port: 85}, ${tcp('http', 91, 90, 85, 80, 79)}`,
    `${tcp(79)}, {protocol: TCP, port: 80, endPort: 90}, ${tcp(91, 'http')}, {protocol: UDP, port: 85}`,
  ],
  [
    'ranges that touch or overlap, in any order',
    '{protocol: TCP, port: 20, endPort: 30}, {protocol: TCP, port: 10, endPort: 15}, {protocol: TCP, port: 1, endPort: 9}',
    '{protocol: TCP, port: 1, endPort: 15}, {protocol: TCP, port: 20, endPort: 30}',
  ],
  [
    'ranges in a range',
    '{protocol: TCP, port: 5, endPort: 9}, {protocol: TCP, port: 1, endPort: 99}, {protocol: TCP, port: 50, endPort: 60}',
    '{protocol: TCP, port: 1, endPort: 99}',
  ],
  [
    'ranges of two protocols, mixed',
    '{protocol: UDP, port: 1, endPort: 9}, {protocol: TCP, port: 5, endPort: 9}, {protocol: UDP, port: 10, endPort: 12}',
    '{protocol: TCP, port: 5, endPort: 9}, {protocol: UDP, port: 1, endPort: 12}',
  ],
  [
    'a range of one number joins no other: it is a number',
    '{protocol: TCP, port: 81, endPort: 90}, {protocol: TCP, port: 80, endPort: 80}',
    `${tcp(80)}, {protocol: TCP, port: 81, endPort: 90}`,
  ],
  ['names behind numbers', tcp('web', 'a', 443, 80), tcp(80, 443, 'a', 'web')],
  [
    'TCP, UDP, SCTP',
    '{protocol: SCTP}, {protocol: UDP}, {protocol: TCP}',
    '{protocol: TCP}, {protocol: UDP}, {protocol: SCTP}',
  ],
];

for (const [fact, ports, want] of TIDY) {
  test(fact, () => {
    const items = portItems(parse(`[${ports}]`));
    assert.equal(
      items.map(({ port }) => port),
      parse(`[${want}]`),
    );
  });
}

test('none, or an empty list, is every port', () => {
  for (const ports of [undefined, []]) {
    assert.equal(
      portItems(ports).map(({ port }) => port),
      [undefined],
    );
  }
});

test('where one of several may go, the narrow ones go first', () => {
  const ports = [
    tcp(80),
    ...[82, 83, 99].map((end) => `{protocol: TCP, port: 80, endPort: ${end}}`),
    '{protocol: TCP}',
  ];
  const wider = ports.map((port) => portItems(parse(`[${port}]`))[0]?.narrowness ?? 0);
  assert.equal(
    wider,
    [...new Set(wider)].sort((a, b) => b - a),
  );
  const shortest = portItems(parse('[{protocol: TCP, port: 9000, endPort: 9002}]'))[0]?.narrowness ?? 0;
  assert.is(shortest, wider[1], 'how many numbers there are counts, not which');
});

test.run();
