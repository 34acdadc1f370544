import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import { CHECKING } from '../checks/golden.ts';

const test = suite('namespaces');

/** What `missing-namespace` says of a stream: `severity policy: the rest of the first sentence`. */
function told(text: string, options: Partial<PolishOptions> = {}): readonly string[] {
  const source = { name: 'np.yaml', bytes: Buffer.from(text), origin: 'file' } as const;
  return polish([source], { ...CHECKING, ...options })
    .findings.filter(({ check }) => check === 'missing-namespace')
    .map(({ severity, policy, caret }) => `${severity} ${policy?.name}: ${caret}`);
}

function policy(name: string, namespace?: string, selector = '{matchLabels: {app: web}}'): string {
  const place = namespace === undefined ? '' : `, namespace: ${namespace}`;
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}${place}}\nspec: {podSelector: ${selector}, ingress: [{}]}\n`;
}

function pod(app: string, namespace?: string, rest = ''): string {
  const place = namespace === undefined ? '' : `, namespace: ${namespace}`;
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${app}${place}, labels: {app: ${app}}${rest}}\nspec: {containers: [{name: a, image: a}]}\n`;
}

function stream(...documents: readonly string[]): string {
  return documents.join('---\n');
}

const HOOK = ', annotations: {helm.sh/hook: test}';
const RENDERED = '# Source: shop/templates/np.yaml\n';
const AMONG = '`namespace` is missing, while other policies of this stream name shop';
const WORKLOADS = '`namespace` is missing, while the workloads of this stream name shop';

const CASES: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ['nothing names a namespace', stream(policy('a'), policy('b'), pod('web')), []],
  ['everything does', stream(policy('a', 'shop'), policy('b', 'lab'), pod('web', 'shop')), []],
  ['some policies do', stream(policy('b'), policy('a', 'shop'), policy('c')), [`warning b: ${AMONG}`]],
  ['a blank one', policy('a', "''"), ['warning a: blank, which counts as missing']],
  ['the pods do', stream(policy('a'), pod('web', 'shop')), [`warning a: ${WORKLOADS}`]],
  ['the pods that it selects do not', stream(policy('a'), pod('web'), pod('api', 'shop')), []],
  ['other pods do, and it selects none', stream(policy('a'), pod('api', 'shop')), [`warning a: ${WORKLOADS}`]],
  ['only a hook does', stream(policy('a'), pod('web', 'shop', HOOK)), []],
  [
    'every pod',
    policy('a', undefined, '{}'),
    ['info a: `namespace` is missing, and `podSelector: {}` selects every pod of one namespace'],
  ],
  [
    'the pods do, each policy with its own',
    stream(policy('a'), policy('b', undefined, '{matchLabels: {app: api}}'), pod('web', 'shop'), pod('api', 'lab')),
    ['warning a: `namespace` is missing, while the workloads of this stream name theirs (lab, shop)'],
  ],
  ['a template stands where others have theirs', stream(policy('a'), policy('b', '"{{ x }}"')), []],
  ['a render, some policies do', stream(RENDERED + policy('b'), policy('a', 'shop')), [`info b: ${AMONG}`]],
  ['a render, the pods do', stream(RENDERED + policy('a'), RENDERED + pod('web', 'shop')), [`info a: ${WORKLOADS}`]],
];

for (const [what, text, expected] of CASES) test(what, () => assert.equal(told(text), expected));

const KNOWN: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ['some policies name it', stream(policy('b'), policy('a', 'shop')), []],
  ['some policies name another', stream(policy('b'), policy('a', 'lab')), []],
  ['the pods are there', stream(policy('a'), pod('web', 'shop'), pod('web', 'lab')), []],
  [
    'the pods are elsewhere',
    stream(policy('a'), pod('web', 'lab')),
    ['warning a: `namespace` is missing, and the workloads that the policy selects are in lab'],
  ],
  ['every pod', policy('a', undefined, '{}'), []],
  ['a blank one', policy('a', "''"), ['info a: blank, which counts as missing']],
];

for (const [what, text, expected] of KNOWN) {
  test(`--namespace shop: ${what}`, () => assert.equal(told(text, { namespace: 'shop' }), expected));
}

