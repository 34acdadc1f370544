/** How the peers of one rule are spelt and ordered, whatever the other rules are. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { ANYBODY, peerItems, tidyPeers } from '../../src/merge/simplify/peers.ts';
import { plainSelector } from '../../src/merge/simplify/selectors.ts';
import { ALL, block, PODS, pods, WEB } from './rules.ts';

const test = suite('merge/tidy-peers');

test('anybody takes in all others', () => {
  assert.equal(tidyPeers([...peerItems(parse(`[${WEB}, ${ALL}]`)), ANYBODY]), [ANYBODY]);
});

test('own pods, namespaces, then addresses as numbers, the wider first', () => {
  const want = [
    PODS,
    WEB,
    ALL,
    '{namespaceSelector: {}, podSelector: {}}',
    block('0.0.0.0/0'),
    block('10.0.0.0/8'),
    block('10.0.0.0/16'),
    block('20.0.0.0/8'),
    block('100.0.0.0/8'),
    block('64:ff9b::/96'),
    block('2001:db8::/32'),
  ];
  const items = peerItems(parse(`[${want.toReversed().join()}]`));
  assert.equal(
    items.map(({ peer }) => peer),
    parse(`[${want.join()}]`),
  );
});

// Of one block: its exceptions, and those that are left.
const EXCEPTIONS: readonly (readonly [fact: string, given: readonly string[], want: readonly string[]])[] = [
  [
    'by address, the wider first',
    ['10.9.0.0/16', '10.128.0.0/9', '10.1.0.0/16'],
    ['10.1.0.0/16', '10.9.0.0/16', '10.128.0.0/9'],
  ],
  [
    'none that lies in another',
    ['10.64.0.0/10', '10.1.2.0/24', '10.1.0.0/16', '10.65.0.0/16', '10.1.2.3/32'],
    ['10.1.0.0/16', '10.64.0.0/10'],
  ],
  [
    'one that lies in none, though there are wider ones',
    ['10.9.0.0/24', '10.1.0.0/16'],
    ['10.1.0.0/16', '10.9.0.0/24'],
  ],
  ['the same twice', ['10.1.0.0/16', '10.1.0.0/16'], ['10.1.0.0/16']],
  ['the usual spelling, the first of two', ['10.1.0.0/16', '10.1.2.3/16'], ['10.1.0.0/16']],
  ['the usual spelling, the last of two', ['10.1.2.3/16', '10.1.0.0/16'], ['10.1.0.0/16']],
  ['the usual spelling, though another sorts before it', ['10.1.0.0/16', '10.01.0.0/16'], ['10.1.0.0/16']],
  ['of unusual ones the one that sorts first', ['10.1.9.9/16', '10.1.0.1/16', '10.1.2.3/16'], ['10.1.0.1/16']],
];

for (const [fact, given, want] of EXCEPTIONS) {
  test(`exceptions: ${fact}`, () => {
    for (const except of [given, given.toReversed()]) {
      const [item] = peerItems([{ ipBlock: { cidr: '10.0.0.0/8', except } }]);
      assert.equal(item?.peer, { ipBlock: { cidr: '10.0.0.0/8', except: want } });
    }
  });
}

// Where one of several may go, those in front go first.
const NARROW: readonly (readonly [fact: string, peers: readonly string[]])[] = [
  [
    'pods by how much is asked of them',
    [
      '{namespaceSelector: {matchLabels: {a: b}}, podSelector: {matchLabels: {app: web}}}',
      WEB,
      pods('key: app, operator: In, values: [a, b]'),
      pods('key: app, operator: In, values: [a, b, c]'),
      pods('key: app, operator: NotIn, values: [a, b]'),
      pods('key: app, operator: NotIn, values: [a]'),
      pods('key: app, operator: Exists'),
      PODS,
    ],
  ],
  [
    'addresses with exceptions, then small blocks, then unusual spellings',
    [
      block('0.0.0.0/0', '10.0.0.0/8', '20.0.0.0/8'),
      block('0.0.0.0/0', '10.0.0.0/8'),
      block('2001:db8::1/128'),
      block('10.1.2.3/9'),
      block('10.0.0.0/9'),
      block('10.1.2.3/8'),
      block('10.0.0.0/8'),
      block('0.0.0.0/0'),
    ],
  ],
];

for (const [fact, peers] of NARROW) {
  test(`what goes first: ${fact}`, () => {
    const numbers = peers.map((peer) => peerItems(parse(`[${peer}]`))[0]?.narrowness ?? 0);
    assert.equal(
      numbers,
      [...new Set(numbers)].sort((a, b) => b - a),
    );
  });
}

test('labels and requirements stand by their keys', () => {
  const given = parse(
    '{matchLabels: {b: x, a: y}, matchExpressions: [{key: d, operator: Exists}, {key: c, operator: DoesNotExist}]}',
  );
  const want = parse(
    '{matchLabels: {a: y, b: x}, matchExpressions: [{key: c, operator: DoesNotExist}, {key: d, operator: Exists}]}',
  );
  assert.is(JSON.stringify(plainSelector(given)), JSON.stringify(want));
});

test('a selector that contradicts itself comes back as it was written', () => {
  const given = parse('{matchLabels: {b: x, a: y}, matchExpressions: [{key: a, operator: In, values: [z]}]}');
  assert.is(plainSelector(given), given);
});

test.run();
