import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseChart, rendersPolicy, type ValueRead, valueReads } from '../../src/chart/reads.ts';
import { REAL_LOOKING } from './real-looking.ts';

const test = suite('reads');

const HELPERS = `
{{- define "lib.name" -}}{{ default .Chart.Name .Values.nameOverride }}{{- end -}}
{{- define "lib.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) }}
{{- if contains "{{" (toJson .value) }}{{ tpl $value .context }}{{ else }}{{ $value }}{{ end }}
{{- end -}}
{{- define "lib.enabled" -}}{{ if .Values.np.enabled }}true{{ end }}{{- end -}}
{{- define "lib.from" -}}
- podSelector:
    matchLabels: {{- toYaml .labels | nindent 6 }}
{{- end -}}
{{- define "lib.loop" -}}{{ .Values.loop }}{{ include "lib.loop" . }}{{- end -}}
{{- define "lib.keep" -}}{{- $_ := set .values "id" .id -}}{{ .values | toYaml }}{{- end -}}
{{- define "lib.object" -}}{{ .Object.np.b }}{{- end -}}
{{- define "lib.parts.one" -}}{{ .Values.one }}{{- end -}}
{{- define "lib.parts.two" -}}{{ .Values.two }}{{- end -}}
`;

/** What the template reads, in the order of the text: the path, how, and the YAML keys around. */
const readsOf = (text: string): readonly ValueRead[] =>
  valueReads(
    parseChart([
      { name: 'shop/templates/np.yaml', text, scope: [] },
      { name: 'shop/templates/other.yaml', text: '{{ .Values.other }}', scope: [] },
      { name: 'shop/templates/_lib.tpl', text: HELPERS, scope: [] },
    ]),
    ({ name }) => name.endsWith('/np.yaml'),
  ).reads;

const shown = ({ path, use, yamlKey, comparedWith }: ValueRead): string =>
  [path.join('.'), use, ...(comparedWith === undefined ? [] : [`=${comparedWith}`]), ...yamlKey].join(' ');

