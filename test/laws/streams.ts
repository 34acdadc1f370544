import fc from 'fast-check';
import type { Json } from './evaluator.ts';
import { policySetArbitrary } from './universe.ts';

type Fields = Readonly<Record<string, Json>>;

const HEAD = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';
const POLICY = `${HEAD}metadata:\n  name: web\n  namespace: shop\nspec:\n  podSelector: {}\n`;

/** Policies whose text is legal YAML and hard on a scanner. */
const ODD_POLICIES: readonly string[] = [
  POLICY,
  POLICY.replace(/\n$/, ''),
  POLICY.replace(/^(?=.)/gm, '    '),
  POLICY.replace('\n', '\n\n# ---\n'),
  POLICY.replace(/: /g, ' :   '),
  POLICY.replace('web', '"web" # --- not a separator'),
  `${POLICY}  policyTypes:\n  - Ingress\n  - Egress\n`,
  `spec: {podSelector: {}}\nmetadata: {name: late}\nkind: NetworkPolicy\napiVersion: networking.k8s.io/v1\n`,
  `"apiVersion": 'networking.k8s.io/v1'\n"kind": "NetworkPolicy"\n'metadata': {"name": web}\n`,
  `? apiVersion\n: networking.k8s.io/v1\n? kind\n: NetworkPolicy\n`,
  `!!map\n${HEAD}metadata: !!map {name: !!str 1}\n`,
  `&root\n${HEAD}metadata: &m\n  name: &n web\nspec:\n  podSelector: &all {}\n  ingress:\n  - from: [{podSelector: *all}]\n`,
  `x: &x {podSelector: {}}\n${HEAD}spec:\n  <<: *x\n`,
  `x: &x {podSelector: {}}\n${HEAD}spec:\n  !!merge <<: [*x]\n`,
  `${HEAD}kind: NetworkPolicy\nkind: ConfigMap\n`,
  `${POLICY}spec:\n  ingress: []\n`,
  `${HEAD}metadata:\n  name: web\n  generation: 9007199254740993\n  big: 18446744073709551616\n`,
  `${HEAD}metadata:\n  annotations:\n    text: |\n      ---\n      ${HEAD.replaceAll('\n', '\n      ')}\n    folded: >-\n      ...\n      ---\n`,
  `${HEAD}metadata:\n  name: "a\n    b"\n  annotations: {a: 'one\n\n    two'}\n`,
  `${HEAD}metadata:\tname\n`,
  `${HEAD}metadata:\n\tname: web\n`,
  `${HEAD}metadata: {name: "\\ud800 \\x00 \\N"}\n`,
  `${HEAD}metadata: {name: café-\u{1f600}-\u2028-\u0085}\n`,
  `{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"web"},"spec":{"ingress":[{}]}}`,
  `{\n\t"apiVersion": "networking.k8s.io/v1",\n\t"kind": "NetworkPolicy",\n\t"spec": null\n}\n`,
  `${POLICY}# a comment behind the content\n`,
  `${POLICY}  ingress:\n  - from:\n    - ipBlock: {cidr: 10.0.0.0/8, # inside\n        except: [10.1.0.0/16,]}\n`,
  `${POLICY}  # ${'long '.repeat(4000)}\n`,
  `${HEAD}metadata: {annotations: {long: "${'x'.repeat(70000)}"}}\n`,
];

/** Lists, which hold policies one level down. */
const LISTS: readonly string[] = [
  `apiVersion: v1\nkind: List\nitems:\n- ${POLICY.trimEnd().replaceAll('\n', '\n  ')}\n- apiVersion: v1\n  kind: Secret\n`,
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicyList\nitems:\n- metadata: {name: a}\n  spec: {podSelector: {}}\n- null\n`,
  `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy"}]}\n`,
  `apiVersion: v1\nkind: List\nitems: null\n`,
  `- ${HEAD.trimEnd().replaceAll('\n', '\n  ')}\n`,
];

/** Documents that are none of our business, most of them with our words in them, and broken ones. */
const STRANGERS: readonly string[] = [
  '',
  '\n\n',
  '# only a comment\n',
  '   # kind: NetworkPolicy\n',
  'null\n',
  '~\n',
  '{}\n',
  'just text\n',
  '"---"\n',
  '|\n  ---\n  literal\n',
  `apiVersion: v1\nkind: ConfigMap\ndata:\n  policy.yaml: |\n    ---\n    ${HEAD.replaceAll('\n', '\n    ')}\n    ...\n`,
  `apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |2\n     ---\n  b: >+\n    kind: NetworkPolicy\n\n\n`,
  `apiVersion: v1\nkind: ConfigMap\ndata: {"a": "\n---\n"}\n`,
  'apiVersion: v1\nkind: Service # kind: NetworkPolicy\nmetadata: {name: NetworkPolicy}\n',
  'apiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy\nspec: {selector: all()}\n',
  'apiVersion: extensions/v1beta1\nkind: NetworkPolicy\n',
  'kind: NetworkPolicy\n',
  `${HEAD}spec: [}\n`,
  `${HEAD}spec: "open\n`,
  `${HEAD}spec: *nowhere\n`,
  `${HEAD} metadata: {}\n`,
  `${HEAD}spec: {{ .Values.spec }}\n`,
  `${HEAD}spec: @text\n`,
  `${HEAD}spec: <no value>\n`,
  ' ---\nkind: NetworkPolicy\n',
  '----\n',
  '%YAML 1.2\n',
];

