/** What is left of a text when an entry or an item is taken out of it, and what stands where a value is given. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyEdits, removeEntry, removeItem, replaceValue } from '../../src/manifest/edit.ts';
import { parseTree } from '../../src/manifest/parse.ts';
import { type Entry, entryOf, isFault, type MapNode } from '../../src/manifest/tree.ts';

const test = suite('manifest/edit');

function mapOf(text: string): MapNode {
  const root = parseTree(text);
  if (isFault(root) || root.kind !== 'map') throw new Error('no mapping');
  return root;
}

function entryAt(text: string, key: string): Entry {
  const entry = entryOf(mapOf(text), key);
  if (entry === undefined) throw new Error(`no ${key}`);
  return entry;
}

/** The value of `a` becomes `1`; undefined where the text does not show its place. */
const REPLACED: readonly (readonly [text: string, want: string | undefined])[] = [
  ['a: b\n', 'a: 1\n'],
  ['a:\n', 'a: 1\n'],
  ['a: # x\nb: c\n', 'a: 1 # x\nb: c\n'],
  ['a: ~\n', 'a: 1\n'],
  ['a: {b: c}\n', 'a: 1\n'],
  ['{a: , b: c}\n', '{a: 1 , b: c}\n'],
  ['{a, b: c}\n', undefined],
  ['? a\n', undefined],
];

for (const [text, want] of REPLACED) {
  test(`${JSON.stringify(text)}: a value for a`, () => {
    const edit = replaceValue(text, entryAt(text, 'a'), '1');
    assert.is(edit && applyEdits(text, [edit]), want);
  });
}

/** The entry `a` is taken out; undefined where it shares its lines. */
const WITHOUT: readonly (readonly [text: string, want: string | undefined])[] = [
  ['a: 1\nb: 2\n', 'b: 2\n'],
  ['b: 2\na: 1', 'b: 2\n'],
  ['b: 2\na:\n  c: 3\n', 'b: 2\n'],
  ['b: 2\na: # x\n', 'b: 2\n'],
  ['{a: 1, b: 2}', '{b: 2}'],
  ['{b: 2, a: 1}', '{b: 2}'],
  ['{b: 2 # x\n, a: 1}', '{b: 2 # x\n}'],
  ['{a: 1}', '{}'],
  ['{c: 1, a: 2, b: 3}', '{c: 1, b: 3}'],
  ['? a\n: 1\nb: 2\n', undefined],
  ['b: 2\n', undefined],
];

for (const [text, want] of WITHOUT) {
  test(`${JSON.stringify(text)} without a`, () => {
    const edit = removeEntry(text, mapOf(text), 'a');
    assert.is(edit && applyEdits(text, [edit]), want);
  });
}

/** An item of the list `a` is taken out; undefined where the text does not show its lines. */
const ITEMS: readonly (readonly [text: string, index: number, want: string | undefined])[] = [
  ['a: [b, c, d]\n', 0, 'a: [c, d]\n'],
  ['a: [b, c, d]\n', 1, 'a: [b, d]\n'],
  ['a: [b, c, d]\n', 2, 'a: [b, c]\n'],
  ['a: [b]\n', 0, 'a: []\n'],
  ['a:\n- b\n- c # x\n- d\n', 1, 'a:\n- b\n- d\n'],
  ['a:\n  - b: 1\n    c: 2\n  - d\n', 0, 'a:\n  - d\n'],
  ['a:\n-\n  b: 1\n- c\n', 0, 'a:\n- c\n'],
  ['a:\n- |\n  b\n\n- c\n', 0, 'a:\n\n- c\n'],
  ['a:\n- b\n', 0, 'a: []\n'],
  ['a:\n- b', 0, 'a: []\n'],
  ['a: # x\n- b\nc: d\n', 0, 'a: [] # x\nc: d\n'],
  ['? a\n: - b\n', 0, undefined],
  ['a: [b]\n', 1, undefined],
  ['a: b\n', 0, undefined],
  ['x: &x [b, c]\na: *x\n', 0, undefined],
];

for (const [text, index, want] of ITEMS) {
  test(`${JSON.stringify(text)} without item ${index} of a`, () => {
    const edits = removeItem(text, entryAt(text, 'a'), index);
    assert.is(edits && applyEdits(text, edits), want);
  });
}

test('what two edits take out is taken out once, in whatever order they come', () => {
  const edits = [
    { span: { start: 2, end: 5 }, text: '' },
    { span: { start: 4, end: 6 }, text: '-' },
    { span: { start: 0, end: 1 }, text: 'A' },
  ];
  assert.is(applyEdits('abcdefgh', edits), 'Ab-gh');
  assert.is(applyEdits('abcdefgh', [...edits].reverse()), 'Ab-gh');
});

test.run();
