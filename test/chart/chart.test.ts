import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Chart, chartOf, field, templatesOf, yamlOf } from '../../src/chart/chart.ts';
import { chartTemplates } from '../../src/chart/parts.ts';
import { templateFile } from '../../src/chart/template-files.ts';
import { chartFiles } from './chart-files.ts';

const test = suite('chart/chart');

const meta = (name: string, more = ''): string => `apiVersion: v2\nname: ${name}\nversion: 1.2.3\n${more}`;

const opened = (files: Readonly<Record<string, string>>): Chart => {
  const chart = chartOf(chartFiles(files));
  if ('problem' in chart) throw new Error(chart.problem);
  return chart;
};

/** `folder prefix scope (conditions)` of each part. */
const told = ({ parts }: Chart): readonly string[] =>
  parts.map(({ folder, prefix, scope, conditions, isLibrary }) =>
    [
      folder || '.',
      prefix,
      scope.join('.') || '$',
      `(${conditions.map((path) => path.join('.')).join(' ')})`,
      ...(isLibrary ? ['library'] : []),
    ].join(' '),
  );

type Row = { readonly files: Readonly<Record<string, string>>; readonly parts: readonly string[] };

const dependencies = (...lines: readonly string[]): string => `dependencies:\n${lines.join('\n')}\n`;

const CHARTS: Readonly<Record<string, Row>> = {
  alone: { files: { 'Chart.yaml': meta('shop') }, parts: ['. shop/ $ ()'] },
  'a sub-chart that nobody lists': {
    files: { 'Chart.yaml': meta('shop'), 'charts/redis/Chart.yaml': meta('redis') },
    parts: ['. shop/ $ ()', 'charts/redis/ shop/charts/redis/ redis ()'],
  },
  'a folder that is not named as its chart': {
    files: {
      'Chart.yaml': meta('shop', dependencies('- {name: redis, condition: redis.enabled}')),
      'charts/store/Chart.yaml': meta('redis'),
    },
    parts: ['. shop/ $ ()', 'charts/store/ shop/charts/redis/ redis (redis.enabled)'],
  },
  'one chart twice, under its name and an alias': {
    files: {
      'Chart.yaml': meta('shop', dependencies('- {name: redis}', '- {name: redis, alias: cache, condition: c.on}')),
      'charts/redis/Chart.yaml': meta('redis'),
    },
    parts: [
      '. shop/ $ ()',
      'charts/redis/ shop/charts/redis/ redis ()',
      'charts/redis/ shop/charts/cache/ cache (c.on)',
    ],
  },
  'an alias that is empty': {
    files: { 'Chart.yaml': meta('shop', dependencies('- {name: a, alias: ""}')), 'charts/a/Chart.yaml': meta('a') },
    parts: ['. shop/ $ ()', 'charts/a/ shop/charts/a/ a ()'],
  },
  'several conditions and tags': {
    files: {
      'Chart.yaml': meta('shop', dependencies('- {name: a, condition: "a.on, global.a , ", tags: [front, 7]}')),
      'charts/a/Chart.yaml': meta('a'),
    },
    parts: ['. shop/ $ ()', 'charts/a/ shop/charts/a/ a (a.on global.a tags.front)'],
  },
  'sub-charts of sub-charts: conditions are below their parent, tags at the top': {
    files: {
      'Chart.yaml': meta('shop', dependencies('- {name: a, alias: b, condition: b.on}')),
      'charts/a/Chart.yaml': meta('a', dependencies('- {name: c, condition: c.on, tags: [deep]}')),
      'charts/a/charts/c/Chart.yaml': meta('c'),
    },
    parts: [
      '. shop/ $ ()',
      'charts/a/ shop/charts/b/ b (b.on)',
      'charts/a/charts/c/ shop/charts/b/charts/c/ b.c (b.on b.c.on tags.deep)',
    ],
  },
  'requirements.yaml of a chart of v1': {
    files: {
      'Chart.yaml': meta('shop'),
      'requirements.yaml': dependencies('- {name: a, condition: a.on}'),
      'charts/a/Chart.yaml': meta('a'),
    },
    parts: ['. shop/ $ ()', 'charts/a/ shop/charts/a/ a (a.on)'],
  },
  'a library': {
    files: { 'Chart.yaml': meta('shop'), 'charts/lib/Chart.yaml': meta('lib', 'type: library\n') },
    parts: ['. shop/ $ ()', 'charts/lib/ shop/charts/lib/ lib () library'],
  },
  'folders that Helm passes over, and one that is no chart': {
    files: {
      'Chart.yaml': meta('shop'),
      'charts/.old/Chart.yaml': meta('old'),
      'charts/_off/Chart.yaml': meta('off'),
      'charts/broken/Chart.yaml': '- a list',
      'charts/README.md': '',
      'charts/a/values.yaml': '',
    },
    parts: ['. shop/ $ ()'],
  },
  'dependencies that are none': {
    files: { 'Chart.yaml': meta('shop', 'dependencies: [a, {alias: b}, null]\n'), 'charts/a/Chart.yaml': meta('a') },
    parts: ['. shop/ $ ()', 'charts/a/ shop/charts/a/ a ()'],
  },
};

