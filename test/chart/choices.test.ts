import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChartValue, valueAt, valuesRead } from '../../src/chart/chart-value.ts';
import { choicesOf, isEnabling, isSwitch } from '../../src/chart/choices.ts';
import type { ValueRead } from '../../src/chart/reads.ts';
import type { Json } from '../../src/manifest/tree.ts';
import { read, value } from './values.ts';

const test = suite('chart/choices');

const tried = (one: ChartValue): readonly string[] =>
  choicesOf(one).map(({ kind, value: to }) => `${kind} ${JSON.stringify(to)}`);

const uses = (path: string, ...all: readonly ValueRead['use'][]): Pick<ChartValue, 'reads'> => ({
  reads: all.map((use) => read(path, { use })),
});

const schema = (types: readonly string[], choices?: readonly Json[]): Pick<ChartValue, 'schema'> => ({
  schema: { types, ...(choices !== undefined && { choices }) },
});

const whole = uses('v', 'toYaml');

const TABLE: readonly (readonly [what: string, value: ChartValue, tried: readonly string[]])[] = [
  ['false', value('v', false), ['switch true', 'null null']],
  ['true', value('v', true), ['switch false', 'null null']],
  ['an `if` of nothing', value('v', undefined), ['switch true']],
  ['an `if` of null', value('v', null), ['switch true']],
  [
    'a boolean of the schema',
    value('v', undefined, { ...schema(['boolean']), ...uses('v', 'print') }),
    ['switch true'],
  ],
  ['a text', value('v', 'a'), ['blank ""', 'null null']],
  ['a text that is blank', value('v', '', uses('v', 'print')), ['fill "example"', 'null null']],
  ['a number', value('v', 80), ['blank ""', 'null null']],
  ['a list', value('v', ['a'], whole), ['empty []', 'null null']],
  ['an empty list', value('v', [], uses('v', 'range')), ['fill ["example"]', 'null null']],
  ['a map that is read as one', value('v', { a: 1, b: 2 }, whole), ['empty {"a":null,"b":null}', 'null null']],
  ['a map that is ranged over', value('v', { a: 1 }, uses('v', 'range')), ['empty {"a":null}', 'null null']],
  [
    'a map whose elements are read',
    value('v', { a: 1 }, { reads: [read('v.[].on', { use: 'condition' })] }),
    ['empty {"a":null}', 'null null'],
  ],
  ['a map of which only keys are read', value('v', { a: 1 }, { reads: [read('v.a')] }), []],
  [
    'a map that is asked for, and read by its keys',
    value('v', { a: 1 }, { reads: [read('v', { use: 'with' })], hasNamedKeys: true }),
    ['null null'],
  ],
  ['an empty map', value('v', {}, whole), ['fill {"example":"example"}', 'null null']],
  [
    'the choices of a schema, but for what it is, null and blank',
    value('v', 'a', schema(['string'], ['a', 'b', '', null, 'c'])),
    ['switch "b"', 'switch "c"', 'blank ""', 'null null'],
  ],
  [
    'what it is compared with, once',
    value('v', 'a', {
      reads: ['b', 'b', 'a', '', null].map((comparedWith) => read('v', { use: 'compare', comparedWith })),
    }),
    ['switch "b"', 'blank ""', 'null null'],
  ],
  [
    'the name of a type is nothing that it may be',
    value('v', 'a', { reads: [read('v', { use: 'type', comparedWith: 'map' })] }),
    ['blank ""', 'null null'],
  ],
  [
    'nothing that is compared with a text is no switch',
    value('v', undefined, { reads: [read('v', { use: 'compare', comparedWith: 'deny' })] }),
    ['switch "deny"', 'fill "example"'],
  ],
];

for (const [what, one, kinds] of TABLE) {
  test(`tried: ${what}`, () => assert.equal(tried(one), kinds));
}

type Switch = readonly [base: Json | undefined, uses: readonly ValueRead['use'][], is: boolean];

const SWITCHES: readonly Switch[] = [
  [true, ['print'], true],
  [false, [], true],
  [undefined, ['condition'], true],
  [null, ['condition', 'argument'], true],
  [undefined, [], true],
  [undefined, ['condition', 'print'], false],
  [undefined, ['with'], false],
  ['', ['condition'], false],
  [0, ['condition'], false],
  [[], ['condition'], false],
  [{}, ['condition'], false],
];

for (const [base, all, is] of SWITCHES) {
  test(`${JSON.stringify(base)} that is read as ${all.join(', ') || 'nothing'} is ${is ? 'a' : 'no'} switch`, () => {
    assert.is(isSwitch(value('v', base, uses('v', ...all))), is);
  });
}

