import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chartOf } from '../../src/chart/chart.ts';
import { type Looked, lookAt } from '../../src/chart/look.ts';
import type { Json } from '../../src/manifest/tree.ts';
import { chartFiles } from './chart-files.ts';

const test = suite('chart/look');

const looked = (files: Readonly<Record<string, string>>, base: Json = {}, seen: readonly string[] = []): Looked => {
  const chart = chartOf(chartFiles({ 'Chart.yaml': 'name: shop\n', ...files }));
  if ('problem' in chart) throw new Error(chart.problem);
  return lookAt(chart, base, seen);
};

const paths = ({ values }: Looked): readonly string[] => values.map(({ path }) => path.join('.')).sort();

const policy = (spec: string): string => `kind: NetworkPolicy\nspec:\n${spec}\n`;

type Row = {
  readonly files: Readonly<Record<string, string>>;
  readonly base?: Json;
  readonly seen?: readonly string[];
  readonly values: readonly string[];
  readonly policyFiles: readonly string[];
};

const TABLE: Readonly<Record<string, Row>> = {
  'values of a template of policies, not of the others': {
    files: {
      'templates/np.yaml': policy('  a: {{ .Values.np.a }}'),
      'templates/service.yaml': 'kind: Service\nb: {{ .Values.b }}\n',
    },
    values: ['np.a'],
    policyFiles: ['templates/np.yaml'],
  },
  'values of the helpers that it calls': {
    files: {
      'templates/np.yaml': policy('  {{- include "h" . | nindent 2 }}'),
      'templates/_h.tpl': '{{ define "h" }}a: {{ .Values.a }}{{ end }}{{ define "i" }}{{ .Values.i }}{{ end }}',
    },
    values: ['a'],
    policyFiles: ['templates/_h.tpl', 'templates/np.yaml'],
  },
  'a policy in a file, through tpl': {
    files: {
      'templates/all.yaml': '{{ if .Values.on }}{{ tpl (.Files.Get "files/np.yaml") . }}{{ end }}',
      'files/np.yaml': policy('  a: {{ .Values.a }}'),
    },
    values: ['a', 'on'],
    policyFiles: ['templates/all.yaml'],
  },
  'a file that is named by a raw string, and one that is not there': {
    files: {
      'templates/all.yaml': '{{ tpl (.Files.Get `np.yaml`) . }}{{ .Files.Get "none" }}',
      'np.yaml': policy('  a: {{ .Values.a }}'),
    },
    values: ['a'],
    policyFiles: ['templates/all.yaml'],
  },
  'a file of no policy': {
    files: { 'templates/all.yaml': '{{ tpl (.Files.Get "x") . }}', x: 'kind: Service\na: {{ .Values.a }}\n' },
    values: [],
    policyFiles: [],
  },
  'a policy in a value, through tpl: its template is known by a render': {
    files: { 'templates/extra.yaml': '{{ range .Values.extra }}\n---\n{{ tpl . $ }}\n{{ end }}' },
    base: { extra: [policy('  a: {{ .Values.deep.a }}'), 'no template'] },
    seen: ['shop/templates/extra.yaml'],
    values: ['deep.a', 'extra'],
    policyFiles: ['templates/extra.yaml'],
  },
  'the same where no render had it': {
    files: { 'templates/extra.yaml': '{{ range .Values.extra }}{{ tpl . $ }}{{ end }}' },
    base: { extra: ['{{ .Values.a }}'] },
    values: [],
    policyFiles: [],
  },
  'what decides whether a sub-chart of policies takes part': {
    files: {
      'Chart.yaml': 'name: shop\ndependencies: [{name: b, condition: b.on}, {name: c, condition: c.on}]\n',
      'charts/b/Chart.yaml': 'name: b\n',
      'charts/b/templates/np.yaml': policy('  a: {{ .Values.a }}'),
      'charts/c/Chart.yaml': 'name: c\n',
      'charts/c/templates/service.yaml': 'a: {{ .Values.a }}',
    },
    values: ['b.a', 'b.on'],
    policyFiles: ['charts/b/templates/np.yaml'],
  },
  'a chart without policies': { files: { 'templates/a.yaml': '{{ .Values.a }}' }, values: [], policyFiles: [] },
  'a template that is none': { files: { 'templates/np.yaml': policy('{{ if }') }, values: [], policyFiles: [] },
};

for (const [what, { files, base, seen, values, policyFiles }] of Object.entries(TABLE)) {
  test(what, () => {
    const found = looked(files, base, seen);
    assert.equal(paths(found), values);
    assert.equal([...found.policyFiles].sort(), policyFiles);
    assert.equal(found.notes, []);
  });
}

test('a value that another object prints is shared', () => {
  const np = policy('  {{ if .Values.c }}{{ end }}a: {{ .Values.a }}\n  b: {{ .Values.b }}');
  const found = looked({ 'templates/np.yaml': np, 'templates/s.yaml': '{{ .Values.a }}{{ if .Values.b }}{{ end }}' });
  assert.equal(
    found.values.filter(({ isShared }) => isShared).map(({ path }) => path.join('.')),
    ['a'],
  );
});

test('the templates of policies are marked, with the helpers that hold fields, or without', () => {
  const helper = '{{ define "spec" }}\nspec:\n  podSelector: {}\n{{ end }}{{ define "name" }}x{{ end }}';
  const files = { 'templates/np.yaml': policy('{{ include "spec" . }}'), 'templates/_h.tpl': helper };
  assert.equal(
    looked(files).attempts.map((all) => all.map(({ file, helpers }) => [file, ...(helpers ?? [])])),
    [[['templates/np.yaml'], ['templates/_h.tpl', 'spec']], [['templates/np.yaml']]],
  );
  assert.is(looked({ 'templates/np.yaml': policy('') }).attempts.length, 1);
});

test.run();
