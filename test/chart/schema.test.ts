import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chartOf } from '../../src/chart/chart.ts';
import { schemaOf, type ValueSchema } from '../../src/chart/schema.ts';
import { chartFiles } from './chart-files.ts';

const test = suite('chart/schema');

const asked = (schemas: Readonly<Record<string, unknown>>, path: string): ValueSchema => {
  const texts = Object.entries(schemas).map(([file, schema]) => [file, JSON.stringify(schema)]);
  const chart = chartOf(
    chartFiles({
      'Chart.yaml': 'name: shop\ndependencies: [{name: redis, alias: cache}]\n',
      'charts/redis/Chart.yaml': 'name: redis\n',
      ...(Object.fromEntries(texts) as Record<string, string>),
    }),
  );
  if ('problem' in chart) throw new Error(chart.problem);
  return schemaOf(chart)(path.split('.'));
};

const port = { type: 'integer' };
const root = {
  $defs: { 'a/b': { type: 'string' }, 'c~d': { type: 'number' }, loop: { $ref: '#/$defs/loop' } },
  definitions: { port },
  properties: {
    plain: { type: ['string', 'null'], enum: ['a', 'b'] },
    deep: { properties: { er: { type: 'boolean' } } },
    ref: { $ref: '#/definitions/port' },
    slash: { $ref: '#/$defs/a~1b' },
    tilde: { $ref: '#/$defs/c~0d' },
    itself: { $ref: '#/$defs/loop' },
    elsewhere: { $ref: 'https://example.com/schema.json#/x' },
    nowhere: { $ref: '#/$defs/none' },
    all: { allOf: [{ type: 'string' }, { enum: ['x'] }] },
    any: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    one: { oneOf: [{ properties: { in: { type: 'array' } } }, { type: 'null' }] },
    map: { additionalProperties: { properties: { on: { type: 'boolean' } } }, properties: { known: port } },
    closed: { additionalProperties: false },
    oddity: { type: 7, enum: 'none' },
  },
};

const TABLE: Readonly<Record<string, ValueSchema>> = {
  plain: { types: ['string', 'null'], choices: ['a', 'b'] },
  'deep.er': { types: ['boolean'] },
  deep: { types: [] },
  'deep.none': { types: [] },
  ref: { types: ['integer'] },
  slash: { types: ['string'] },
  tilde: { types: ['number'] },
  itself: { types: [] },
  elsewhere: { types: [] },
  nowhere: { types: [] },
  all: { types: ['string'], choices: ['x'] },
  any: { types: ['string', 'integer'] },
  'one.in': { types: ['array'] },
  'map.whatever.on': { types: ['boolean'] },
  'map.known': { types: ['integer'] },
  'closed.a': { types: [] },
  oddity: { types: [] },
  constructor: { types: [] },
};

for (const [path, schema] of Object.entries(TABLE)) {
  test(path, () => assert.equal(asked({ 'values.schema.json': root }, path), schema));
}

test('a sub-chart speaks of its own values, under its alias; both are heard', () => {
  const sub = { 'charts/redis/values.schema.json': { properties: { on: { type: 'boolean' } } } };
  assert.equal(asked(sub, 'cache.on'), { types: ['boolean'] });
  assert.equal(asked(sub, 'on'), { types: [] });
  assert.equal(asked(sub, 'redis.on'), { types: [] });
  const top = {
    'values.schema.json': { properties: { cache: { properties: { on: { type: ['boolean', 'null'] } } } } },
  };
  assert.equal(asked({ ...sub, ...top }, 'cache.on'), { types: ['boolean', 'null'] });
});

test('a schema that is none says nothing', () => {
  for (const schema of ['text', [], null, true]) {
    assert.equal(asked({ 'values.schema.json': schema }, 'a'), { types: [] });
  }
});

test('definitions that refer to themselves and each other twice over are looked at once', () => {
  const both = { anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }, { type: 'string' }] };
  const schema = { $defs: { a: both, b: both }, properties: { x: { $ref: '#/$defs/a' } } };
  assert.equal(asked({ 'values.schema.json': schema }, 'x'), { types: ['string'] });
});

test('a definition that holds itself is followed along the path', () => {
  const tree = { properties: { in: { $ref: '#/$defs/tree' }, on: { type: 'boolean' } } };
  const schema = { $defs: { tree }, $ref: '#/$defs/tree' };
  assert.equal(asked({ 'values.schema.json': schema }, `${'in.'.repeat(12)}on`), { types: ['boolean'] });
});

test.run();