const ENABLING: Readonly<Record<string, boolean>> = {
  enabled: true,
  'a.enabled': true,
  enable: true,
  isEnabled: true,
  create: true,
  created: true,
  rbacCreate: true,
  networkPolicyEnabled: true,
  install: true,
  deploy: true,
  useNetworkPolicy: true,
  enabledNetworkPolicy: true,
  install_crds: true,
  disabled: false,
  allowExternal: false,
  user: false,
  installer: false,
  'enabled.other': false,
};

for (const [path, is] of Object.entries(ENABLING)) {
  test(`${path} ${is ? 'turns something on' : 'does not'}`, () => {
    assert.is(isEnabling(value(path, false)), is);
    assert.not(isEnabling(value(path, 'text')));
  });
}

type Reading = {
  readonly reads: readonly string[];
  readonly base?: Json;
  readonly conditions?: readonly string[];
  readonly paths: readonly string[];
};

const READINGS: Readonly<Record<string, Reading>> = {
  'each path once, in the order of the templates': { reads: ['b.c', 'a', 'b.c'], paths: ['b.c', 'a'] },
  'the values as a whole are no value': { reads: ['[]'], base: [1], paths: [] },
  'what is in a list is set with it': { reads: ['a.[].b', 'a.[]'], base: { a: [{ b: 1 }] }, paths: ['a'] },
  'what is in a map also one by one': {
    reads: ['a.[].on'],
    base: { a: { x: { on: true }, y: {} } },
    paths: ['a', 'a.x.on', 'a.y.on'],
  },
  'maps in maps': {
    reads: ['a.[].[]'],
    base: { a: { x: { p: 1 }, y: [1] } },
    paths: ['a', 'a.x', 'a.x.p', 'a.y'],
  },
  'a map that is not there': { reads: ['a.[].on'], base: { a: null }, paths: ['a'] },
  'the first entries of a long map': {
    reads: ['a.[]'],
    base: { a: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, i])) },
    paths: ['a', ...Array.from({ length: 20 }, (_, i) => `a.k${i}`)],
  },
  'conditions of sub-charts come last, and once': {
    reads: ['a'],
    conditions: ['c.on', 'a', 'c.on'],
    paths: ['a', 'c.on'],
  },
};

const found = ({ reads, base = {}, conditions = [] }: Omit<Reading, 'paths'>, others: readonly ValueRead[] = []) =>
  valuesRead(
    reads.map((path) => read(path)),
    others,
    {
      base,
      schema: (path) => ({ types: [path.join('.')] }),
      conditions: conditions.map((path) => path.split('.')),
    },
  );

for (const [what, reading] of Object.entries(READINGS)) {
  test(`values read: ${what}`, () => {
    const values = found(reading);
    assert.equal(
      values.map(({ path }) => path.join('.')),
      reading.paths,
    );
    for (const { path, schema: told, base } of values) {
      assert.equal(told.types, [path.join('.')]);
      assert.equal(base, valueAt(reading.base ?? {}, path));
    }
  });
}

test('the reads of a value begin with its path, and keep what is below it', () => {
  const base = { a: { x: { on: true } } };
  assert.equal(
    found({ reads: ['a.[].on'], base }).map(({ reads }) => reads.map(({ path }) => path.join('.'))),
    [['a.[].on'], ['a.x.on']],
  );
});

test('a map whose keys a helper reads by name, handed on whole, is not emptied', () => {
  const base = { all: { api: { port: 80, clients: ['web'] } }, one: { port: 80 }, labels: { app: 'a' } };
  const reads = [
    read('all', { use: 'range' }),
    read('all.[]', { use: 'key' }),
    read('one', { use: 'with' }),
    ...['all.[].port', 'all.[].clients', 'one.port'].map((path) => read(path)),
    ...['labels', 'labels.app'].map((path) => read(path, { use: 'toYaml' })),
  ];
  const values = valuesRead(reads, [], { base, schema: () => ({ types: [] }), conditions: [] });
  const emptied = values.filter((one) => choicesOf(one).some(({ kind }) => kind === 'empty'));
  assert.equal(
    emptied.map(({ path }) => path.join('.')),
    ['all', 'all.api.clients', 'labels'],
  );
});

test('a value is shared where another template does more than ask for it', () => {
  const shared = (path: string, use: ValueRead['use']): readonly boolean[] =>
    found({ reads: ['a', 'b.c'] }, [read(path, { use })]).map(({ isShared }) => isShared);
  assert.equal(shared('a', 'print'), [true, false]);
  assert.equal(shared('a', 'condition'), [false, false]);
  assert.equal(shared('a.[]', 'toYaml'), [true, false]);
  assert.equal(shared('b', 'toYaml'), [false, false]);
  assert.equal(shared('b.c', 'with'), [false, true]);
});

test.run();
