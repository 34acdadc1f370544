/** Blocks: which are the same, their order, and how much there is to read in them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blockOf, joinEqual, type Size, sizeOf, textOf, tidyBlocks } from '../../src/merge/simplify/blocks.ts';
import { isSmaller } from '../../src/merge/simplify.ts';
import { rules, tcp, WEB } from './rules.ts';

const test = suite('merge/blocks');

function blocks(text: string): ReturnType<typeof blockOf>[] {
  return rules(text, 'from').map((rule) => blockOf(rule, 'ingress'));
}

/** A block by the keys of its peers and ports. */
function keyed(peers: readonly string[], ports: readonly string[]): ReturnType<typeof blockOf> {
  const item = (key: string): { readonly key: string; readonly narrowness: number } => ({ key, narrowness: 0 });
  return {
    peers: peers.map((key) => ({ ...item(key), peer: undefined })),
    ports: ports.map((key) => ({ ...item(key), port: undefined })),
  };
}

test('what is not the same has not the same text, whatever stands in it', () => {
  const lists = [
    [keyed(['a', 'b'], ['c'])],
    [keyed(['ab'], ['c'])],
    [keyed(['a'], ['b', 'c'])],
    [keyed(['a'], ['bc'])],
    [keyed(['a'], ['b']), keyed(['c'], ['d'])],
    [keyed(['a'], ['']), keyed(['bc'], ['d'])],
  ];
  assert.is(new Set(lists.map(textOf)).size, lists.length);
});

test('of equal peers every port comes first, then protocols and numbers', () => {
  const want = blocks(
    `[{PEERS: [${WEB}]}, {PEERS: [${WEB}], ports: [{protocol: TCP}]}, {PEERS: [${WEB}], ports: [${tcp(1)}]}]`,
  );
  assert.equal(tidyBlocks(want.toReversed()), want);
});

test('anybody and every port are not written, and are not counted', () => {
  assert.equal(sizeOf(blocks(`[{}, {PEERS: [${WEB}]}, {ports: [${tcp(1, 2)}]}]`)), { rules: 3, peers: 1, ports: 2 });
});

test('what nothing is joined with stays what it is', () => {
  const [one, other] = [blocks(`[{PEERS: [${WEB}]}]`), blocks(`[{ports: [${tcp(1)}]}]`)].flat();
  if (one === undefined || other === undefined) throw new Error('no blocks');
  const [first, second] = joinEqual([one, other], 'ports');
  assert.is(first, other);
  assert.is(second, one);
});

const SIZES: readonly (readonly [fact: string, a: Size, b: Size, want: boolean])[] = [
  ['fewer peers', { rules: 2, peers: 1, ports: 1 }, { rules: 1, peers: 2, ports: 1 }, true],
  ['fewer ports', { rules: 2, peers: 1, ports: 1 }, { rules: 1, peers: 1, ports: 2 }, true],
  ['more ports than peers saved', { rules: 1, peers: 1, ports: 4 }, { rules: 2, peers: 2, ports: 2 }, false],
  ['as many in fewer rules', { rules: 1, peers: 2, ports: 1 }, { rules: 2, peers: 1, ports: 2 }, true],
  ['as many in as many rules', { rules: 1, peers: 2, ports: 1 }, { rules: 1, peers: 1, ports: 2 }, false],
  ['more in fewer rules', { rules: 1, peers: 2, ports: 2 }, { rules: 2, peers: 1, ports: 2 }, false],
];

for (const [fact, a, b, want] of SIZES) test(`less to read: ${fact}`, () => assert.is(isSmaller(a, b), want));

test.run();
