import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applied } from '../../src/chart/apply.ts';
import { helmWords } from '../../src/chart/helm-words.ts';
import type { Json } from '../../src/manifest/tree.ts';
import { set } from './values.ts';

const test = suite('chart/helm-words');

// What these mean to Helm is proved in test/e2e/helm-words.e2e.ts.
const TABLE: readonly (readonly [path: readonly string[], value: Json, words: readonly string[]])[] = [
  [['a'], true, ['--set', 'a=true']],
  [['a', 'b'], false, ['--set', 'a.b=false']],
  [['a'], null, ['--set', 'a=null']],
  [['a'], 0, ['--set', 'a=0']],
  [['a'], -8, ['--set', 'a=-8']],
  [['a'], 1.5, ['--set-json', 'a=1.5']],
  [['a'], 1e21, ['--set-json', 'a=1e+21']],
  [['a'], '', ['--set', 'a=']],
  [['a'], 'text', ['--set', 'a=text']],
  [['a'], 'a,b\\c', ['--set', 'a=a\\,b\\\\c']],
  [['a'], 'a=b.c[0]', ['--set', 'a=a=b.c[0]']],
  [['a'], '10.0.0.0/8', ['--set', 'a=10.0.0.0/8']],
  [['a'], '1.30.0', ['--set', 'a=1.30.0']],
  [['a'], '007', ['--set', 'a=007']],
  [['a'], 'true', ['--set-string', 'a=true']],
  [['a'], 'False', ['--set-string', 'a=False']],
  [['a'], 'NULL', ['--set-string', 'a=NULL']],
  [['a'], '0', ['--set-string', 'a=0']],
  [['a'], '8080', ['--set-string', 'a=8080']],
  [['a'], '-8', ['--set-string', 'a=-8']],
  [['a'], '+5', ['--set-string', 'a=+5']],
  [['a'], '-05', ['--set-string', 'a=-05']],
  [['a'], '{a}', ['--set', 'a=\\{a}']],
  [['a'], [], ['--set-json', 'a=[]']],
  [['a'], ['x'], ['--set-json', 'a=["x"]']],
  [['a'], {}, ['--set-json', 'a={}']],
  [['a'], { b: 'c' }, ['--set-json', 'a={"b":"c"}']],
  [['a.b', 'c,d=e[f]{g}\\'], 1, ['--set', 'a\\.b.c\\,d\\=e\\[f\\]\\{g\\}\\\\=1']],
  [['a'], { b: null }, ['--set', 'a.b=null']],
  [['a'], { 'b.c/d': null, e: null }, ['--set', 'a.b\\.c/d=null', '--set', 'a.e=null']],
  [['a'], { b: null, c: 1 }, ['--set-json', 'a={"b":null,"c":1}']],
  [['a'], { b: null, c: null, d: null, e: null }, ['--set-json', 'a={"b":null,"c":null,"d":null,"e":null}']],
];

for (const [path, value, words] of TABLE) {
  test(`${path.join(' . ')} is ${JSON.stringify(value)}`, () => {
    assert.equal(helmWords([{ path, value, kind: 'switch' }]), words);
  });
}

test('each value of a choice is a flag, in their order; no value is no flag', () => {
  assert.equal(helmWords([set('b', 1), set('a', [])]), ['--set', 'b=1', '--set-json', 'a=[]']);
  assert.equal(helmWords([]), []);
});

type Applied = readonly [what: string, values: Json, path: string, value: Json, after: Json];

const LAID: readonly Applied[] = [
  ['a key that is there keeps its place', { a: 1, b: 2 }, 'a', 3, { a: 3, b: 2 }],
  ['a path that is not there', {}, 'a.b', 1, { a: { b: 1 } }],
  ['what stands beside it stays', { a: { c: [1] } }, 'a.b', 1, { a: { c: [1], b: 1 } }],
  ['a text in the way', { a: 'text' }, 'a.b', 1, { a: { b: 1 } }],
  ['a list in the way', { a: [1] }, 'a.b', 1, { a: { b: 1 } }],
  ['null in the way', { a: null }, 'a.b', 1, { a: { b: 1 } }],
  ['values that are none', null, 'a', 1, { a: 1 }],
  ['a map takes the place of a map', { a: { b: 1 } }, 'a', { c: 2 }, { a: { c: 2 } }],
  ['null', { a: 1 }, 'a', null, { a: null }],
  ['a key that every object has', {}, 'constructor.name', 1, { constructor: { name: 1 } }],
];

for (const [what, values, path, value, after] of LAID) {
  test(`laid over: ${what}`, () => {
    const before = JSON.stringify(values);
    assert.is(JSON.stringify(applied(values, [set(path, value)])), JSON.stringify(after));
    assert.is(JSON.stringify(values), before);
  });
}

test('laid over: `__proto__` is a key as any other', () => {
  assert.is(JSON.stringify(applied({}, [set('__proto__.a', 1)])), '{"__proto__":{"a":1}}');
  assert.is(({} as { a?: number }).a, undefined);
});

test('laid over: the later one wins, and nothing is nothing', () => {
  assert.equal(applied({ a: 1 }, [set('a', 2), set('a', 3)]), { a: 3 });
  assert.equal(applied({ a: 1 }, [set('a', { b: 1 }), set('a.c', 3)]), { a: { b: 1, c: 3 } });
  assert.equal(applied({ a: 1 }, []), { a: 1 });
});

test.run();