const rows: readonly (readonly [string, readonly string[]])[] = [
  ['a: {{ .Values.a }}', ['a print a']],
  ['a: {{ .Values.a | quote }}', ['a print a']],
  ['a:\n  b: {{ $.Values.a.b }}', ['a.b print a b']],
  ['{{ if .Values.a }}{{ end }}', ['a condition']],
  [
    '{{ if and .Values.a (not .Values.b) }}{{ else if .Values.c }}{{ end }}',
    ['a condition', 'b condition', 'c condition'],
  ],
  ['{{ if or (empty .Values.a) .Values.b }}{{ end }}', ['a condition', 'b condition']],
  ['{{ if eq .Values.a "x" }}{{ end }}', ['a compare =x']],
  ['{{ if ne "x" .Values.a }}{{ end }}', ['a compare =x']],
  ['{{ if eq (.Values.a | toString) "false" }}{{ end }}', ['a compare =false']],
  ['{{ if gt (len .Values.a) 0 }}{{ end }}', ['a compare =0']],
  ['{{ if hasKey .Values.a "b" }}{{ end }}', ['a.b hasKey']],
  ['{{ if kindIs "map" .Values.a }}{{ end }}', ['a type =map']],
  ['{{ if has "x" .Values.a }}{{ end }}', ['a compare =x']],
  ['{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ end }}', ['a with', 'a.b print', 'c print']],
  ['{{ with .Values.a }}{{ else }}{{ .Values.b }}{{ end }}', ['a with', 'b print']],
  ['{{ with .Values.a }}{{ else with .Values.b }}{{ .c }}{{ end }}', ['a with', 'b with', 'b.c print']],
  ['{{ with $x := .Values.a }}{{ $x.b }}{{ end }}', ['a with', 'a.b print']],
  ['{{ range .Values.a }}{{ . }}{{ .b }}{{ end }}', ['a range', 'a.[] print', 'a.[].b print']],
  ['{{ range $k, $v := .Values.a }}{{ $k }}: {{ $v }}{{ end }}', ['a range', 'a.[] key', 'a.[] print []']],
  ['{{ range $k := keys .Values.a }}{{ get $.Values.a $k }}{{ end }}', ['a range', 'a.[] argument', 'a.[] print']],
  ['{{ range values .Values.a }}{{ .b }}{{ end }}', ['a range', 'a.[].b print']],
  ['{{ range list "in" "out" }}{{ index $.Values . }}{{ end }}', ['in print', 'out print']],
  ['{{ range $k, $v := dict "x" .Values.a }}{{ $v.b }}{{ index $.Values $k }}{{ end }}', ['a.b print', 'x print']],
  ['{{ $x := .Values.a }}{{ $x.b }}', ['a.b print']],
  ['{{ $x := "" }}{{ if .Values.a }}{{ $x = .Values.b }}{{ end }}{{ $x }}', ['a condition', 'b print']],
  ['{{ index .Values "a" "b-c" }}', ['a.b-c print']],
  ['{{ (index .Values.a 0).b }}', ['a.[].b print']],
  ['{{ get .Values "a" }}', ['a print']],
  ['{{ dig "a" "b" "x" .Values }}', ['a.b print']],
  ['{{ .Values.a | default .Values.b }}', ['b print', 'a print']],
  ['{{ coalesce .Values.a .Values.b "c" }}', ['a print', 'b print']],
  ['{{ ternary .Values.a .Values.b .Values.c }}', ['c condition', 'a print', 'b print']],
  ['{{ pluck .Values.env .Values.a | first | default .Values.a.b }}', ['env argument', 'a.b print', 'a.[] print']],
  ['{{ (merge (dict "x" .Values.a) .Values.b).x }}', ['a print', 'b.x print']],
  ['{{ required "no" .Values.a }}', ['a required', 'a print']],
  ['{{ printf "%s-%d" .Values.a .Values.b }}', ['a print', 'b print']],
  ['{{ .Values.a | toYaml }}', ['a toYaml']],
  ['{{ toYaml (dict "x" .Values.a) }}', ['a toYaml']],
  ['{{ (.Values.a | toYaml | fromYaml).b }}', ['a.b print']],
  ['{{ tpl .Values.a . }}', ['a tpl']],
  ['{{ .Values.global.a }}', ['global.a print']],
  ['{{ .Subcharts.redis.Values.a }}', ['redis.a print']],
  ['{{ .Subcharts.redis.Values.global.a }}', ['global.a print']],
  ['{{ (pick (dict "a" .Values.a "b" .Values.b) "a") | toYaml }}', ['a toYaml']],
  ['{{ $d := dict }}{{ $_ := set $d "x" .Values.a }}{{ $d.x.y }}', ['a.y print']],
  ['{{ (dict "Root" $).Root.Values.a }}', ['a print']],
  ['{{ .Release.Name }}{{ .Chart.Name }}{{ .Files.Get "x" }}', []],
  ['{{ .Files.Get .Values.a }}', ['a print']],
  ['name: {{ include "lib.name" . }}', ['nameOverride print name']],
  ['name: {{ template "lib.name" . }}', ['nameOverride print name']],
  ['{{ if include "lib.enabled" . }}{{ end }}', ['np.enabled condition', 'np.enabled condition']],
  ['{{ if eq (include "lib.enabled" .) "true" }}{{ end }}', ['np.enabled condition', 'np.enabled compare =true']],
  ['{{ include "lib.name" (dict "Chart" .Chart "Values" .Values.sub) }}', ['sub.nameOverride print']],
  ['from: {{- include "lib.from" (dict "labels" .Values.a) | nindent 2 }}', ['a toYaml from podSelector matchLabels']],
  [
    'spec:\n  ingress:\n    {{- include "lib.render" (dict "value" .Values.a "context" $) | nindent 4 }}',
    [
      'a type =string spec ingress',
      'a condition spec ingress',
      'a print spec ingress',
      'a toYaml spec ingress',
      'a toYaml spec ingress',
    ],
  ],
  ['{{ include "lib.loop" . }}', ['loop print']],
  ['{{ (include "lib.keep" (dict "values" .Values.a "id" "x") | fromYaml).b }}', ['a toYaml', 'a.b print']],
  ['{{ include (printf "lib.parts.%s" .Values.kind) . }}', ['one print', 'two print']],
  ['{{ include (print $.Template.BasePath "/other.yaml") . }}', ['other print']],
  ['{{ include .Values.any . }}', []],
  ['{{ $_ := set $ "Object" (dict "np" .Values.a) }}{{ include "lib.object" $ }}', ['a.b print']],
  ['{{ block "x" .Values.a }}{{ .b }}{{ end }}', ['a.b print']],
  ['{{ define "x" }}{{ .Values.unused }}{{ end }}', []],
];

