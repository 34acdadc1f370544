import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartValue } from '../../src/chart/chart-value.ts';
import { FILLED, pairs, singles } from '../../src/chart/plan.ts';
import { choiceKey } from '../../src/chart/renders.ts';
import type { Choice } from '../../src/chart/types.ts';
import { read, set, value } from './values.ts';

const test = suite('chart/plan');

const words = (choice: Choice): string =>
  choice.map(({ path, value: to }) => `${path.join('.')}=${JSON.stringify(to)}`).join(' ');

const at = (path: string, base: ChartValue['base'], line: number, template = 'shop/templates/np.yaml'): ChartValue =>
  value(path, base, { reads: [read(path, { use: 'condition', line, template })] });

const values: readonly ChartValue[] = [
  at('name', 'web', 3),
  value('from', [], { reads: [read('from', { use: 'toYaml', yamlKey: ['from'] })] }),
  at('ports', ['80'], 9),
  at('on', false, 5),
];

const PEERS = '[{"podSelector":{"matchLabels":{"app":"example"}}}]';

test('single values: switches first, then what is emptied, filled, blank, null; of equals as they are read', () => {
  assert.equal(singles(values, []).map(words), [
    'on=true',
    'ports=[]',
    `from=${PEERS}`,
    'name=""',
    'name=null',
    'from=null',
    'ports=null',
    'on=null',
  ]);
});

test('single values up to some oddity, on a base', () => {
  assert.equal(singles(values, [set('b', 1)], FILLED).map(words), ['b=1 on=true', 'b=1 ports=[]', `b=1 from=${PEERS}`]);
});

test('what the base sets is tried as it was before, and not once more', () => {
  const base = [set('on', true), set('other', true)];
  assert.equal(singles([at('on', false, 1)], base).map(words), ['other=true on=false', 'other=true on=null']);
  assert.equal(singles([at('on', undefined, 1)], [set('on', true)]).map(words), ['on=false']);
});

const told = (all: readonly ChartValue[], base: Choice = [], seed = 1): readonly string[] =>
  pairs(all, base, seed).map(words);

const flags = (...lines: readonly (readonly [string, number, string?])[]): readonly ChartValue[] =>
  lines.map(([path, line, template]) => value(path, undefined, { reads: at(path, undefined, line, template).reads }));

test('pairs: the closer two are read, the sooner they are tried', () => {
  assert.equal(told(flags(['a', 1], ['b', 10], ['c', 12])), ['b=true c=true', 'a=true b=true', 'a=true c=true']);
});

test('pairs: the closest of all reads counts', () => {
  const [a, b, c] = flags(['a', 1], ['b', 50], ['c', 40]);
  if (a === undefined || b === undefined || c === undefined) throw new Error('three');
  const near = { ...b, reads: [...b.reads, read('b', { use: 'condition', line: 2 })] };
  assert.equal(told([a, near, c])[0], 'a=true b=true');
});

test('pairs: only of values that one template reads', () => {
  assert.equal(told(flags(['a', 1], ['b', 1, 'shop/templates/b.yaml'])), []);
});

test('pairs: never two of one value, never of what is blank or null', () => {
  assert.equal(told([at('name', 'web', 1), at('on', false, 2), at('ports', ['80'], 3)]), ['on=true ports=[]']);
});

test('pairs: what is odder stands back as if it were further away', () => {
  const list = value('l', [], { reads: [read('l', { use: 'range', line: 10 })] });
  const order = told([...flags(['a', 10], ['b', 14]), list]);
  assert.is(order[0], 'a=true b=true');
  assert.equal(told([...flags(['a', 10], ['b', 40]), list])[0], 'a=true l=["example"]');
});

test('pairs take the place of what the base sets', () => {
  assert.equal(told(flags(['a', 1], ['b', 2]), [set('a', 'x'), set('c', 1)]), ['c=1 a=true b=true']);
});

test('pairs: of equals the seed says which comes first, the same in every run', () => {
  const many = flags(...'abcdefgh'.split('').map((name) => [name, 7] as const));
  const once = told(many, [], 1);
  assert.is(new Set(once).size, 28);
  assert.equal(told(many, [], 1), once);
  assert.not.equal(told(many, [], 2), once);
  assert.equal([...told(many, [], 2)].sort(), [...once].sort());
});

test('a chart of thousands of values has no pairs beyond what is of use', () => {
  const many = flags(...Array.from({ length: 600 }, (_, i) => [`v${i}`, i] as const));
  assert.is(pairs(many, [], 1).length, 100_000);
});

test('choices are the same in whatever order, and by value', () => {
  assert.is(choiceKey([set('a', 1), set('b', 2)]), choiceKey([set('b', 2, 'null'), set('a', 1)]));
  assert.is.not(choiceKey([set('a', 1)]), choiceKey([set('a', '1')]));
  assert.is.not(choiceKey([set('a.b', 1)]), choiceKey([{ path: ['a.b'], value: 1, kind: 'switch' }]));
});

test.run();