test('the context names no namespace for the stream', () => {
  const context = [
    { name: 'live.yaml', bytes: Buffer.from(pod('web', 'shop')), origin: 'file', isContext: true },
  ] as const;
  assert.equal(told(policy('a'), { context }), []);
});

const DENIED = (name: string, types: string, namespace = ', namespace: shop'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}${namespace}}\nspec: {podSelector: {}, policyTypes: [${types}]}\n`;
const CILIUM = (labels: string): string =>
  `apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: shop}\nspec: {endpointSelector: ${labels}, ingress: [{}], egress: [{}]}\n`;

/** Of each finding of no-default-deny its namespace and directions, and the name of the policy that it offers. */
const OPEN: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
  ['nobody denies', policy('a', 'shop'), ['the namespace shop, ingress and egress: default-deny']],
  ['one denies both', stream(policy('a', 'shop'), DENIED('d', 'Ingress, Egress')), []],
  ['one denies each', stream(DENIED('i', 'Ingress'), DENIED('e', 'Egress')), []],
  ['ingress is denied', DENIED('d', 'Ingress'), ['the namespace shop, egress: default-deny-egress']],
  ['egress is denied', DENIED('d', 'Egress'), ['the namespace shop, ingress: default-deny-ingress']],
  [
    'the names are taken',
    stream(DENIED('default-deny-egress', 'Ingress'), DENIED('default-deny-egress-all', 'Ingress')),
    ['the namespace shop, egress: default-deny-egress-2'],
  ],
  ['no namespace is named', policy('a'), ['the namespace of the release, ingress and egress: default-deny']],
  ['one that names none may be for this one', stream(policy('a', 'shop'), DENIED('d', 'Ingress, Egress', '')), []],
  ['only workloads', pod('web', 'shop'), ['the namespace shop, ingress and egress: default-deny']],
  ['Cilium may isolate all that is there', stream(pod('web', 'shop'), CILIUM('{}')), []],
  [
    'Cilium isolates others',
    stream(pod('web', 'shop'), CILIUM('{matchLabels: {app: api}}')),
    ['the namespace shop, ingress and egress: default-deny'],
  ],
  [
    'Cilium isolates, and nothing is there',
    stream(policy('a', 'shop'), CILIUM('{}')),
    ['the namespace shop, ingress and egress: default-deny'],
  ],
];

for (const [what, text, expected] of OPEN) {
  test(`no-default-deny: ${what}`, () => {
    const { findings } = polish([{ name: 'np.yaml', bytes: Buffer.from(text), origin: 'file' }], {
      ...CHECKING,
      severities: { 'no-default-deny': 'info' },
    });
    const own = findings.filter(({ check }) => check === 'no-default-deny');
    const seen = own.map(({ message, help }) => {
      const [, where, lacking] = /^(.*) is without a policy that denies (.*) to every pod/.exec(message) ?? [];
      return `${where}, ${lacking}: ${/^ {2}name: (.*)$/m.exec(help)?.[1]}`;
    });
    assert.equal(seen, expected);
    for (const { message, help } of own) {
      assert.is(help.includes('\n  egress:'), /denies.*egress.*to every/.test(message));
      assert.is(help.includes('\n  namespace: shop'), message.startsWith('the namespace shop'));
    }
  });
}

for (const selector of ['{}', '{matchLabels: {app: web}}']) {
  test(`the policy that no-default-deny offers settles it, and brings no finding of its own: ${selector}`, () => {
    const open = policy('a', 'shop', selector);
    const findings = (text: string) =>
      polish([{ name: 'np.yaml', bytes: Buffer.from(text), origin: 'file' }], {
        ...CHECKING,
        severities: { 'no-default-deny': 'info' },
      }).findings.filter(({ check }) => check !== 'mergeable-policies' && check !== 'implicit-policy-types');
    const [first] = findings(open);
    assert.is(first?.check, 'no-default-deny');
    const offered = /^apiVersion[\s\S]*(?=\nNodeLocal)/m.exec(first?.help ?? '')?.[0] ?? '';
    assert.equal(findings(stream(open, `${offered}\n`)), []);
  });
}

test.run();