for (const [text, expected] of rows) {
  test(text, () => assert.equal([...readsOf(text).map(shown)].sort(), [...expected].sort()));
}

test('a place is told by template, offset and line', () => {
  const [read] = readsOf('a\nb: {{ .Values.a }}');
  assert.equal(read, {
    path: ['a'],
    use: 'print',
    template: 'shop/templates/np.yaml',
    offset: 5,
    line: 2,
    yamlKey: ['b'],
  });
  const [inner] = readsOf('{{ include "lib.name" . }}');
  assert.is(inner?.template, 'shop/templates/_lib.tpl');
  assert.is(inner?.line, 2);
});

/** The keys that the mark `.Values.x` stands under. */
const keyRows: readonly (readonly [string, string])[] = [
  ['spec:\n  ingress:\n    - from:\n        {{- toYaml .Values.x | nindent 8 }}', 'spec ingress from'],
  ['spec:\n  ingress:\n    - from: {{- toYaml .Values.x | nindent 6 }}', 'spec ingress from'],
  ['spec:\n  ingress:\n  - from:\n    - a: b\n    {{- toYaml .Values.x | nindent 4 }}', 'spec ingress from'],
  ['spec:\n  ingress:\n  {{- toYaml .Values.x | nindent 2 }}', 'spec ingress'],
  ['spec:\n  ingress:\n{{ toYaml .Values.x | indent 4 }}', 'spec ingress'],
  ['spec:\n  a: b\n  {{- if .Values.x }}\n  egress: []\n  {{- end }}', 'spec'],
  ['spec:\n  a:\n{{- if .Values.x }}\n  egress: []\n{{- end }}', 'spec'],
  ['spec:\n  from:\n{{- if .Values.x }}\n    - a: b\n{{- end }}', 'spec from'],
  ['spec:\n  from:\n{{- if .Values.x }}\n  - a: b\n{{- end }}', 'spec from'],
  ['m:\n  {{ .Release.Name }}: {{ .Values.x }}', 'm []'],
  ['spec:{{ "" }}\n  to:{{- "" | nindent 4 }}\n  {{- toYaml .Values.x | nindent 2 }}', 'spec to'],
  ['a: 1\n---\nb: {{ .Values.x }}', 'b'],
  ['"a b":\n  \'c\': {{ .Values.x }}', 'a b c'],
  ['a:\n  # b:\n  - {{ .Values.x }}', 'a'],
  ['a: {{/* c */}}\n  b: "{{ .Values.x }}"', 'a b'],
];

for (const [text, keys] of keyRows) {
  test(`keys: ${JSON.stringify(text)}`, () => assert.is(readsOf(text)[0]?.yamlKey.join(' '), keys));
}

test('values of a sub-chart stand under its name, globals at the root', () => {
  const text = '{{ .Values.a }}{{ .Values.global.b }}';
  const chart = parseChart([{ name: 'shop/charts/redis/templates/np.yaml', text, scope: ['redis'] }]);
  assert.equal(valueReads(chart, () => true).reads.map(shown), ['redis.a print', 'global.b print']);
});