const SEPARATORS: readonly string[] = [
  '---\n',
  '---\n',
  '---\n',
  '--- # comment\n',
  '---  \n',
  '---\t\n',
  '---\n---\n',
  '\n---\n\n',
  '# Source: chart/templates/policy.yaml\n---\n',
  '---\n# Source: chart/templates/policy.yaml\n',
  '...\n',
  '...\n---\n',
  '... # end\n',
  '---',
  '---text\n',
  '--- text\n',
  '--- !!map\n',
  '--- |\n',
  '--- {kind: NetworkPolicy}\n---\n',
  '%YAML 1.2\n---\n',
  '...\n%YAML 1.1\n---\n',
  '...\n%TAG !e! tag:example.com,2000:\n---\n',
  '\ufeff---\n',
];

const NASTY_BYTES: readonly Buffer[] = [
  Buffer.from([0xff]),
  Buffer.from([0xc3]),
  Buffer.from([0xc0, 0x80]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0x00]),
  Buffer.from([0x07]),
  Buffer.from([0x7f]),
  Buffer.from([0x0d]),
  Buffer.from('\ufeff'),
  Buffer.from('\u0085\u2028'),
  Buffer.from('\t'),
];

const generated: fc.Arbitrary<string> = fc
  .tuple(policySetArbitrary, fc.constantFrom('block', 'quoted', 'flow', 'json'), fc.boolean())
  .map(([[policy = null], style, turned]) => write(turned ? reversed(policy as Fields) : policy, style));

function reversed(object: Fields): Json {
  return Object.fromEntries(Object.entries(object).reverse());
}

function write(policy: Json, style: string): string {
  if (style === 'flow') return `${JSON.stringify(policy)}\n`;
  if (style === 'json') return `${JSON.stringify(policy, null, 2)}\n`;
  return `${block(policy, '', style === 'quoted').trimStart()}\n`;
}

/** Block style as Helm templates have it: sequences on the column of their key, empty things in flow style. */
function block(value: Json, indent: string, quoted: boolean): string {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `\n${indent}- ${block(item, `${indent}  `, quoted).trimStart()}`).join('');
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return ` ${JSON.stringify(value)}`;
  return Object.entries(value as Fields)
    .map(([key, item]) => {
      const deeper = Array.isArray(item) ? indent : `${indent}  `;
      return `\n${indent}${quoted ? JSON.stringify(key) : key}:${block(item, deeper, quoted)}`;
    })
    .join('');
}

const document: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: generated },
  { weight: 5, arbitrary: fc.constantFrom(...ODD_POLICIES) },
  { weight: 1, arbitrary: fc.constantFrom(...LISTS) },
  { weight: 4, arbitrary: fc.constantFrom(...STRANGERS) },
);

const text: fc.Arbitrary<string> = fc
  .record({
    start: fc.constantFrom('', '', '', '\ufeff', '\n', '# first\n', '%YAML 1.2\n'),
    first: fc.option(fc.constantFrom(...SEPARATORS), { nil: '' }),
    parts: fc.array(fc.tuple(document, fc.constantFrom(...SEPARATORS)), { maxLength: 5 }),
    end: fc.constantFrom('keep', 'keep', 'drop', 'no newline'),
  })
  .map(({ start, first, parts, end }) => {
    const all = parts.map(([body, separator]) => body + separator);
    const last = parts.at(-1)?.[0] ?? '';
    const kept = end === 'keep' ? all : [...all.slice(0, -1), last];
    const joined = start + first + kept.join('');
    return end === 'no newline' ? joined.replace(/\n+$/, '') : joined;
  });

const withLineEnds: fc.Arbitrary<string> = fc
  .tuple(text, fc.constantFrom('lf', 'lf', 'lf', 'crlf', 'mixed', 'cr'), fc.infiniteStream(fc.boolean()))
  .map(([lines, ends, coins]) => {
    if (ends === 'lf') return lines;
    if (ends === 'mixed') return lines.replace(/\n/g, () => (coins.next().value === true ? '\r\n' : '\n'));
    return lines.replaceAll('\n', ends === 'cr' ? '\r' : '\r\n');
  });

function damaged(bytes: Buffer): fc.Arbitrary<Buffer> {
  return fc.tuple(fc.nat(bytes.length), fc.constantFrom(...NASTY_BYTES), fc.boolean()).map(([at, nasty, cut]) => {
    return Buffer.concat([bytes.subarray(0, at), nasty, cut ? Buffer.alloc(0) : bytes.subarray(at)]);
  });
}

/**
 * Streams as a renderer, an editor or an enemy may hand them over: none to six documents, about half of them
 * NetworkPolicies, between separators, markers and directives of every kind. Some are broken YAML, some not even UTF-8.
 */
export const streamArbitrary: fc.Arbitrary<Buffer> = withLineEnds.chain((lines) => {
  const bytes = Buffer.from(lines);
  return fc.oneof({ weight: 6, arbitrary: fc.constant(bytes) }, { weight: 1, arbitrary: damaged(bytes) });
});
