import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Explained, explainPlace, type KnownValues } from '../../src/chart/cause.ts';
import { parseChart, valueReads } from '../../src/chart/reads.ts';
import { isTemplateFault } from '../../src/chart/template/nodes.ts';
import { parseTemplate } from '../../src/chart/template/parse.ts';
import type { ValuePath } from '../../src/chart/types.ts';
import type { Json } from '../../src/manifest/tree.ts';
import { REAL_LOOKING } from './real-looking.ts';

const test = suite('cause');

const pathsOf = (value: Json, path: ValuePath = []): readonly ValuePath[] =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? [path]
    : [path, ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]))];

const valuesOf = (root: Json): KnownValues => ({
  at: (path) =>
    path.reduce<Json | undefined>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as { readonly [key: string]: Json })[key] : undefined,
      root,
    ),
  paths: pathsOf(root),
});

const HELPERS = '{{ define "shop.port" }}{{ .Values.db.prt }}{{ end }}';

const explain = (text: string, line: number, check: string, values: Json = {}, scope: ValuePath = []): Explained => {
  const template = 'shop/templates/np.yaml';
  const chart = parseChart([
    { name: template, text, scope },
    { name: 'shop/templates/_helpers.tpl', text: HELPERS, scope },
  ]);
  const [file] = chart.files;
  if (file === undefined) throw new Error(chart.faults[0]?.message);
  const { reads } = valueReads(chart, () => true);
  return explainPlace({ template, tree: file.tree, line, check, scope, reads, values: valuesOf(values), chart });
};

type Row = {
  readonly name: string;
  readonly check: string;
  /** The line that holds `!!` is the faulty one. */
  readonly text: string;
  readonly values?: Json;
  readonly around: string | undefined;
  readonly cause: string | undefined;
  /** What to do, and the lines that go and come. */
  readonly cures: Readonly<Record<string, string>>;
};

/** Lines that only one of the texts has, in their order: enough for small changes. */
const changed = (before: string, after: string): string => {
  const old = before.split('\n');
  const now = after.split('\n');
  let from = 0;
  while (from < old.length && old[from] === now[from]) from++;
  let to = 0;
  while (to < Math.min(old.length, now.length) - from && old.at(-1 - to) === now.at(-1 - to)) to++;
  return now.slice(from, now.length - to).join('\n');
};

