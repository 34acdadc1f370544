import type { Ending } from './evil.ts';

type Files = Readonly<Record<string, string>>;

/** A chart as texts by path. */
export type EvilFiles = { readonly name: string; readonly ending: Ending; readonly files: Files };

/** The head of a policy that `body` follows, below `spec`. */
const policy = (body: string, name = 'evil'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\nspec:\n` +
  `  podSelector: {}\n  policyTypes: [Ingress]\n  ingress:\n${body}`;

/** A rule whose `from` is bare while `clients` is empty, on line 11 of the file. */
const BARE =
  '    - ports:\n        - port: 80\n      from:\n        {{- range .Values.clients }}\n' +
  '        - podSelector:\n            matchLabels: {client: {{ . }}}\n        {{- end }}\n';
const RULE = '    - ports:\n        - port: 80\n';

const CHART = 'apiVersion: v2\nname: evil\nversion: 1.0.0\n';

/** A chart that renders, and has one fault with its defaults. */
export const FAULTY: Files = {
  'Chart.yaml': CHART,
  'values.yaml': 'clients: []\n',
  'templates/netpol.yaml': policy(BARE),
};

const but = (changed: Files): Files => ({ ...FAULTY, ...changed });
const under = (condition: string, text: string): string => `{{- if ${condition} }}\n${text}{{- end }}\n`;

const LONG = '{{- range until 100000 }}{{- range until 100000 }}{{- end }}{{- end }}\n';
const ITSELF = '{{- define "evil.again" }}{{ include "evil.again" . }}{{- end }}\n';
const DEEPER = '{{- define "evil.deeper" }}{{ template "evil.deeper" . }}{{- end }}\n';
const MEGABYTES = '# {{ range until 1024 }}{{ repeat 32768 "x" }}{{ end }}\n';
const STOPS: Ending = { codes: [0, 1, 3], says: /time|seconds|limit|stopped/i, flags: ['--render-timeout', '3'] };
const REFUSED: Ending = { codes: [2, 3], says: /./ };

/** Charts that files alone make evil. */
export const evilFiles = (): readonly EvilFiles[] => [
  { name: 'endless', ending: { ...STOPS, codes: [3] }, files: but({ 'templates/loop.yaml': LONG }) },
  {
    name: 'endless-under-a-switch',
    ending: { ...STOPS, codes: [1] },
    files: but({
      'values.yaml': 'clients: []\nslow: false\n',
      'templates/netpol.yaml': `${under('.Values.slow', LONG)}${policy(BARE)}`,
    }),
  },
  {
    name: 'recursion',
    ending: { ...REFUSED, says: /evil\.again|nested|recurs/i },
    files: but({ 'templates/_again.tpl': ITSELF, 'templates/again.yaml': 'a: {{ include "evil.again" . }}\n' }),
  },
  {
    name: 'recursion-under-a-switch',
    ending: { codes: [1], says: /netpol\.yaml/ },
    files: but({
      'values.yaml': 'clients: []\nagain: false\n',
      'templates/_again.tpl': ITSELF + DEEPER,
      'templates/netpol.yaml': `${under('.Values.again', '# {{ include "evil.again" . }}\n')}${policy(BARE)}`,
    }),
  },
  {
    name: 'deeper',
    ending: { ...REFUSED, says: /evil\.deeper|depth|stack|deep/i },
    files: but({ 'templates/_deeper.tpl': DEEPER, 'templates/deeper.yaml': 'a: {{ template "evil.deeper" . }}\n' }),
  },
  {
    name: 'megabytes',
    ending: { codes: [1, 3], says: /netpol\.yaml|megabytes|MiB|MB|large|limit/i },
    files: but({ 'templates/big.yaml': `kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: big\n${MEGABYTES}` }),
  },
  {
    name: 'megabytes-in-a-policy',
    ending: { codes: [1, 3], says: /netpol\.yaml|megabytes|MiB|MB|large|limit/i },
    files: but({ 'templates/netpol.yaml': `${policy(BARE)}${MEGABYTES}` }),
  },
  {
    name: 'fails',
    ending: { ...REFUSED, says: /this chart is for nobody/ },
    files: but({ 'templates/never.yaml': '{{ fail "this chart is for nobody" }}\n' }),
  },
  {
    name: 'required',
    ending: { ...REFUSED, says: /a name is needed/ },
    files: but({ 'templates/never.yaml': 'a: {{ required "a name is needed" .Values.name }}\n' }),
  },
  {
    name: 'missing-dependency',
    ending: { ...REFUSED, says: /helm dependency (build|update)/ },
    files: but({
      'Chart.yaml': `${CHART}dependencies:\n  - name: absent\n    version: 1.0.0\n    repository: https://charts.example.com\n`,
    }),
  },
  { name: 'many-values', ending: { codes: [1], says: /./, flags: ['--budget', '8'] }, files: but(manyValues(10_000)) },
  { name: 'values-list', ending: REFUSED, files: but({ 'values.yaml': '- a\n- b\n' }) },
  { name: 'values-broken', ending: REFUSED, files: but({ 'values.yaml': 'a: [1\nb: {\n' }) },
  { name: 'values-empty', ending: { codes: [1], says: /netpol\.yaml/ }, files: but({ 'values.yaml': '' }) },
  {
    name: 'template-broken',
    ending: { ...REFUSED, says: /broken\.yaml/ },
    files: but({ 'templates/broken.yaml': 'a: {{ if }}\nb: {{ end\n' }),
  },
  {
    name: 'no-yaml',
    ending: { ...REFUSED, says: /netpol\.yaml/ },
    files: but({ 'templates/netpol.yaml': `${policy(RULE)}  ingress: [\n` }),
  },
  { name: 'no-chart', ending: REFUSED, files: { 'README.md': 'no chart\n' } },
  { name: 'chart-broken', ending: REFUSED, files: but({ 'Chart.yaml': 'name: [\n' }) },
  {
    name: 'odd-names',
    ending: { codes: [1], says: /règles d'accès \(中\)\.yaml/ },
    files: {
      'Chart.yaml': CHART,
      'values.yaml': 'clients: []\n"key with space": {"ключ": ""}\n',
      "templates/règles d'accès (中).yaml": policy(BARE),
    },
  },
  {
    name: 'helmignore',
    ending: { codes: [0], never: /old\.yaml/ },
    files: {
      'Chart.yaml': CHART,
      '.helmignore': '# What was\ntemplates/old.yaml\n*.bak\n',
      'values.yaml': 'clients: []\n',
      'templates/old.yaml': policy(BARE),
      'templates/netpol.yaml': policy(RULE),
    },
  },
  {
    name: 'control-characters',
    ending: { codes: [1, 2, 3], says: /netpol/, never: /\x1b\[2J|^::error/m },
    files: but({
      'values.yaml': 'clients: []\n"a\\e[2Jb": false\n',
      'templates/netpol.yaml': `{{- if index .Values "a\\x1b[2Jb" }}{{ fail "\\x1b[2J\\n::error::gotcha" }}{{ end }}\n${policy(BARE)}`,
    }),
  },
  {
    name: 'random',
    ending: { codes: [1], says: /netpol\.yaml/ },
    files: but({ 'templates/netpol.yaml': policy(BARE, 'evil-{{ randAlphaNum 8 | lower }}') }),
  },
];

const manyValues = (count: number): Files => {
  const keys = Array.from({ length: count }, (_, index) => `v${index}`);
  return {
    'values.yaml': `clients: []\nmany:\n${keys.map((key) => `  ${key}: ${key}\n`).join('')}`,
    'templates/netpol.yaml': policy(BARE + keys.map((key) => `    # {{ .Values.many.${key} }}\n`).join('')),
  };
};