test('of a name defined twice the outermost file counts, then the first; an empty one gives way', () => {
  const define = (value: string): string => `{{ define "x" }}${value}{{ end }}`;
  const names = (...files: readonly (readonly [string, string])[]): readonly string[] => {
    const entry = { name: 'a/templates/z.yaml', text: '{{ include "x" . }}', scope: [] };
    const others = files.map(([name, text]) => ({ name, text: define(text), scope: [] }));
    return valueReads(parseChart([...others, entry]), ({ name }) => name === entry.name).reads.map(shown);
  };
  const inner = ['a/charts/b/templates/_h.tpl', '{{ .Values.inner }}'] as const;
  const outer = ['a/templates/_h.tpl', '{{ .Values.outer }}'] as const;
  assert.equal(names(inner, outer), ['outer print']);
  assert.equal(names(outer, ['a/templates/_i.tpl', '{{ .Values.later }}']), ['outer print']);
  assert.equal(names(inner, ['a/templates/_h.tpl', ' {{/* none */}} ']), ['inner print']);
});

test('helpers that call each other for ever, or twice as often each time, come to an end', () => {
  const twice = Array.from(
    { length: 40 },
    (_, i) => `{{ define "h${i}" }}a:\n  {{ include "h${i + 1}" . }}\n  {{ include "h${i + 1}" . }}{{ end }}`,
  );
  const growing = '{{ define "g" }}{{ include "g" (dict "a" . "b" .) }}{{ end }}{{ .Values.x }}';
  const tower = Array.from(
    { length: 50 },
    (_, i) =>
      `{{ define "t${i}" }}{{ include "t${i + 1}" (dict "a" . "b" .) }}{{ include "t${i + 1}" (dict "a" .a "c" .b) }}{{ end }}`,
  );
  for (const [text, isCut] of [
    [`{{ .Values.x }}{{ include "t0" . }}${tower.join('')}`, true],
    [`${twice.join('')}{{ define "h40" }}{{ .Values.x }}{{ end }}{{ include "h0" . }}`, false],
    [`${growing}{{ include "g" . }}`, true],
  ] as const) {
    const result = valueReads(parseChart([{ name: 'a/templates/a.yaml', text, scope: [] }]), () => true);
    assert.is(result.isCut, isCut);
    assert.ok(result.reads.some(({ path }) => path.join() === 'x'));
  }
});

test('dicts that are set into each other have no end, and are left there', () => {
  const text =
    '{{ $a := dict }}{{ $b := dict "a" $a }}{{ $_ := set $a "b" $b }}{{ $_ := merge $a $b }}{{ $_ := merge $b $a }}' +
    '{{ toYaml $a }}{{ $a.b.a.b.x }}{{ include "x" $a }}{{ .Values.x }}';
  assert.ok(readsOf(text).some(({ path }) => path.join() === 'x'));
});

test('whatever templates there are, reading them ends, and places lie within', () => {
  const pieces = Object.values(REAL_LOOKING).flatMap((text) => text.split(/(?<=\n)/));
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((lines) => lines.join(''));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const chart = parseChart([
        { name: 'a/templates/a.yaml', text: a, scope: [] },
        { name: 'a/templates/_b.tpl', text: b, scope: ['b'] },
      ]);
      for (const { offset, template } of valueReads(chart, () => true).reads)
        assert.ok(offset < (template.endsWith('a.yaml') ? a : b).length);
      rendersPolicy(chart);
    }),
  );
});

const POLICY = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';

type PolicyRow = {
  readonly text: string;
  readonly holders: readonly string[] | undefined;
  readonly conditions?: readonly string[];
};

