/** Which peers may have something in common with one: all that do, and of many that differ in a label, no others. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { rivalsOf } from '../../src/merge/simplify/rivals.ts';
import { type Box, ruleBoxes } from '../../src/traffic/box.ts';
import { block, pods } from './rules.ts';

const test = suite('merge/rivals');

function boxesOf(peer: string): readonly Box[] {
  return ruleBoxes({ from: [parse(peer)] }, 'ingress', { model: 'portable', namespace: '' });
}

function labels(text: string): string {
  return `{podSelector: {matchLabels: {${text}}}}`;
}

function near(peers: Readonly<Record<string, string>>, asked: string): readonly string[] {
  const rivals = rivalsOf(Object.entries(peers).map(([name, peer]) => ({ name, boxes: boxesOf(peer) })));
  return boxesOf(asked)
    .flatMap((box) => rivals(box))
    .map(({ name }) => name)
    .sort();
}

const PEERS = {
  web: labels('app: web'),
  db: labels('app: db'),
  either: pods('key: app, operator: In, values: [web, db]'),
  other: pods('key: app, operator: NotIn, values: [web]'),
  every: '{podSelector: {}}',
  block: block('10.0.0.0/8'),
};

const ASKED: readonly (readonly [fact: string, asked: string, want: readonly string[]])[] = [
  ['one value', PEERS.web, ['either', 'every', 'other', 'web']],
  ['several values', pods('key: app, operator: In, values: [db, api]'), ['db', 'either', 'every', 'other']],
  ['all but some values', PEERS.other, ['db', 'either', 'every', 'other']],
  ['nothing of this label', labels('tier: x'), ['db', 'either', 'every', 'other', 'web']],
  ['addresses', block('20.0.0.0/8'), ['block']],
  ['what nobody is about', '{namespaceSelector: {}}', []],
];

for (const [fact, asked, want] of ASKED) {
  test(`asked for ${fact}`, () => assert.equal(near(PEERS, asked), want));
}

for (const [fact, of] of [
  ['first', (i: number) => labels(`app: web, name: n${i}`)],
  ['last', (i: number) => labels(`name: n${i}, team: web`)],
] as const) {
  test(`of many that differ in one label none is asked about another, where the label that they share stands ${fact}`, () => {
    const peers = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`p${i}`, of(i)]));
    assert.ok(near(peers, of(7)).includes('p7'));
    assert.ok(near(peers, of(7)).length < 4);
  });
}

test.run();
