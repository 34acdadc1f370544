/** What is written reads back as what it was. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault, type Json, toJson } from '../../src/manifest/tree.ts';
import { writeJson, writeNode, writeString, writeStrings } from '../../src/manifest/write.ts';

const test = suite('manifest/write');

const NODES: readonly (readonly [text: string, want: string])[] = [
  ['~', 'null'],
  ['true', 'true'],
  ['0x10', '16'],
  ['1.50', '1.5'],
  ['"yes"', '"yes"'],
  ['web', 'web'],
  ['[]', '[]'],
  ['{}', '{}'],
  ['[a, [], {}, 1]', '- a\n- []\n- {}\n- 1'],
  ['[[a, b], {c: d, e: [f]}]', '- - a\n  - b\n- c: d\n  e:\n    - f'],
  ['{a: {b: [c]}, d: {}}', 'a:\n  b:\n    - c\nd: {}'],
  ['{x: &x {a: 1}, z: *x}', 'x:\n  a: 1\nz:\n  a: 1'],
];

for (const [text, want] of NODES) {
  test(`${text} as a node`, () => {
    const node = parseTree(text);
    if (isFault(node)) throw new Error(node.message);
    const written = writeNode(node, 0);
    assert.is(written, want);
    const again = parseTree(written);
    assert.equal(isFault(again) ? again : toJson(again), toJson(node));
  });
}

const VALUES: readonly (readonly [value: Json, want: string])[] = [
  [null, 'null'],
  [false, 'false'],
  [80, '80'],
  ['80', '"80"'],
  [[], '[]'],
  [{}, '{}'],
  [{ a: [], b: {}, c: null }, 'a: []\nb: {}\nc: null'],
  [{ a: [{ b: 1, c: [2] }, 'd'] }, 'a:\n- b: 1\n  c:\n  - 2\n- d'],
  [{ a: { b: 'c' } }, 'a:\n  b: c'],
];

for (const [value, want] of VALUES) {
  test(`${JSON.stringify(value)} as JSON`, () => {
    assert.is(writeJson(value, 0), want);
    assert.equal(parse(want), value);
  });
}

const STRINGS: readonly (readonly [text: string, want: string])[] = [
  ['web', 'web'],
  ['app.kubernetes.io/name', 'app.kubernetes.io/name'],
  ['a:b', 'a:b'],
  ['a b', 'a b'],
  ['a ', '"a "'],
  ['', '""'],
  ['on', '"on"'],
  ['1e3', '"1e3"'],
  ['.5', '".5"'],
  ['...', '"..."'],
  ['a: b', '"a: b"'],
  ['a #b', '"a #b"'],
  ['a\nb', '"a\\nb"'],
  ['\u0085\u2028', '"\\u0085\\u2028"'],
];

for (const [text, want] of STRINGS) {
  test(`${JSON.stringify(text)} as a string`, () => {
    assert.is(writeString(text), want);
    assert.is(parse(want), text);
  });
}

test('a mapping of strings, indented', () => {
  assert.is(
    writeStrings(
      new Map([
        ['a/b', 'true'],
        ['c', 'd'],
      ]),
      2,
    ),
    '  a/b: "true"\n  c: d',
  );
});

test.run();
