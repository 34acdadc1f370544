import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartReport, ChartRow } from '../../../src/chart/types.ts';
import { DEFAULTS } from '../../../src/config/settings.ts';
import { compareCharts } from '../../../src/host/chart/compare-charts.ts';
import { sweepChart } from '../../../src/host/chart/sweep-chart.ts';
import { polishOptions } from '../../../src/host/run.ts';
import { NEWEST_VERSION } from '../../../src/policy/version.ts';
import { fakeIo, inFolder } from '../../cli/fake-io.ts';
import { lineHelm } from './line-helm.ts';

const HEAD = `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
    - ports: [{port: 80}]
      from:
        - podSelector: {matchLabels: {app: a}}
`;

const OPTIONS = {
  helm: 'helm',
  values: [],
  words: [],
  release: 'shop',
  namespace: '',
  budget: { renders: 200, milliseconds: Number.POSITIVE_INFINITY },
  seed: 1,
  seconds: 30,
  judging: polishOptions(DEFAULTS, [], { oneStream: true, fix: 'none' }),
  world: { namespace: '', hooks: 'check', cni: '', server: NEWEST_VERSION },
} as const;

const means = () => ({ run: lineHelm, cores: 2, progress: { expect: () => {}, done: () => {} } });

const chartFiles = (folder: string, values: string, template: string): Readonly<Record<string, string>> => ({
  [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  [`${folder}/values.yaml`]: values,
  [`${folder}/templates/np.yaml`]: template,
});

const sweep = async (values: string, template: string): Promise<ChartReport> => {
  let report: ChartReport | undefined;
  await inFolder(chartFiles('shop', values, template), async (cwd) => {
    report = await sweepChart('shop', OPTIONS, { ...means(), io: { ...fakeIo().io, cwd } });
    assert.equal(readdirSync(join(cwd, 'shop')).sort(), ['Chart.yaml', 'templates', 'values.yaml']);
  });
  if (report === undefined) throw new Error('nothing was told');
  return report;
};

const told = ({ finding, flags, place }: ChartRow): string =>
  `${finding.severity} ${finding.check} ${flags.join(' ')} :${place?.line}`;
const loud = ({ rows }: ChartReport): readonly string[] =>
  rows.filter(({ finding }) => finding.severity !== 'info').map(told);

const RULE = (name: string): string => `\
    {{- if .Values.${name}.on }}
    - ports: [{port: ${name}}]
      from:
        {{- range .Values.${name}.from }}
        - podSelector: {matchLabels: {app: b}}
        {{- end }}
    {{- end }}
`;

test('each rule behind a switch of its own has its row, its line and its switch', async () => {
  const report = await sweep('a: {on: false, from: []}\nb: {on: false, from: []}\n', HEAD + RULE('a') + RULE('b'));
  assert.equal(loud(report), ['error emptied-peers --set a.on=true :14', 'error emptied-peers --set b.on=true :21']);
  const first = report.rows.find(({ finding }) => finding.severity === 'error');
  assert.is(first?.finding.location.file, 'shop/templates/np.yaml');
  assert.equal(first?.finding.excerpt, [{ line: 14, text: '      from:' }]);
  assert.match(first?.cause ?? '', /`from:` stands outside of the `range \.Values\.a\.from`/);
  assert.match(first?.cure?.diff ?? '', /^--- a\/shop\/templates\/np\.yaml\n/);
  assert.match(first?.cure?.diff ?? '', /\n\+ {4}\{\{- if \.Values\.a\.from \}\}\n/);
});

test('a policy that has another name is not another fault', async () => {
  const template = HEAD.replace('name: web', 'name: {{ .Values.name }}').replace(
    '        - podSelector: {matchLabels: {app: a}}\n',
    '',
  );
  const report = await sweep('name: web\n', template);
  assert.equal(loud(report), ['error emptied-peers  :10']);
});

test('three switches that only together empty a key', async () => {
  const items = ['a', 'b', 'c'].map(
    (name) =>
      `        {{- if .Values.${name} }}\n        - podSelector: {matchLabels: {app: ${name}}}\n        {{- end }}\n`,
  );
  const template = HEAD.replace('        - podSelector: {matchLabels: {app: a}}\n', items.join(''));
  const report = await sweep('a: true\nb: true\nc: true\n', template);
  assert.equal(loud(report), ['error emptied-peers --set a=false --set b=false --set c=false :10']);
});

test('a switch that breaks the template of a policy is a fault with its line; a refusal is none', async () => {
  const broken = `${HEAD}    {{- if .Values.metrics }}\n{{ fail "nil pointer evaluating interface {}.port" }}\n    {{- end }}\n`;
  const { failures, rows } = await sweep('metrics: false\n', broken);
  assert.equal(
    rows.filter(({ finding }) => finding.severity !== 'info'),
    [],
  );
  assert.equal(
    failures.map(({ kind, isFault, flags, place }) => [kind, isFault, flags.join(' '), place?.line]),
    [['nil', true, '--set metrics=true', 13]],
  );
});

test('a chart without fault has an empty report, and says what was tried', async () => {
  const template = `${HEAD}    {{- if .Values.from }}\n    - from:\n        {{- range .Values.from }}\n        - podSelector: {matchLabels: {app: b}}\n        {{- end }}\n    {{- end }}\n`;
  const { rows, failures, sweep: summary, matrix } = await sweep('from: []\n', template);
  assert.equal([rows.filter(({ finding }) => finding.severity !== 'info'), failures], [[], []]);
  assert.is(summary.values, 1);
  assert.ok(summary.tried > 1 && summary.stopped === undefined);
  assert.equal(
    matrix.rows.map(({ flags, cells }) => [flags.length > 0, cells]),
    [
      [false, ['same']],
      [true, ['changed']],
    ],
  );
});

test('what is no YAML under a switch is told at the line that wrote it', async () => {
  const broken = `${HEAD}    {{- if .Values.metrics }}\n    - {{ .Values.metrics }}\n{{ fail "yaml" }}\n    {{- end }}\n`;
  const { failures } = await sweep('metrics: false\n', broken);
  assert.equal(
    failures.map(({ kind, isFault, flags, template, place }) => [
      kind,
      isFault,
      flags.join(' '),
      template,
      place?.line,
    ]),
    [['yaml', true, '--set metrics=true', 'templates/np.yaml', undefined]],
  );
});

test('a render without end, or one that prints too much, has no place and is no fault of the chart', async () => {
  const { failures } = await sweep(
    'much: false\n',
    `${HEAD}    {{- if .Values.much }}\n{{ fail "size" }}\n    {{- end }}\n`,
  );
  assert.equal(
    failures.map(({ kind, message, isFault, flags, template, place }) => [
      kind,
      message,
      isFault,
      flags.join(' '),
      template,
      place,
    ]),
    [['size', 'helm template printed more than 32 MiB', false, '--set much=true', undefined, undefined]],
  );
});

test('a row without a line is told by its template: here the marks change what is rendered', async () => {
  const template = `${HEAD.replace('        - podSelector: {matchLabels: {app: a}}\n', '')}    # {{ .Values.marks }}\n`;
  const { rows } = await sweep('marks: a\n', template.replace('metadata:', 'metadata: #npx0:'));
  const [row] = rows.filter(({ finding }) => finding.severity !== 'info');
  assert.equal([row?.template, row?.place?.line], ['templates/np.yaml', 10]);
});

test('two versions: what one value opens, where one of them fails, and what one alone has', async () => {
  const more = `    {{- if .Values.open }}\n    - ports: [{port: 81}]\n    {{- end }}\n    {{- if .Values.bad }}\n{{ fail "nil pointer evaluating" }}\n    {{- end }}\n`;
  const files = {
    ...chartFiles(
      'old',
      'a: {on: false, from: []}\nlost: false\n',
      `${HEAD}${RULE('a')}    {{- if .Values.lost }}\n{{ fail "nil pointer" }}\n    {{- end }}\n`,
    ),
    ...chartFiles('new', 'a: {on: false, from: []}\nopen: false\nbad: false\n', HEAD + RULE('a') + more),
  };
  await inFolder(files, async (cwd) => {
    const compare = (budget: number) =>
      compareCharts(
        ['old', 'new'],
        { ...OPTIONS, budget: { ...OPTIONS.budget, renders: budget } },
        { ...means(), io: { ...fakeIo().io, cwd } },
      );
    const found = await compare(200);
    assert.equal(
      found.changes.map(({ flags, only }) => [flags.join(' '), only]),
      [['--set open=true', 'new']],
    );
    assert.equal([...new Set(found.failures.map(({ failed }) => failed))].sort(), ['new', 'old']);
    assert.equal(found.unshared.map(({ path, only }) => [path.join('.'), only]).sort(), [
      ['bad', 'new'],
      ['lost', 'old'],
      ['open', 'new'],
    ]);
    assert.is(found.sweep.stopped, undefined);
    assert.is((await compare(2)).sweep.stopped, '2 renders');
  });
});

test.run();