const policyRows: readonly PolicyRow[] = [
  { text: POLICY, holders: ['np.yaml'] },
  { text: 'kind: "NetworkPolicy"', holders: ['np.yaml'] },
  { text: 'kind: Deployment\n# kind: NetworkPolicy', holders: undefined },
  { text: 'kind: CiliumNetworkPolicy', holders: undefined },
  { text: 'apiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy', holders: undefined },
  { text: `apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\n---\n${POLICY}`, holders: ['np.yaml'] },
  { text: '{{ toYaml (dict "kind" "NetworkPolicy") }}', holders: ['np.yaml'] },
  { text: '{{ include "lib.np" . }}', holders: ['_lib.tpl'], conditions: ['range .items', 'with .np'] },
  {
    text: '{{- if .Values.a }}\n{{ template "lib.np" . }}{{ end }}',
    holders: ['_lib.tpl'],
    conditions: ['if .Values.a', 'range .items', 'with .np'],
  },
  { text: '{{ include (printf "%s.np" "lib") . }}', holders: ['_lib.tpl'], conditions: ['range .items', 'with .np'] },
  {
    text: '{{ include (print $.Template.BasePath "/np2.yaml") . }}',
    holders: ['np2.yaml'],
    conditions: ['if .Values.np2'],
  },
  { text: '{{ include "lib.other" . }}', holders: undefined },
  {
    text: `{{- if .a -}}\nx\n{{- else if .b }}\n${POLICY}{{- end }}`,
    holders: ['np.yaml'],
    conditions: ['if .a', 'else if .b'],
  },
];

const LIBRARY = `{{ define "lib.np" }}{{ range .items }}{{ with .np }}${POLICY}{{ end }}{{ end }}{{ end }}{{ define "lib.other" }}x{{ end }}`;

for (const { text, holders, conditions = [] } of policyRows) {
  test(`policy: ${JSON.stringify(text)}`, () => {
    const chart = parseChart([
      { name: 'a/templates/np.yaml', text, scope: [] },
      { name: 'a/templates/np2.yaml', text: `{{ if .Values.np2 }}${POLICY}{{ end }}`, scope: [] },
      { name: 'a/templates/_lib.tpl', text: LIBRARY, scope: [] },
    ]);
    const found = rendersPolicy(chart).find(({ file }) => file.name === 'a/templates/np.yaml');
    assert.equal(
      found?.holders,
      holders?.map((name) => `a/templates/${name}`),
    );
    assert.equal(found?.conditions.map((one) => one.text) ?? [], conditions);
  });
}

test('what the policies of real-looking charts depend on', () => {
  const texts = Object.entries(REAL_LOOKING).map(([name, text]) => ({
    name: `shop/templates/${/helpers|library/.test(name) ? '_' : ''}${name}.yaml`,
    text,
    scope: [],
  }));
  const entry = { name: 'shop/templates/all.yaml', text: '{{ include "lib.render.networkpolicies" . }}', scope: [] };
  const chart = parseChart([...texts, entry]);
  const policies = rendersPolicy(chart).map(({ file }) => file);
  assert.is(policies.length, 3);
  const { reads, isCut } = valueReads(chart, (file) => policies.includes(file));
  assert.is(isCut, false);
  const paths = [...new Set(reads.map(({ path }) => path.join('.')))].sort();
  assert.equal(paths, [
    'commonAnnotations',
    'commonLabels',
    'containerPorts.http',
    'fullnameOverride',
    'global.labels',
    'global.labels.[]',
    'metrics.enabled',
    'metrics.port',
    'nameOverride',
    'namespaceOverride',
    'networkPolicy.alertmanager.namespaceSelector',
    'networkPolicy.alertmanager.podSelector',
    'networkPolicy.alertmanager.port',
    'networkPolicy.allowExternal',
    'networkPolicy.allowExternalEgress',
    'networkPolicy.enabled',
    'networkPolicy.extraEgress',
    'networkPolicy.extraIngress',
    'networkPolicy.flavor',
    'networkPolicy.ingressNSMatchLabels',
    'networkPolicy.ingressNSMatchLabels.[]',
    'networkPolicy.ingressNSPodMatchLabels',
    'networkPolicy.ingressNSPodMatchLabels.[]',
    'networkpolicies',
    'networkpolicies.[]',
    'networkpolicies.[].enabled',
    'networkpolicies.[].labels',
    'networkpolicies.[].name',
    'networkpolicies.[].podSelector',
    'networkpolicies.[].policytypes',
    'networkpolicies.[].rules.ingress',
    'podLabels',
  ]);
});

test.run();
