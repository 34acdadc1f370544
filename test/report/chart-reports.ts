import type { Assignment, ChartReport, ChartRow, RenderFailure } from '../../src/chart/types.ts';
import type { Finding, ObjectRef } from '../../src/finding.ts';

/** A policy of the release that charts are rendered as. */
function policyOf(name: string): ObjectRef {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: '', name };
}

/** A key that stands outside of its `if`, as a check tells it of a render. */
export const PEERS: Finding = {
  check: 'emptied-peers',
  severity: 'error',
  effect: 'opens',
  message:
    '`from` is blank: the API drops it and the rule lets everybody in. Opens TCP 9121 of pods app=redis to every pod, namespace and address. Helm 3, Helm 4, kubectl and the API say nothing.',
  help: 'one of\npeers under from\ndelete the rule = nobody\ndelete the key = everybody',
  policy: policyOf('release-name-redis'),
  location: {
    file: '<stdin>',
    source: 'shop/templates/np.yaml',
    origin: 'rendered',
    document: 3,
    path: ['spec', 'ingress', 0, 'from'],
    line: 27,
    column: 7,
    endLine: 27,
    endColumn: 12,
  },
  related: [],
  about: '{}',
  caret: 'blank: the API drops it and the rule lets everybody in',
  effectText:
    'Opens TCP 9121 of pods app=redis to every pod, namespace and address. Helm 3, Helm 4, kubectl and the API say nothing.',
  refusedBy: [],
  fix: { message: 'a line of the render', edits: [{ line: 27, column: 1, endLine: 28, endColumn: 1, text: '' }] },
  template: 'shop/templates/np.yaml',
  excerpt: [{ line: 14, text: '    - from:' }],
};

/** As one that depends on the client. */
const UNKNOWN: Finding = {
  ...PEERS,
  check: 'unknown-field',
  effect: 'varies',
  message: '`podSelector` is unknown to the API here.',
  caret: 'unknown to the API here: it belongs in an item of `from`',
  effectText:
    'Helm 3 drops it and says nothing; kubectl and Helm 4 refuse the policy. The rule that is left opens TCP 80 of pods app=web.',
  help: 'put it into an item of `from`',
  policy: policyOf('release-name-web'),
  clients: { helm3: 'drops it and says nothing', helm4: 'refuses the policy' },
  related: [{ message: 'the rule that is left', policy: policyOf('release-name-web'), location: PEERS.location }],
};

/** As one that closes, of a warning's weight. */
const TYPES: Finding = {
  ...PEERS,
  check: 'emptied-policy-types',
  severity: 'warning',
  effect: 'closes',
  caret: 'blank: the API infers [Ingress, Egress] from the rules',
  effectText:
    'Denies all ingress to pods app=uploader, but for what other policies allow, though this one has no ingress key.',
  policy: policyOf('release-name-uploader'),
  excerpt: [{ line: 9, text: '  policyTypes:' }],
};

/** One value that is not the chart's. */
export function assigned(path: string, value: Assignment['value'], kind: Assignment['kind'] = 'switch'): Assignment {
  return { path: path.split('.'), value, kind };
}

/** A row as it is where nothing more is known. */
export function rowOf(
  finding: Finding,
  assignments: readonly Assignment[] = [],
  more: Partial<ChartRow> = {},
): ChartRow {
  const flags = assignments.flatMap(({ path, value }) => ['--set', `${path.join('.')}=${JSON.stringify(value)}`]);
  return { finding, choice: assignments, flags, others: [], ...more };
}

const CURE = {
  message: 'move `from` into its `if`',
  diff: [
    '--- a/templates/np.yaml',
    '+++ b/templates/np.yaml',
    '@@ -13,5 +13,5 @@',
    '   ingress:',
    '-    - from:',
    '-      {{- if .Values.metrics.from }}',
    '+    {{- if .Values.metrics.from }}',
    '+    - from:',
    '         {{- toYaml .Values.metrics.from | nindent 8 }}',
    '',
  ].join('\n'),
};

/** One value shows it, two others too; line, cause and cure are known. */
export const ONE: ChartRow = rowOf(PEERS, [assigned('metrics.enabled', true)], {
  others: [[assigned('metrics.port', '', 'blank')], [assigned('metrics.from', [], 'empty')]],
  place: { file: 'templates/np.yaml', onDisk: true, line: 14, column: 7, endColumn: 12 },
  template: 'shop/templates/np.yaml',
  around: { word: 'if', line: 12, text: 'if .Values.metrics.enabled' },
  cause: 'the key stands outside of the `if` that its items are in',
  cure: CURE,
});

