import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Glance, glanceAt } from '../../src/manifest/glance.ts';

const test = suite('manifest/glance');

type Seen = { readonly [key: string]: string | Seen | readonly Seen[] | undefined };

/** Everything that a glance gives away, key by key. */
function look(glance: Glance): Seen {
  return Object.fromEntries(
    glance.keys.map((key) => {
      const word = glance.word(key);
      const map = glance.map(key);
      const items = glance.items(key);
      return [key, map !== undefined ? look(map) : items.length > 0 ? items.map(look) : word];
    }),
  );
}

const CASES: readonly (readonly [name: string, text: string, seen: Seen | undefined])[] = [
  ['words', 'a: b\nc: "d"\ne: \'f\' # g\nh:\n', { a: 'b', c: 'd', e: 'f', h: '' }],
  ['maps in maps', 'a:\n  b:\n    c: d\n  e: f\n', { a: { b: { c: 'd' }, e: 'f' } }],
  [
    'a list at the column of its key',
    'a:\n- b: 1\n  c: 2\n- b: 3\nd: e\n',
    { a: [{ b: '1', c: '2' }, { b: '3' }], d: 'e' },
  ],
  ['a list further in', 'a:\n    - b: 1\n    - b: 2\n', { a: [{ b: '1' }, { b: '2' }] }],
  ['a list in a list', 'a:\n- b:\n  - c: 1\n  - c: 2\n', { a: [{ b: [{ c: '1' }, { c: '2' }] }] }],
  ['comments and blank lines between', '# x\na:\n  # y\n\n  b: c\n# z\nd: e\n', { a: { b: 'c' }, d: 'e' }],
  ['a block scalar that looks like keys', 'a: |\n  kind: Pod\n  b: c\nd: e\n', { a: 'kind: Pod\nb: c\n', d: 'e' }],
  ['brackets are parsed', 'a: {b: c, d: [{e: f}]}\ng: h\n', { a: { b: 'c', d: [{ e: 'f' }] }, g: 'h' }],
  ['JSON', '{"a": {"b": "c"}, "d": [{"e": 1}, 2]}', { a: { b: 'c' }, d: [{ e: '1' }] }],
  ['anchors and aliases', 'a: &x\n  b: c\nd: *x\n', { a: { b: 'c' }, d: { b: 'c' } }],
  ['merge keys', 'a: &x\n  b: c\nd:\n  <<: *x\n  e: f\n', { a: { b: 'c' }, d: { b: 'c', e: 'f' } }],
  ['an anchor at the end of the line', 'a: &x\n  b: c\nd: &y\n- e: f\n', { a: { b: 'c' }, d: [{ e: 'f' }] }],
  ['a tag at the end of the line', 'a: !!map\n  b: c\nd: !!str e\n', { a: { b: 'c' }, d: 'e' }],
  ['brackets on the next line', 'a:\n  {b: c}\nd:\n  # x\n  [{e: f}]\n', { a: { b: 'c' }, d: [{ e: 'f' }] }],
  [
    'nothing, however it is written',
    'a: null\nb: ~\nc: "null"\nd: {e: NULL}\n',
    { a: '', b: '', c: 'null', d: { e: '' } },
  ],
  ['a word that goes on below', 'a: b\n  c\nd: "e\n  f"\n', { a: 'b c', d: 'e f' }],
  ['an anchor before the first key', '&x a: b\nc: d\n', { a: 'b', c: 'd' }],
  ['JSON with a key that is escaped', '{"\\u0061": 1, "b": null, "c": [2]}', { a: '1', b: '', c: undefined }],
  ['flow style with an alias', '{a: &x b, c: *x, d: , e: [1]}', { a: 'b', c: 'b', d: '', e: undefined }],
  ['words that are quoted over lines', 'a: "b\n\n  c"\n', { a: 'b\nc' }],
  ['items that are no mappings', 'a:\n- b\n- c: d\n-\ne: [f, {g: h}]\n', { a: [{ c: 'd' }], e: [{ g: 'h' }] }],
  ['brackets that never close', 'a:\n  b: {c: d\ne: f\n', undefined],
  ['a word on the next line', 'a:\n  b\nc: d\n', { a: 'b', c: 'd' }],
  ['a list is no mapping', '- a\n', undefined],
  ['nothing is no mapping', '# only a comment\n', undefined],
  ['what does not parse', 'a: {b: c\n', undefined],
  [
    'prototype keys are keys',
    '{"__proto__": {"a": "b"}, "constructor": "c"}',
    JSON.parse('{"__proto__": {"a": "b"}, "constructor": "c"}'),
  ],
];

for (const [name, text, seen] of CASES) {
  test(name, () => {
    assert.equal(glanceAt(text, look), seen);
  });
}

test('a key that is not there', () => {
  for (const text of ['a: b\n', '{"a": "b"}']) {
    const seen = glanceAt(text, (glance) => [glance.word('x'), glance.map('x'), glance.items('x')]);
    assert.equal(seen, [undefined, undefined, []]);
  }
});

test('offsets lead to the keys, in lists too', () => {
  const text = 'kind: List\nitems:\n- kind: Pod\n  metadata:\n    name: web\n';
  const offset = glanceAt(text, (glance) => glance.items('items')[0]?.map('metadata')?.offset('name'));
  assert.is(text.slice(offset).trimStart(), 'name: web\n');
});

test.run();