const rows: readonly Row[] = [
  {
    name: 'from: outside of its range, one rule of several',
    check: 'emptied-peers',
    text: `spec:
  ingress:
    # scraped
    - from: !!
        {{- range .Values.allowFrom }}
        - namespaceSelector: {}
        {{- end }}
      ports:
        - port: 8080
    - from:
        - podSelector: {}
`,
    values: { allowFrom: [] },
    around: 'range .Values.allowFrom',
    cause: '`from:` stands outside of the `range .Values.allowFrom` that writes what is under it.',
    cures: {
      'write the whole rule inside the condition': `    {{- if .Values.allowFrom }}
    # scraped
    - from:
        {{- range .Values.allowFrom }}
        - namespaceSelector: {}
        {{- end }}
      ports:
        - port: 8080
    {{- end }}`,
    },
  },
  {
    name: 'from: outside of its if, the only rule',
    check: 'emptied-peers',
    text: `spec:
  policyTypes:
    - Ingress
  ingress:
    - from: !!
      {{- if .Values.a }}
        - podSelector: {}
      {{- end }}
`,
    values: { a: true },
    around: 'if .Values.a',
    cause: 'what is under `from:` depends on `if .Values.a`, and `from:` itself does not.',
    cures: {
      'write `ingress:` and its only rule inside the condition': `  {{- if .Values.a }}
  ingress:
    - from:
        - podSelector: {}
  {{- end }}`,
      'write the whole rule inside the condition': `    {{- if .Values.a }}
    - from:
        - podSelector: {}
    {{- end }}`,
    },
  },
  {
    name: 'to: of a policy that does not say Egress keeps its key',
    check: 'emptied-peers',
    text: `spec:
  egress:
    - to: !!
        {{- with .Values.a }}
        - podSelector: {{ . }}
        {{- end }}
`,
    values: { a: {} },
    around: 'with .Values.a',
    cause: 'what is under `to:` depends on `with .Values.a`, and `to:` itself does not.',
    cures: {
      'write the whole rule inside the condition': `    {{- if .Values.a }}
    - to:
        {{- with .Values.a }}
        - podSelector: {{ . }}
        {{- end }}
    {{- end }}`,
    },
  },
  {
    name: 'from: with two conditional items',
    check: 'emptied-peers',
    text: `ingress:
- ports: []
- from: !!
  {{- if .Values.a }}
  - podSelector: {}
  {{- end }}
  {{- range $k, $v := .Values.b.c }}
  - ipBlock: {}
  {{- end }}
`,
    values: { a: 1, b: { c: [] } },
    around: 'if .Values.a',
    cause: 'all that is to stand under `from:` depends on conditions, and `from:` itself does not.',
    cures: {
      'write the whole rule inside the condition': `{{- if or .Values.a .Values.b.c }}
- from:
  {{- if .Values.a }}
  - podSelector: {}
  {{- end }}
  {{- range $k, $v := .Values.b.c }}
  - ipBlock: {}
  {{- end }}
{{- end }}`,
    },
  },
  {
    name: 'from: behind a condition of its own within the rule',
    check: 'emptied-peers',
    text: `ingress:
  - ports:
      - port: 80
    {{- if not .Values.open }}
    from: !!
      {{- if .Values.a }}
      {{- range .Values.b }}
      - podSelector: {}
      {{- end }}
      {{- end }}
    {{- end }}
  - from: []
`,
    values: { open: true, a: 1, b: [] },
    around: 'if .Values.a',
    cause: 'what is under `from:` depends on `if .Values.a`, and `from:` itself does not.',
    cures: {
      'write the whole rule inside the condition': `  {{- if or .Values.open (and .Values.a .Values.b) }}
  - ports:
      - port: 80
    {{- if not .Values.open }}
    from:
      {{- if .Values.a }}
      {{- range .Values.b }}
      - podSelector: {}
      {{- end }}
      {{- end }}
    {{- end }}
  {{- end }}`,
    },
  },
  {
    name: 'from: with toYaml below',
    check: 'emptied-peers',
    text: `ingress:
  - from: !!
      {{- toYaml .Values.np.from | nindent 6 }}
  - from: []
`,
    values: { np: { from: [] } },
    around: 'toYaml .Values.np.from | nindent 6',
    cause:
      '`toYaml .Values.np.from | nindent 6` writes `[]`, `{}` or `null` of what is empty, and `from:` is written all the same.',
    cures: {
      'write the whole rule inside the condition': `  {{- if .Values.np.from }}
  - from:
      {{- toYaml .Values.np.from | nindent 6 }}
  {{- end }}`,
    },
  },
  {
    name: 'from: with a helper for values behind the colon',
    check: 'emptied-peers',
    text: `ingress:
  - from: {{- include "common.tplvalues.render" (dict "value" .Values.np.from "context" $) | nindent 6 }} {{/* !! */}}
  - from: []
`,
    values: { np: { from: [] } },
    around: 'include "common.tplvalues.render" (dict "value" .Values.np.from "context" $) | nindent 6',
    cause:
      '`include "common.tplvalues.render" (dict "value" .Values.np.from "context" $) | nindent 6` printed nothing, and `from:` is written all the same.',
    cures: {
      'write the whole rule inside the condition': `  {{- if .Values.np.from }}
  - from: {{- include "common.tplvalues.render" (dict "value" .Values.np.from "context" $) | nindent 6 }} {{/* !! */}}
  {{- end }}`,
    },
  },
  {
    name: 'from: with an include that printed nothing',
    check: 'emptied-peers',
    text: `ingress:
  - ports: []
    from: !!
      {{- include "shop.peers" . | nindent 6 }}
  - from: []
`,
    around: 'include "shop.peers" . | nindent 6',
    cause: '`include "shop.peers" . | nindent 6` printed nothing, and `from:` is written all the same.',
    cures: {
      'write the whole rule inside the condition': `  {{- if include "shop.peers" . | trim }}
  - ports: []
    from:
      {{- include "shop.peers" . | nindent 6 }}
  {{- end }}`,
    },
  },
  {
    name: 'bare ports: in a rule',
    check: 'emptied-ports',
    text: `  ingress:
    {{- if or .Values.ports .Values.more }}
    - ports: !!
        {{- range .Values.ports }}
        - port: {{ . }}
        {{- end }}
    {{- end }}
`,
    values: { ports: [], more: false },
    around: 'range .Values.ports',
    cause: '`ports:` stands outside of the `range .Values.ports` that writes what is under it.',
    cures: {
      'write the whole rule inside the condition': `    {{- if .Values.ports }}
    - ports:
        {{- range .Values.ports }}
        - port: {{ . }}
        {{- end }}
    {{- end }}`,
    },
  },
  {
    name: 'blank port: beside another',
    check: 'emptied-port',
    text: `ingress:
  - ports:
      - port: 80
      - port: {{ .Values.metrics.port }} # !!
        protocol: TCP
`,
    values: { metrics: { port: '' } },
    around: '.Values.metrics.port',
    cause: '`.Values.metrics.port` is empty, and `port:` is written all the same.',
    cures: {
      'write the port inside the condition': `      {{- if .Values.metrics.port }}
      - port: {{ .Values.metrics.port }}
        protocol: TCP
      {{- end }}`,
    },
  },
  {
    name: 'blank port: that is the only one, of a path that is misspelt',
    check: 'emptied-port',
    text: `ingress:
  - from: []
  - ports:
      - protocol: TCP
        port: {{ .Values.metrics.prt }} # !!
`,
    values: { metrics: { port: 9090 } },
    around: '.Values.metrics.prt',
    cause: 'no values have `.Values.metrics.prt`: was `.Values.metrics.port` meant?',
    cures: {
      'write `.Values.metrics.port` for `.Values.metrics.prt`': '        port: {{ .Values.metrics.port }}',
    },
  },
  {
    name: 'a path behind a with',
    check: 'emptied-peers',
    text: `{{- with .Values.networkPolicy }}
ingress:
  - from: !!
      {{- toYaml .ingresFrom | nindent 6 }}
  - from: []
{{- end }}
`,
    values: { networkPolicy: { ingressFrom: [] } },
    around: 'toYaml .ingresFrom | nindent 6',
    cause: 'no values have `.Values.networkPolicy.ingresFrom`: was `.Values.networkPolicy.ingressFrom` meant?',
    cures: {
      'write `.Values.networkPolicy.ingressFrom` for `.Values.networkPolicy.ingresFrom`':
        '      {{- toYaml .ingressFrom | nindent 6 }}',
    },
  },
  {
    name: 'a path that stands elsewhere',
    check: 'emptied-label',
    text: `spec:
  podSelector:
    matchLabels:
      track: {{ .Values.shop.component }} # !!
`,
    values: { web: { component: 'x' } },
    around: '.Values.shop.component',
    cause: 'no values have `.Values.shop.component`: was `.Values.web.component` meant?',
    cures: {
      'write `.Values.web.component` for `.Values.shop.component`': '      track: {{ .Values.web.component }}',
    },
  },
  {
    name: 'a label of a peer',
    check: 'emptied-label',
    text: `ingress:
  - from:
      - podSelector: {}
      - podSelector:
          matchLabels:
            app: {{ .Values.app | quote }} # !!
`,
    values: { other: '' },
    around: '.Values.app | quote',
    cause: '`.Values.app | quote` is empty, and `app:` is written all the same; no values have `.Values.app`.',
    cures: {
      'write the peer inside the condition': `      {{- if .Values.app }}
      - podSelector:
          matchLabels:
            app: {{ .Values.app | quote }}
      {{- end }}`,
      'stop the render where `.Values.app` is not set':
        '            app: {{ required "app is not set" .Values.app | quote }}',
    },
  },
  {
    name: 'blank matchLabels: of the only peer',
    check: 'emptied-peer-selector',
    text: `spec:
  policyTypes: [Ingress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels: !!
              {{- range $k, $v := .Values.ns }}
              {{ $k }}: {{ $v }}
              {{- end }}
          podSelector: {}
`,
    values: { ns: {} },
    around: 'range $k, $v := .Values.ns',
    cause: '`matchLabels:` stands outside of the `range $k, $v := .Values.ns` that writes what is under it.',
    cures: {
      'write `ingress:` and its only rule inside the condition': `  {{- if .Values.ns }}
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              {{- range $k, $v := .Values.ns }}
              {{ $k }}: {{ $v }}
              {{- end }}
          podSelector: {}
  {{- end }}`,
      'write the whole rule inside the condition': `    {{- if .Values.ns }}
    - from:
        - namespaceSelector:
            matchLabels:
              {{- range $k, $v := .Values.ns }}
              {{ $k }}: {{ $v }}
              {{- end }}
          podSelector: {}
    {{- end }}`,
    },
  },
  {
    name: 'a key that an action writes',
    check: 'emptied-label',
    text: `spec:
  podSelector:
    matchLabels:
      {{- range $k, $v := .Values.labels }}
      {{ $k }}: {{ $v }} {{/* !! */}}
      {{- end }}
`,
    values: { labels: { app: '' } },
    around: '$v',
    cause: '`$v` is empty, and `{{ $k }}:` is written all the same.',
    cures: {
      'stop the render where `$v` is not set': '      {{ $k }}: {{ required "$v is not set" $v }} {{/* !! */}}',
    },
  },
  {
    name: 'what writes below a finding that is no blank is not around it',
    check: 'dns-blocked',
    text: `{{- if .Values.limit }}
spec:
  egress: !!
    - to:
        {{- range .Values.cidrs }}
        - ipBlock: {cidr: {{ . }}}
        {{- end }}
{{- end }}
`,
    values: { limit: true, cidrs: ['10.0.0.0/8'] },
    around: 'if .Values.limit',
    cause: undefined,
    cures: {},
  },
  {
    name: 'tpl of an empty text',
    check: 'emptied-rule',
    text: `spec:
  ingress:
    - from: !!
        {{- tpl .Values.allowFrom . | nindent 8 }}
`,
    values: { allowFrom: '' },
    around: 'tpl .Values.allowFrom . | nindent 8',
    cause:
      '`tpl .Values.allowFrom . | nindent 8` writes nothing, `[]`, `{}` or `null` of what is empty, and `from:` is written all the same.',
    cures: {},
  },
  {
    name: 'ingress: outside of its with',
    check: 'emptied-direction',
    text: `spec:
  # who may
  ingress: !!
  {{- with .Values.ingress }}
    {{- toYaml . | nindent 4 }}
  {{- end }}
  egress: []
`,
    values: { ingress: [] },
    around: 'with .Values.ingress',
    cause: 'what is under `ingress:` depends on `with .Values.ingress`, and `ingress:` itself does not.',
    cures: {
      'write `ingress:` inside the condition': `  {{- with .Values.ingress }}
  # who may
  ingress:`,
    },
  },
  {
    name: 'egress: with toYaml behind the colon',
    check: 'wrong-type',
    text: `spec:
  egress: {{- toYaml .Values.egress | nindent 4 }} # !!
  podSelector: {}
`,
    values: { egress: {} },
    around: 'toYaml .Values.egress | nindent 4',
    cause:
      '`toYaml .Values.egress | nindent 4` writes what its value is, of an empty map `{}`, and `egress:` takes a list.',
    cures: {
      'write `egress:` inside the condition': `  {{- if .Values.egress }}
  egress: {{- toYaml .Values.egress | nindent 4 }}
  {{- end }}`,
    },
  },
  {
    name: 'podSelector: of the policy',
    check: 'emptied-pod-selector',
    text: `{{- if .Values.enabled }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
spec:
  podSelector: !!
    {{- with .Values.labels }}
    matchLabels: {{ . }}
    {{- end }}
  ingress: []
{{- end }}
`,
    values: { labels: {} },
    around: 'with .Values.labels',
    cause: 'what is under `podSelector:` depends on `with .Values.labels`, and `podSelector:` itself does not.',
    cures: {
      'write the policy only where there is something to stand there': `{{- if .Values.labels }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
spec:
  podSelector:
    {{- with .Values.labels }}
    matchLabels: {{ . }}
    {{- end }}
  ingress: []
{{- end }}`,
    },
  },
  {
    name: 'policyTypes: with conditional items, the second of two documents',
    check: 'emptied-policy-types',
    text: `kind: ConfigMap
---
kind: NetworkPolicy
spec:
  policyTypes: !!
    {{- if .Values.in }}
    - Ingress
    {{- end }}
    {{- if .Values.out }}
    - Egress
    {{- end }}
`,
    values: { in: 1, out: 1 },
    around: 'if .Values.in',
    cause: 'all that is to stand under `policyTypes:` depends on conditions, and `policyTypes:` itself does not.',
    cures: {
      'write the policy only where there is something to stand there': `{{- if or .Values.in .Values.out }}
kind: NetworkPolicy
spec:
  policyTypes:
    {{- if .Values.in }}
    - Ingress
    {{- end }}
    {{- if .Values.out }}
    - Egress
    {{- end }}
{{- end }}`,
    },
  },
  {
    name: 'OR for AND',
    check: 'peer-or-not-and',
    text: `ingress:
  - from:
      {{- if .Values.ns }}
      - namespaceSelector:
          matchLabels: {}
      {{- if .Values.pods }}
      - podSelector: # !!
          matchLabels: {}
      {{- end }}
      {{- end }}
`,
    around: 'if .Values.pods',
    cause: 'a `-` stands before `podSelector`, which makes an item of its own beside `namespaceSelector` on line 4.',
    cures: {
      'take the `-` before `podSelector` away: one item with both selectors': '        podSelector:',
    },
  },
  {
    name: 'OR for AND where the first may be missing',
    check: 'peer-or-not-and',
    text: `ingress:
  - from:
      {{- if .Values.ns }}
      - namespaceSelector: {}
      {{- end }}
      - podSelector: {} # !!
`,
    around: undefined,
    cause: 'a `-` stands before `podSelector`, which makes an item of its own beside `namespaceSelector` on line 4.',
    cures: {},
  },
  {
    name: 'a key of two branches that can both hold',
    check: 'duplicate-key',
    text: `spec:
  {{- if .Values.a }}
  egress:
    - {}
  {{- end }}
  {{- if .Values.b }}
  egress: [] # !!
  {{- end }}
`,
    around: 'if .Values.b',
    cause: '`egress:` is written on line 3 and on line 7, and both can hold; the last one wins.',
    cures: {
      'leave the first `egress:` out where the second is written': `  {{- if not .Values.b }}
  egress:
    - {}
  {{- end }}`,
    },
  },
  {
    name: 'a key given twice without conditions',
    check: 'duplicate-key',
    text: 'metadata:\n  labels:\n    a: b\n    c: d\n    a: e # !!\n',
    around: undefined,
    cause: '`a:` is written on line 3 and on line 5 of the same mapping.',
    cures: { 'delete the first `a:`': '' },
  },
  {
    name: 'a key that a helper writes too',
    check: 'duplicate-key',
    text: 'matchLabels:\n  app: web # !!\n  {{- include "shop.labels" . | nindent 2 }}\n',
    around: undefined,
    cause: '`app:` is written here, and again by line 3: `{{- include "shop.labels" . | nindent 2 }}`.',
    cures: {},
  },
  {
    name: 'the same key in other mappings and other branches is none of it',
    check: 'duplicate-key',
    text: '{{ if .a }}\na:\n  x: 1\n{{ else }}\na:\n  x: 2 # !!\nb:\n  x: 3\n{{ end }}\n',
    around: 'if .a',
    cause: undefined,
    cures: {},
  },
  {
    name: 'a line that prints whatever the values hold',
    check: 'emptied-peers',
    text: `ingress:
  {{- toYaml .Values.ingress | nindent 2 }} {{- /* !! */}}
`,
    values: { ingress: [] },
    around: 'toYaml .Values.ingress | nindent 2',
    cause: '`toYaml .Values.ingress | nindent 2` writes its value as it is, and the fault stands in that.',
    cures: {},
  },
  {
    name: 'from: whose items a switch asks to leave out',
    check: 'emptied-peers',
    text: `ingress:
  - ports:
      - port: 80
    from: !!
    {{- if not .Values.allowExternal }}
      - podSelector: {}
    {{- end }}
    {{- if .Values.ns }}
      - namespaceSelector: {}
    {{- end }}
  - {}
`,
    values: { allowExternal: true, ns: {} },
    around: 'if not .Values.allowExternal',
    cause: 'all that is to stand under `from:` depends on conditions, and `from:` itself does not.',
    cures: {
      'write `from:` inside the condition: without it the rule is open, as asked for': `    {{- if or (not .Values.allowExternal) .Values.ns }}
    from:
    {{- if not .Values.allowExternal }}
      - podSelector: {}
    {{- end }}
    {{- if .Values.ns }}
      - namespaceSelector: {}
    {{- end }}`,
    },
  },
  {
    name: 'from: in an else, in a helper',
    check: 'emptied-peers',
    text: `{{- define "shop.np" }}
ingress:
  - ports: []
    {{- if .Values.open }}
    from: []
    {{- else }}
    from: !!
      {{- range .Values.peers }}
      - podSelector: {}
      {{- end }}
    {{- end }}
  - {}
{{- end }}
{{ include "shop.np" . }}
`,
    values: { open: false, peers: [] },
    around: 'range .Values.peers',
    cause: '`from:` stands outside of the `range .Values.peers` that writes what is under it.',
    cures: {
      'write the whole rule inside the condition': `  {{- if or .Values.open .Values.peers }}
  - ports: []
    {{- if .Values.open }}
    from: []
    {{- else }}
    from:
      {{- range .Values.peers }}
      - podSelector: {}
      {{- end }}
    {{- end }}
  {{- end }}`,
    },
  },
  {
    name: 'from: in a with, whose dot the rule does not have',
    check: 'emptied-peers',
    text: `ingress:
  - ports: []
    {{- with .Values.np }}
    from: !!
      {{- range .peers }}
      - podSelector: {}
      {{- end }}
    {{- end }}
  - {}
`,
    values: { np: { peers: [] } },
    around: 'range .peers',
    cause: '`from:` stands outside of the `range .peers` that writes what is under it.',
    cures: {},
  },
  {
    name: 'port: of a helper that reads what no values have',
    check: 'emptied-port',
    text: `egress:
  - ports:
      - port: 80
      - port: {{ include "shop.port" . }} # !!
`,
    values: { db: { port: 1 } },
    around: 'include "shop.port" .',
    cause: 'no values have `.Values.db.prt`: was `.Values.db.port` meant?',
    cures: {
      'write the port inside the condition': `      {{- if include "shop.port" . | trim }}
      - port: {{ include "shop.port" . }}
      {{- end }}`,
    },
  },
  {
    name: 'a label in quotes, with a comment',
    check: 'emptied-label',
    text: `spec:
  podSelector:
    matchLabels:
      app: "{{ .Values.app }}" # !!
`,
    values: { app: '' },
    around: '.Values.app',
    cause: '`.Values.app` is empty, and `app:` is written all the same.',
    cures: {
      'stop the render where `.Values.app` is not set': '      app: "{{ required "app is not set" .Values.app }}"',
    },
  },
  {
    name: 'a port in a condition of its own line',
    check: 'emptied-port',
    text: `ingress:
  - ports:
      - port: 1
      - port: {{ if .Values.port }}{{ .Values.port }}{{ end }} # !!
`,
    values: { port: 0 },
    around: 'if .Values.port',
    cause: 'what is under `port:` depends on `if .Values.port`, and `port:` itself does not.',
    cures: {
      'write the port inside the condition': `      {{- if .Values.port }}
      - port: {{ if .Values.port }}{{ .Values.port }}{{ end }}
      {{- end }}`,
    },
  },
  {
    name: 'a condition on a variable that is set too late for it',
    check: 'emptied-peers',
    text: `ingress:
  - ports: []
    {{- $peers := .Values.peers }}
    from: !!
      {{- range $peers }}
      - podSelector: {}
      {{- end }}
  - {}
`,
    values: { peers: [] },
    around: 'range $peers',
    cause: '`from:` stands outside of the `range $peers` that writes what is under it.',
    cures: {},
  },
  {
    name: 'ports: of a loop whose items a condition lets through',
    check: 'emptied-ports',
    text: `ingress:
  - ports: !!
      {{- range $port := .Values.ports }}
      {{- if $port.enabled }}
      - port: {{ $port.number }}
      {{- end }}
      {{- end }}
  - {}
`,
    values: { ports: { a: { enabled: false } } },
    around: 'range $port := .Values.ports',
    cause: '`ports:` stands outside of the `range $port := .Values.ports` that writes what is under it.',
    cures: {
      'write the whole rule inside the condition': `  {{- if .Values.ports }}
  - ports:
      {{- range $port := .Values.ports }}
      {{- if $port.enabled }}
      - port: {{ $port.number }}
      {{- end }}
      {{- end }}
  {{- end }}`,
      'write the whole rule only where one of the items is written': `  {{- $isWritten := false }}
  {{- range $port := .Values.ports }}
  {{- if $port.enabled }}
  {{- $isWritten = true }}
  {{- end }}
  {{- end }}
  {{- if $isWritten }}
  - ports:
      {{- range $port := .Values.ports }}
      {{- if $port.enabled }}
      - port: {{ $port.number }}
      {{- end }}
      {{- end }}
  {{- end }}`,
    },
  },
  {
    name: 'a rule of which all keys are blank',
    check: 'emptied-rule',
    text: `ingress:
  - from: !!
      {{- range .Values.from }}
      - {{ . }}
      {{- end }}
    ports:
      {{- toYaml .Values.ports | nindent 6 }}
    {{- with .Values.to }}
    to: {{- toYaml . | nindent 6 }}
    {{- end }}
  - {}
`,
    values: { from: [], ports: [], to: [] },
    around: 'range .Values.from',
    cause: '`from:` stands outside of the `range .Values.from` that writes what is under it.',
    cures: {
      'write the whole rule inside the condition': `  {{- if or .Values.from .Values.ports .Values.to }}
  - from:
      {{- range .Values.from }}
      - {{ . }}
      {{- end }}
    ports:
      {{- toYaml .Values.ports | nindent 6 }}
    {{- with .Values.to }}
    to: {{- toYaml . | nindent 6 }}
    {{- end }}
  {{- end }}`,
    },
  },
  {
    name: 'a value that is not empty but wrong',
    check: 'invalid-value',
    text: 'ingress:\n  - ports:\n      - port: {{ .Values.port }} # !!\n',
    values: { port: 'x y' },
    around: '.Values.port',
    cause: undefined,
    cures: {},
  },
  {
    name: 'a literal',
    check: 'emptied-peers',
    text: '{{ if .Values.a }}\ningress:\n  - from: # !!\n    ports:\n      - port: 1\n{{ end }}\n',
    values: { a: 1 },
    around: 'if .Values.a',
    cause: 'nothing in the template writes what is to stand under `from:`.',
    cures: {},
  },
];