for (const [what, { files, parts }] of Object.entries(CHARTS)) {
  test(what, () => assert.equal(told(opened(files)), parts));
}

test('charts that hold themselves ever deeper end', () => {
  const deep = Array.from({ length: 30 }, (_, i) => [`${'charts/a/'.repeat(i)}Chart.yaml`, meta('a')]);
  assert.is(opened(Object.fromEntries(deep)).parts.length, 11);
});

const NO_CHARTS: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string]>> = {
  'no Chart.yaml': [{ 'values.yaml': '' }, 'it has no Chart.yaml'],
  'a Chart.yaml elsewhere': [{ 'shop/Chart.yaml': meta('shop') }, 'it has no Chart.yaml'],
  'no name': [{ 'Chart.yaml': 'version: 1.0.0\n' }, 'its Chart.yaml is no mapping with a name'],
  'an empty name': [{ 'Chart.yaml': 'name: ""\n' }, 'its Chart.yaml is no mapping with a name'],
  'a name that is a number': [{ 'Chart.yaml': 'name: 7\n' }, 'its Chart.yaml is no mapping with a name'],
  'no YAML': [{ 'Chart.yaml': 'a: [\n' }, 'its Chart.yaml is no mapping with a name'],
};

for (const [what, [files, problem]] of Object.entries(NO_CHARTS)) {
  test(`no chart: ${what}`, () => assert.equal(chartOf(chartFiles(files)), { problem }));
}

const aliased = opened({
  'Chart.yaml': meta('shop', dependencies('- {name: redis}', '- {name: redis, alias: cache}')),
  'templates/np.yaml': 'top',
  'templates/deep/np.yaml': 'deep',
  'templates.md': 'none',
  'charts/redis/Chart.yaml': meta('redis'),
  'charts/redis/templates/np.yaml': 'sub',
});

test('a template is below its own part', () => {
  const paths = aliased.parts.map((part) => templatesOf(aliased, part).map(({ path }) => path));
  const sub = ['charts/redis/templates/np.yaml'];
  assert.equal(paths, [['templates/np.yaml', 'templates/deep/np.yaml'], sub, sub]);
});

test('templates have the names that Helm gives them, one for each alias, and lead back to their file', () => {
  const templates = chartTemplates(aliased);
  assert.equal(
    templates.map(({ name, scope }) => [name, ...scope]),
    [
      ['shop/templates/np.yaml'],
      ['shop/templates/deep/np.yaml'],
      ['shop/charts/redis/templates/np.yaml', 'redis'],
      ['shop/charts/cache/templates/np.yaml', 'cache'],
    ],
  );
  for (const { name, text } of templates) assert.is(templateFile(aliased, name)?.bytes.toString(), text, name);
});

for (const name of ['shop/templates/none.yaml', 'other/templates/np.yaml', 'np.yaml', '']) {
  test(`no file is behind ${JSON.stringify(name)}`, () => assert.is(templateFile(aliased, name), undefined));
}

test('a field is one of a mapping, and its own', () => {
  assert.is(field({ a: 1 }, 'a'), 1);
  assert.is(field({ a: null }, 'a'), null);
  for (const json of [undefined, null, 'text', 1, ['a'], {}]) {
    assert.is(field(json, 'a'), undefined);
    assert.is(field(json, 'length'), undefined);
    assert.is(field(json, 'constructor'), undefined);
  }
});

test('YAML that is none is nothing', () => {
  const [good, bad] = chartFiles({ 'a.yaml': 'a: [1]\n', 'b.yaml': 'a: [\n' });
  assert.equal(yamlOf(good), { a: [1] });
  assert.is(yamlOf(bad), undefined);
  assert.is(yamlOf(undefined), undefined);
});

test.run();