/** The defaults show it, in a template of a packed sub-chart. */
export const DEFAULT: ChartRow = rowOf(TYPES, [], {
  place: { file: 'charts/uploader/templates/np.yaml', onDisk: false, line: 9, column: 3, endColumn: 15 },
  template: 'shop/charts/uploader/templates/np.yaml',
  cause: '`toYaml` of an empty list',
});

/** Two values together show it; no line is known. */
export const TWO: ChartRow = rowOf(
  { ...UNKNOWN, excerpt: [{ line: 27, text: '      from:' }] },
  [assigned('networkPolicy.enabled', true), assigned('networkPolicy.extra', { 'a.b': "it's" }, 'fill')],
  { template: 'shop/templates/web.yaml', around: { word: 'with', line: 20, text: 'with .Values.extra' } },
);

/** A nil pointer in a template of policies. */
const NIL: RenderFailure = {
  kind: 'nil',
  message: 'nil pointer evaluating interface {}.port',
  place: { file: 'templates/np.yaml', onDisk: true, line: 18, column: 20, endColumn: 40 },
  template: 'shop/templates/np.yaml',
  choice: [assigned('metrics', null, 'null')],
  flags: ['--set', 'metrics=null'],
  count: 3,
  isFault: true,
};

const CELLS = ['same', 'gone', 'new', 'changed', 'fault', 'failed', 'absent'] as const;

/** A chart with something of everything. */
export const FULL: ChartReport = {
  chart: { name: 'shop', version: '1.2.0', folder: 'charts/shop' },
  helm: '3.17.2',
  sweep: { values: 23, planned: 212, tried: 87, renders: 91, distinct: 31, failed: 6, seed: 1, stopped: '90 renders' },
  rows: [
    TWO,
    ONE,
    DEFAULT,
    rowOf({ ...PEERS, severity: 'info', check: 'redundant-rule', effect: 'ignored' }, [assigned('a', '', 'blank')]),
    rowOf({ ...PEERS, ignored: { by: 'configuration', reason: 'the exporter is public' } }, [assigned('b', true)]),
  ],
  failures: [
    NIL,
    { ...NIL, kind: 'refused', message: 'replicas: must be set', isFault: false, count: 2 },
    { ...NIL, kind: 'yaml', message: 'error converting YAML to JSON', isFault: false, count: 1 },
  ],
  matrix: {
    policies: ['redis', 'uploader', 'web'].map((name) => ({
      policy: policyOf(`release-name-${name}`),
      template: 'shop/templates/np.yaml',
    })),
    rows: [
      { choice: [], flags: [], cells: ['same', 'fault', 'absent'] },
      { choice: ONE.choice, flags: ONE.flags, cells: ['fault', 'changed', 'new'] },
      { choice: TWO.choice, flags: TWO.flags, cells: ['same', 'gone', 'fault'] },
      { choice: NIL.choice, flags: NIL.flags, cells: ['failed', 'failed', 'failed'] },
      { choice: [assigned('quiet', true)], flags: ['--set', 'quiet=true'], cells: ['same', 'same', 'absent'] },
    ],
  },
  notes: ['templates/secret.yaml reads `index .Values $name`: which value that is, only a render knows'],
};

/** Nothing was found. */
export const CLEAN: ChartReport = {
  ...FULL,
  sweep: { values: 12, planned: 40, tried: 40, renders: 41, distinct: 7, failed: 0, seed: 1 },
  rows: [],
  failures: [],
  matrix: { policies: FULL.matrix.policies.slice(0, 1), rows: [] },
  notes: [],
};

/** Hundreds of rows, of values and of policies. */
export const MANY: ChartReport = {
  ...FULL,
  rows: Array.from({ length: 300 }, (_, i) => ({
    ...ONE,
    finding: { ...PEERS, policy: policyOf(`release-name-redis-${i}`) },
    choice: [assigned(`part${i}.enabled`, true)],
    flags: ['--set', `part${i}.enabled=true`],
  })),
  matrix: {
    policies: Array.from({ length: 120 }, (_, i) => ({
      policy: policyOf(`np-${i}`),
      template: `shop/templates/${i}.yaml`,
    })),
    rows: Array.from({ length: 300 }, (_, i) => ({
      choice: [assigned(`part${i}.enabled`, true)],
      flags: ['--set', `part${i}.enabled=true`],
      cells: Array.from({ length: 120 }, (_, j) => CELLS[(i * j) % 7] ?? 'same'),
    })),
  },
};