for (const { name, check, text, values = {}, around, cause, cures } of rows) {
  test(name, () => {
    const line = text.slice(0, text.indexOf('!!')).split('\n').length;
    const plain = text.replace(/ (# )?!!$/m, '');
    const explained = explain(plain, line, check, values);
    assert.is(explained.around?.text, around);
    assert.is(explained.cause, cause);
    const found = explained.cures.map((one) => [one.message, changed(plain, one.text)]);
    assert.equal(Object.fromEntries(found), cures);
  });
}

test('an action is told with its word and its line', () => {
  const { around } = explain(
    'ingress:\n  - from:\n      {{- range .Values.a }}\n      - x: y\n      {{- end }}\n',
    2,
    'emptied-peers',
  );
  assert.equal(around, { word: 'range', line: 3, text: 'range .Values.a' });
});

test('paths of a sub-chart are told as its templates write them', () => {
  const { cause, cures } = explain('port: {{ .Values.prt }}', 1, 'emptied-port', { redis: { port: 1 } }, ['redis']);
  assert.is(cause, 'no values have `.Values.prt`: was `.Values.port` meant?');
  assert.is(cures[0]?.text, 'port: {{ .Values.port }}');
});

test('line breaks stay as they are', () => {
  const text = 'spec:\r\n  ingress:\r\n    {{- toYaml .Values.a | nindent 4 }}\r\n  x: y\n';
  const { cures } = explain(text, 2, 'emptied-direction', { a: [] });
  assert.is(
    cures[0]?.text,
    'spec:\r\n  {{- if .Values.a }}\r\n  ingress:\r\n    {{- toYaml .Values.a | nindent 4 }}\r\n  {{- end }}\r\n  x: y\n',
  );
});

const CHECKS = ['emptied-peers', 'emptied-port', 'emptied-label', 'emptied-direction', 'emptied-policy-types'];

test('on any line of any template there is an answer, and what is offered parses', () => {
  const pieces = Object.values(REAL_LOOKING).flatMap((text) => text.split(/(?<=\n)/));
  const mixed = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((lines) => lines.join(''));
  const text = fc.oneof(mixed, fc.constantFrom(...Object.values(REAL_LOOKING)));
  const check = fc.constantFrom(...CHECKS, 'peer-or-not-and', 'duplicate-key', 'emptied-rule', 'other');
  fc.assert(
    fc.property(text, fc.nat(60), check, (some, line, id) => {
      if (isTemplateFault(parseTemplate(some))) return;
      for (const cure of explain(some, line, id).cures) {
        assert.is(isTemplateFault(parseTemplate(cure.text)), false, cure.text);
        assert.is.not(cure.text, some);
      }
    }),
  );
});

test.run();
