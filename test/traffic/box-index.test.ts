/** The boxes that an index finds decide what all of them would: each of some boxes against all sets of two and three. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector, Peer, Port, Rule } from '../../src/policy/api.ts';
import { type Box, ruleBoxes } from '../../src/traffic/box.ts';
import { boxesNear, indexOf } from '../../src/traffic/box-index.ts';
import { budgetOf } from '../../src/traffic/budget.ts';
import { meets, remainder } from '../../src/traffic/remainder.ts';

const test = suite('traffic/box-index');

function asks(operator: string, ...values: readonly string[]): LabelSelector {
  return { matchExpressions: [{ key: 'app', operator, ...(values.length > 0 && { values }) }] };
}

const PODS: readonly LabelSelector[] = [
  {},
  { matchLabels: { app: 'a' } },
  { matchLabels: { app: 'b' } },
  { matchLabels: { app: 'a', tier: 'x' } },
  { matchLabels: { tier: 'x' } },
  asks('In', 'a', 'b'),
  asks('NotIn', 'a'),
  asks('NotIn', 'a', 'b'),
  asks('Exists'),
  asks('DoesNotExist'),
];
const BLOCKS = ['10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '2001:db8::/32'];

const BOXES: readonly Box[] = [
  ...PODS.map((podSelector) => ({ podSelector })),
  { namespaceSelector: asks('NotIn', 'a') },
  ...BLOCKS.map((cidr) => ({ ipBlock: { cidr } })),
].flatMap((peer) => boxesOf({ from: [peer] }));

function boxesOf(rule: Rule): readonly Box[] {
  return ruleBoxes(rule, 'ingress', { model: 'portable', namespace: 'shop' });
}

const SETS: readonly (readonly Box[])[] = BOXES.flatMap((one, i) =>
  BOXES.slice(i + 1).flatMap((other, j) => [
    [one, other],
    ...BOXES.slice(i + j + 2).map((third) => [third, one, other]),
  ]),
);

test('covered by those near is covered by all, and the other way round', () => {
  let covered = 0;
  for (const set of SETS) {
    const index = indexOf(set);
    for (const box of BOXES) {
      const near = boxesNear(box, index);
      assert.is(near.length, new Set(near).size, 'one is found twice');
      const [byNear, byAll] = [near, set].map((boxes) => remainder(box, boxes, budgetOf()).next().done === true);
      assert.is(byNear, byAll);
      if (byAll) covered++;
    }
  }
  assert.ok(covered > 500, `${covered} were covered`);
});

// What stands in a cluster of a thousand peers, what is asked about, and how many of them are looked at.
const THOUSAND = Array.from({ length: 1000 }, (_, i) => i);
const VALUES: readonly Peer[] = THOUSAND.map((i) => ({ podSelector: { matchLabels: { app: `v${i}` } } }));
const NEAR: readonly (readonly [fact: string, all: readonly Peer[], asked: Peer, found: number])[] = [
  ['of one label each, those of its value', VALUES, { podSelector: { matchLabels: { app: 'v7' } } }, 1],
  ['of one label each, none of another value', VALUES, { podSelector: { matchLabels: { app: 'other' } } }, 0],
  ['of one label each, all that it lists', VALUES, { podSelector: asks('In', 'v1', 'v2', 'other') }, 2],
  ['of one label each, none for a peer that takes in any', VALUES, { podSelector: {} }, 0],
  [
    'of two labels each, those of the rarer one',
    THOUSAND.map((i) => ({ podSelector: { matchLabels: { app: 'web', instance: `v${i}` } } })),
    { podSelector: { matchLabels: { app: 'web', instance: 'v7' } } },
    1,
  ],
  [
    'of two labels each, those of the rarer one, be it the first',
    THOUSAND.map((i) => ({ podSelector: { matchLabels: { app: `v${i}`, release: 'shop' } } })),
    { podSelector: { matchLabels: { app: 'v7', release: 'shop' } } },
    1,
  ],
  [
    'where some leave a value out, the one that has it',
    [...VALUES, { podSelector: asks('NotIn', 'v7', 'v8') }],
    { podSelector: asks('Exists') },
    3,
  ],
  [
    'what the peer leaves out itself is no matter',
    [...VALUES, { podSelector: asks('NotIn', 'v7', 'v8') }],
    { podSelector: asks('NotIn', 'v7') },
    2,
  ],
  [
    'of blocks, those of its addresses',
    THOUSAND.map((i) => ({ ipBlock: { cidr: `10.${i >> 8}.${i & 255}.0/24` } })),
    { ipBlock: { cidr: '10.1.2.0/23' } },
    2,
  ],
  [
    'of blocks of IPv6, those of its addresses',
    THOUSAND.map((i) => ({ ipBlock: { cidr: `2001:db8:${i.toString(16)}::/48` } })),
    { ipBlock: { cidr: '2001:db8:2::/47' } },
    2,
  ],
];

for (const [fact, all, asked, found] of NEAR) {
  test(`of a thousand: ${fact}`, () => {
    const boxes = (peers: readonly Peer[]): readonly Box[] =>
      ruleBoxes({ from: peers }, 'ingress', { model: 'portable', namespace: '' });
    const index = indexOf(boxes(all));
    assert.is(boxes([asked]).flatMap((box) => boxesNear(box, index)).length, found);
  });
}

test('of boxes of other ports all that meet are found', () => {
  const tcp = (port: number | string, endPort?: number): Port => ({
    protocol: 'TCP',
    port,
    ...(endPort !== undefined && { endPort }),
  });
  const PORTS: readonly (readonly Port[])[] = [
    [],
    [{ protocol: 'TCP' }],
    [{ protocol: 'UDP', port: 80 }],
    [tcp(80)],
    [tcp(1, 79), tcp(81, 90)],
    [tcp(80, 443)],
    [tcp('http')],
    [tcp('http'), tcp(443)],
    [tcp('https')],
  ];
  const boxes = PORTS.flatMap((ports) =>
    [boxesOf({ ports }), boxesOf({ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports })].flat(),
  );
  const index = indexOf(boxes);
  let met = 0;
  for (const box of boxes) {
    const found = boxesNear(box, index);
    const wanted = boxes.filter((other) => meets(other, box));
    assert.is(found.length, new Set(found).size, 'one is found twice');
    for (const other of wanted) assert.ok(found.includes(other));
    met += wanted.length;
  }
  assert.ok(met > 400, `${met} met`);
});

test('of a thousand boxes of one port each, those of other ports are left aside', () => {
  const rule = (port: number): Rule => ({ ports: [{ protocol: 'TCP', port }] });
  const index = indexOf(Array.from({ length: 1000 }, (_, i) => boxesOf(rule(i + 1))).flat());
  const found = (port: number): number => Math.max(...boxesOf(rule(port)).map((box) => boxesNear(box, index).length));
  assert.equal([found(7), found(2000)], [1, 0]);
});

test.run();
