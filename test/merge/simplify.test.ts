/** What --simplify writes of policies: those that are merged, and single ones. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { simplifyRules } from '../../src/merge/simplify.ts';
import type { Rule } from '../../src/policy/api.ts';
import { merge } from './run.ts';
import { policy } from './written.ts';

const test = suite('merge/simplify');

test('what the API refuses comes back as it is', () => {
  const refused = [{ from: [{ ipBlock: { cidr: 'nowhere' } }] }, { ports: [{ protocol: 'ICMP' }] }];
  assert.is(simplifyRules(refused, 'ingress'), refused);
});

function from(app: string, port: number): string {
  return `  - from:\n    - podSelector:\n        matchLabels:\n          app: ${app}\n    ports:\n    - protocol: TCP\n      port: ${port}\n`;
}

const SPEC = '  podSelector: {}\n  policyTypes: [Ingress]\n';
const TWO = `  ingress:\n${from('a', 80)}${from('b', 80)}`;
const ONE =
  '  ingress:\n  - from:\n    - podSelector:\n        matchLabels:\n          app: a\n    - podSelector:\n        matchLabels:\n          app: b\n    ports:\n    - protocol: TCP\n      port: 80\n';

test('a merge writes the rules of all members anew', () => {
  const stream = `${policy('a', `${SPEC}  ingress:\n  # gone\n${from('b', 80)}`)}---\n${policy('b', `${SPEC}  ingress:\n${from('a', 80)}`)}`;
  const { text, merges, summary } = merge(stream, { simplify: true });
  const annotation = '  annotations:\n    netpolish.dev/merged-from: "a,b"\n';
  assert.is(text, policy('a', `  podSelector: {}\n  policyTypes:\n  - Ingress\n${ONE}`, annotation));
  assert.is(merges[0]?.rules, 'simplified');
  assert.equal(merges[0]?.size, {
    before: { rules: 2, peers: 2, ports: 2 },
    after: { rules: 1, peers: 2, ports: 1 },
  });
  assert.equal([summary.merged, summary.simplified], [1, 1]);
  assert.is(merge(text, { simplify: true }).text, text);
});

// A single policy and what becomes of it; undefined where it stays byte for byte.
const SINGLES: readonly (readonly [fact: string, text: string, want: string | undefined])[] = [
  [
    'its rules alone are written anew',
    policy('a', `# above\n${SPEC}${TWO}# below\n`),
    policy('a', `# above\n${SPEC}${ONE}# below\n`),
  ],
  [
    'carriage returns stay',
    policy('a', `${SPEC}${TWO}`).replaceAll('\n', '\r\n'),
    policy('a', `${SPEC}${ONE}`).replaceAll('\n', '\r\n'),
  ],
  [
    'metadata stays',
    policy('a', `${SPEC}${TWO}`, '  annotations: {x: y1} # mine\n'),
    policy('a', `${SPEC}${ONE}`, '  annotations: {x: y1} # mine\n'),
  ],
  [
    'types that it leaves to the server stay so',
    policy('a', `  podSelector: {}\n${TWO}`),
    policy('a', `  podSelector: {}\n${ONE}`),
  ],
  [
    'the other direction stays as it is',
    policy('a', `  podSelector: {}\n${TWO}  egress: [{ports: [{port: 80}]}] # mine\n`),
    policy('a', `  podSelector: {}\n${ONE}  egress: [{ports: [{port: 80}]}] # mine\n`),
  ],
  [
    'already small, in another order and spelling',
    policy('a', `${SPEC}  ingress:\n  - ports:\n    - port: 81\n    - port: 80\n`),
    undefined,
  ],
  ['dead rules are no rules', policy('a', `  podSelector: {}\n  policyTypes: [Egress]\n${TWO}`), undefined],
  ['opting out', policy('a', `${SPEC}${TWO}`, '  annotations: {netpolish.dev/merge: "false"}\n'), undefined],
  ['a finalizer', policy('a', `${SPEC}${TWO}`, '  finalizers: [x/y]\n'), undefined],
  ['an error', policy('a', `${SPEC}${TWO}  - from:\n`), undefined],
  ['a field the API does not know', policy('a', `${SPEC}${TWO}  ingres: []\n`), undefined],
  [
    'inside a List',
    `apiVersion: v1\nkind: List\nitems:\n- ${policy('a', `${SPEC}${TWO}`).replaceAll('\n', '\n  ')}\n`,
    undefined,
  ],
];

for (const [fact, given, want] of SINGLES) {
  test(`a single policy: ${fact}`, () => {
    const { text, merges, summary } = merge(given, { simplify: true });
    assert.is(text, want ?? given);
    assert.is(summary.simplified, want === undefined ? 0 : 1);
    assert.is(summary.merged, 0);
    assert.equal(
      merges.flatMap(({ caveats }) => caveats),
      [],
    );
    assert.is(merge(text, { simplify: true }).text, text);
    assert.is(merge(given).text, given, 'it is changed unasked');
  });
}

test('a single policy whose text cannot be cut is written whole', () => {
  const rule = (app: string): object => ({ from: [{ podSelector: { matchLabels: { app } } }] });
  const object = (ingress: readonly object[]): object => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a', annotations: { x: 'z' } },
    spec: { podSelector: {}, policyTypes: ['Ingress'], ingress },
  });
  const { text } = merge(JSON.stringify(object([rule('a'), rule('b'), rule('a')])), { simplify: true });
  const [both] = [{ from: [rule('a'), rule('b')].flatMap((one) => (one as { from: object[] }).from) }];
  assert.equal(JSON.parse(text), object([both]));
  const anchored = policy('a', `${SPEC}  ingress:\n  - from: &who\n    - podSelector: {}\n  - from: *who\n`);
  assert.equal(parse(merge(anchored, { simplify: true }).text).spec.ingress, [{ from: [{ podSelector: {} }] }]);
  const untyped = anchored.replace('  policyTypes: [Ingress]\n', '');
  assert.not.ok(
    'policyTypes' in parse(merge(untyped, { simplify: true }).text).spec,
    'types left to the server stay so',
  );
});

test('what is redundant is told where it stays, and not where it is written anew', () => {
  const given = policy('a', `${SPEC}  ingress:\n${from('a', 80)}${from('a', 80)}`);
  const told = (text: string, simplify: boolean): readonly string[] =>
    merge(text, { simplify }).findings.map(({ check }) => check);
  assert.ok(told(given, false).includes('redundant-rule'));
  assert.not.ok(told(given, true).includes('redundant-rule'));
  const optedOut = policy(
    'a',
    given.slice(given.indexOf('  podSelector')),
    '  annotations: {netpolish.dev/merge: "false"}\n',
  );
  assert.ok(told(optedOut, true).includes('redundant-rule'));
  const narrow = policy('b', `  podSelector: {matchLabels: {app: b}}\n  policyTypes: [Ingress]\n${TWO}`);
  const beside = policy('all', `${SPEC}  ingress:\n${from('a', 80)}`);
  assert.ok(told(`${narrow}---\n${beside}`, true).includes('redundant-rule'), 'what wider groups cover is still told');
});

test('egress rules that allow nothing take no isolation with them', () => {
  const nobody = '{podSelector: {matchExpressions: [{key: a, operator: Exists}, {key: a, operator: DoesNotExist}]}}';
  const given = policy('a', `  podSelector: {}\n  ingress: [{}]\n  egress:\n  - to: [${nobody}]\n`);
  const { text, merges } = merge(given, { simplify: true, severities: { 'unsatisfiable-selector': 'off' } });
  const { spec } = parse(text);
  assert.equal(spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [] });
  assert.match(merges[0]?.caveats[0] ?? '', /leaves policyTypes to the server/);
});

test('egress rules that allow nothing go in place where the types are written', () => {
  const nobody = '{podSelector: {matchExpressions: [{key: a, operator: Exists}, {key: a, operator: DoesNotExist}]}}';
  const spec = (egress: string): string =>
    `  podSelector: {} # all\n  policyTypes: [Egress] # these\n  egress:${egress}`;
  const given = policy('a', spec(`\n  - to: [${nobody}]\n`));
  const { text } = merge(given, { simplify: true, severities: { 'unsatisfiable-selector': 'off' } });
  assert.is(text, policy('a', spec(' []\n')));
});

test('rules of several policies are written anew though nothing is saved', () => {
  const { text, merges } = merge(
    `${policy('a', `${SPEC}  ingress:\n${from('b', 81)}`)}---\n${policy('b', `${SPEC}  ingress:\n${from('a', 80)}`)}`,
    { simplify: true },
  );
  assert.match(text, `  ingress:\n${from('a', 80)}${from('b', 81)}`);
  assert.is(merges[0]?.rules, 'simplified');
});

test('where there are no rules nothing was simplified', () => {
  const { merges, summary } = merge(`${policy('a', SPEC)}---\n${policy('b', SPEC)}`, { simplify: true });
  assert.is(merges[0]?.rules, 'verbatim');
  assert.equal([summary.merged, summary.simplified], [1, 0]);
});

test('any fault but a question too large goes through, and what the API refuses comes back', () => {
  const refused: readonly Rule[] = [{ ports: [{ protocol: 'ICMP' }] }];
  assert.is(simplifyRules(refused, 'ingress'), refused);
  const broken = new Proxy({} as Rule, {
    get: () => {
      throw new TypeError('broken');
    },
  });
  assert.throws(() => simplifyRules([broken], 'ingress'), /^broken$/);
});

test.run();
