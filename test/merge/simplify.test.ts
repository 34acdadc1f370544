/** What --simplify writes: each rewriting that is exact on every CNI, and those that are not and must not happen. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { simplifyRules } from '../../src/merge/simplify.ts';
import { DIRECTIONS, type Rule } from '../../src/policy/api.ts';
import { merge } from './run.ts';

const test = suite('merge/simplify');

const WEB = '{podSelector: {matchLabels: {app: web}}}';
const API = '{podSelector: {matchLabels: {app: api}}}';
const PODS = '{podSelector: {}}';
const ALL = '{namespaceSelector: {}}';
const EVERY_POD = '{namespaceSelector: {}, podSelector: {}}';

function block(cidr: string, ...except: readonly string[]): string {
  return except.length === 0
    ? `{ipBlock: {cidr: "${cidr}"}}`
    : `{ipBlock: {cidr: "${cidr}", except: [${except.map((one) => `"${one}"`).join()}]}}`;
}

function pods(...requirements: readonly string[]): string {
  return `{podSelector: {matchExpressions: [${requirements.map((one) => `{${one}}`).join()}]}}`;
}

function tcp(...ports: readonly (number | string)[]): string {
  return ports.map((port) => `{protocol: TCP, port: ${port}}`).join();
}

/** Rules in, rules out. `PEERS` is `from` or `to`. */
type Row = readonly [fact: string, rules: string, want: string];

const REWRITINGS: readonly Row[] = [
  ['a rule that is there twice', `[{PEERS: [${WEB}]}, {PEERS: [${WEB}]}]`, `[{PEERS: [${WEB}]}]`],
  [
    'equal ports: one rule with the peers of both',
    `[{PEERS: [${WEB}], ports: [${tcp(80)}]}, {PEERS: [${API}], ports: [${tcp(80)}]}]`,
    `[{PEERS: [${API}, ${WEB}], ports: [${tcp(80)}]}]`,
  ],
  [
    'equal ports in another order',
    `[{PEERS: [${WEB}], ports: [${tcp(80, 81)}]}, {PEERS: [${API}], ports: [${tcp(81, 80)}]}]`,
    `[{PEERS: [${API}, ${WEB}], ports: [${tcp(80, 81)}]}]`,
  ],
  [
    'equal ports: anybody absorbs',
    `[{ports: [${tcp(80)}]}, {PEERS: [${API}], ports: [${tcp(80)}]}]`,
    `[{ports: [${tcp(80)}]}]`,
  ],
  [
    'equal peers: one rule with the ports of both',
    `[{PEERS: [${WEB}], ports: [${tcp(443)}]}, {PEERS: [${WEB}], ports: [${tcp(80)}]}]`,
    `[{PEERS: [${WEB}], ports: [${tcp(80, 443)}]}]`,
  ],
  [
    'equal peers: every port absorbs',
    `[{PEERS: [${WEB}], ports: [${tcp(443)}]}, {PEERS: [${WEB}]}]`,
    `[{PEERS: [${WEB}]}]`,
  ],
  [
    'an empty rule absorbs the direction',
    `[{PEERS: [${WEB}], ports: [${tcp(443)}]}, {}, {ports: [${tcp(1)}]}]`,
    '[{}]',
  ],
  ['empty lists are none', '[{PEERS: [], ports: []}]', '[{}]'],
  [
    'a protocol absorbs its numbers, ranges and names',
    `[{PEERS: [${WEB}], ports: [${tcp(80, 'http')}, {protocol: TCP, port: 1, endPort: 9}, {protocol: TCP}]}]`,
    `[{PEERS: [${WEB}], ports: [{protocol: TCP}]}]`,
  ],
  [
    'a range absorbs the numbers in it',
    '[{ports: [{protocol: TCP, port: 80, endPort: 90}, {protocol: TCP, port: 85}, {protocol: TCP, port: 82, endPort: 84}]}]',
    '[{ports: [{protocol: TCP, port: 80, endPort: 90}]}]',
  ],
  [
    'ranges that touch',
    '[{ports: [{protocol: TCP, port: 80, endPort: 90}, {protocol: TCP, port: 91, endPort: 99}]}]',
    '[{ports: [{protocol: TCP, port: 80, endPort: 99}]}]',
  ],
  [
    'ranges that overlap',
    '[{ports: [{protocol: UDP, port: 80, endPort: 90}, {protocol: UDP, port: 85, endPort: 99}]}]',
    '[{ports: [{protocol: UDP, port: 80, endPort: 99}]}]',
  ],
  [
    'ranges of rules with equal peers',
    `[{PEERS: [${WEB}], ports: [{protocol: TCP, port: 80, endPort: 90}]}, {PEERS: [${WEB}], ports: [{protocol: TCP, port: 91, endPort: 99}]}]`,
    `[{PEERS: [${WEB}], ports: [{protocol: TCP, port: 80, endPort: 99}]}]`,
  ],
  [
    'a range of one number is the number',
    '[{ports: [{protocol: TCP, port: 80, endPort: 80}]}]',
    `[{ports: [${tcp(80)}]}]`,
  ],
  ['every pod of the namespace covers some', `[{PEERS: [${WEB}, ${PODS}]}]`, `[{PEERS: [${PODS}]}]`],
  [
    'a selector that asks less covers',
    `[{PEERS: [${pods('key: app, operator: Exists')}]}, {PEERS: [${WEB}]}]`,
    `[{PEERS: [${pods('key: app, operator: Exists')}]}]`,
  ],
  [
    'several cover one',
    `[{PEERS: [${pods('key: app, operator: Exists')}, ${pods('key: app, operator: DoesNotExist')}, ${WEB}]}]`,
    `[{PEERS: [${pods('key: app, operator: DoesNotExist')}, ${pods('key: app, operator: Exists')}]}]`,
  ],
  [
    'anybody on more ports covers',
    `[{PEERS: [${WEB}], ports: [${tcp(80)}]}, {ports: [${tcp(80, 81)}]}]`,
    `[{ports: [${tcp(80, 81)}]}]`,
  ],
  [
    'a port goes where the rest of the rule stays',
    `[{PEERS: [${WEB}], ports: [${tcp(80, 443)}]}, {ports: [${tcp(80)}]}]`,
    `[{ports: [${tcp(80)}]}, {PEERS: [${WEB}], ports: [${tcp(443)}]}]`,
  ],
  [
    'a block in a block',
    `[{PEERS: [${block('10.1.0.0/16')}, ${block('10.0.0.0/8')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8')}]}]`,
  ],
  [
    'a block in what exceptions leave',
    `[{PEERS: [${block('10.1.0.0/16', '10.1.2.0/24')}, ${block('10.0.0.0/8', '10.1.2.0/25')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8', '10.1.2.0/25')}]}]`,
  ],
  [
    'a block without exceptions covers one with them',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16')}, ${block('10.0.0.0/8')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8')}]}]`,
  ],
  [
    'two halves cover the whole',
    `[{PEERS: [${block('10.0.0.0/9')}, ${block('10.128.0.0/9')}, ${block('10.0.0.0/8', '10.3.0.0/16')}]}]`,
    `[{PEERS: [${block('10.0.0.0/9')}, ${block('10.128.0.0/9')}]}]`,
  ],
  [
    'exceptions in order, once, none in another',
    `[{PEERS: [${block('10.0.0.0/8', '10.9.0.0/16', '10.1.2.0/24', '10.1.0.0/16', '10.9.0.0/16')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16', '10.9.0.0/16')}]}]`,
  ],
  [
    'an exception in two spellings: the usual one stays, wherever it stands',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16', '10.1.2.3/16')}]}, {PEERS: [${block('10.0.0.0/8', '10.1.2.3/16', '10.1.0.0/16')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16')}]}]`,
  ],
  [
    'an exception in two unusual spellings: the one that sorts first',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.2.3/16', '10.1.0.1/16')}]}]`,
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.1/16')}]}]`,
  ],
  [
    'ranges of two protocols, each with its own',
    '[{ports: [{protocol: UDP, port: 1, endPort: 9}, {protocol: TCP, port: 5, endPort: 9}, {protocol: UDP, port: 9, endPort: 12}]}]',
    '[{ports: [{protocol: TCP, port: 5, endPort: 9}, {protocol: UDP, port: 1, endPort: 12}]}]',
  ],
  [
    'a block that its exceptions use up',
    `[{PEERS: [${block('10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9')}, ${WEB}]}]`,
    `[{PEERS: [${WEB}]}]`,
  ],
  [
    'a peer that selects nothing',
    `[{PEERS: [${pods('key: a, operator: Exists', 'key: a, operator: DoesNotExist')}, ${WEB}]}]`,
    `[{PEERS: [${WEB}]}]`,
  ],
  [
    'nothing but peers that select nothing: no rule, and never anybody',
    `[{PEERS: [${pods('key: a, operator: Exists', 'key: a, operator: DoesNotExist')}]}]`,
    '[]',
  ],
  [
    'a selector in its usual spelling',
    `[{PEERS: [${pods('key: b, operator: NotIn, values: [y, x, y]', 'key: a, operator: In, values: [z]', 'key: c, operator: In, values: [q, p]')}]}]`,
    '[{PEERS: [{podSelector: {matchLabels: {a: z}, matchExpressions: [{key: b, operator: NotIn, values: [x, y]}, {key: c, operator: In, values: [p, q]}]}}]}]',
  ],
  [
    'two requirements of one key',
    `[{PEERS: [${pods('key: a, operator: NotIn, values: [x]', 'key: a, operator: Exists')}]}]`,
    `[{PEERS: [${pods('key: a, operator: Exists', 'key: a, operator: NotIn, values: [x]')}]}]`,
  ],
  [
    'one selector in two spellings',
    `[{PEERS: [${WEB}, ${pods('key: app, operator: In, values: [web]')}]}]`,
    `[{PEERS: [${WEB}]}]`,
  ],
  [
    'rules by whom they let in: anybody, own pods, other namespaces, addresses',
    `[{PEERS: [${block('10.0.0.0/8')}], ports: [${tcp(1)}]}, {PEERS: [${ALL}], ports: [${tcp(2)}]}, {PEERS: [${WEB}], ports: [${tcp(3)}]}, {ports: [${tcp(4)}]}]`,
    `[{ports: [${tcp(4)}]}, {PEERS: [${WEB}], ports: [${tcp(3)}]}, {PEERS: [${ALL}], ports: [${tcp(2)}]}, {PEERS: [${block('10.0.0.0/8')}], ports: [${tcp(1)}]}]`,
  ],
  [
    'ports by protocol, number and name',
    '[{ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: http}, {protocol: TCP, port: 443}, {protocol: TCP, port: 80}]}]',
    `[{ports: [${tcp(80, 443, 'http')}, {protocol: UDP, port: 53}]}]`,
  ],
  [
    'addresses as numbers, not as text',
    `[{PEERS: [${block('100.0.0.0/8')}, ${block('2001:db8::/32')}, ${block('20.0.0.0/8')}]}]`,
    `[{PEERS: [${block('20.0.0.0/8')}, ${block('100.0.0.0/8')}, ${block('2001:db8::/32')}]}]`,
  ],
  [
    'port by port where that is less',
    `[{PEERS: [${API}], ports: [${tcp(1, 2, 3)}]}, {PEERS: [${WEB}], ports: [${tcp(1, 2, 3, 4)}]}]`,
    `[{PEERS: [${API}, ${WEB}], ports: [${tcp(1, 2, 3)}]}, {PEERS: [${WEB}], ports: [${tcp(4)}]}]`,
  ],
];

// What comes back as it went in.
const KEPT: readonly (readonly [fact: string, rules: string])[] = [
  ['a protocol that there is not, twice', '[{ports: [{protocol: ICMP}]}, {ports: [{protocol: ICMP}]}]'],
  ['a block that is none, twice', `[{PEERS: [${block('10.0.0.0')}]}, {PEERS: [${block('10.0.0.0')}]}]`],
  ['an exception that is none', `[{PEERS: [${block('10.0.0.0/8', 'b', 'a', 'a')}]}]`],
  [
    'a namespaceSelector beside and without podSelector {}: OVN-Kubernetes tells them apart',
    `[{PEERS: [${ALL}, ${EVERY_POD}]}]`,
  ],
  [
    'own pods beside a namespace by its name',
    `[{PEERS: [${PODS}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {}}]}]`,
  ],
  ['own pods beside those of all namespaces', `[{PEERS: [${PODS}, ${EVERY_POD}]}]`],
  [
    'all addresses are not anybody: Cilium takes no pod for an address',
    `[{PEERS: [${block('0.0.0.0/0')}, ${block('::/0')}]}]`,
  ],
  ['all addresses do not cover pods', `[{PEERS: [${WEB}, ${block('0.0.0.0/0')}]}]`],
  [
    'numbers in a row are no range: a CNI without endPort would take the first alone',
    `[{ports: [${tcp(80, 81, 82)}]}]`,
  ],
  ['a number beside a range', '[{ports: [{protocol: TCP, port: 79}, {protocol: TCP, port: 80, endPort: 90}]}]'],
  ['ranges with a gap', '[{ports: [{protocol: TCP, port: 80, endPort: 90}, {protocol: TCP, port: 92, endPort: 99}]}]'],
  [
    'ranges of two protocols',
    '[{ports: [{protocol: TCP, port: 80, endPort: 90}, {protocol: UDP, port: 91, endPort: 99}]}]',
  ],
  [
    'a name beside every number: what number it is, only the pod tells',
    '[{ports: [{protocol: TCP, port: 1, endPort: 65535}, {protocol: TCP, port: http}]}]',
  ],
  ['one name of two protocols', '[{ports: [{protocol: TCP, port: dns}, {protocol: UDP, port: dns}]}]'],
  ['all of TCP, UDP and SCTP: no ports are more', '[{ports: [{protocol: TCP}, {protocol: UDP}, {protocol: SCTP}]}]'],
  [
    'other peers on other ports are two rules',
    `[{PEERS: [${API}], ports: [${tcp(80)}]}, {PEERS: [${WEB}], ports: [${tcp(443)}]}]`,
  ],
  ['some on every port, anybody on one', `[{ports: [${tcp(80)}]}, {PEERS: [${WEB}]}]`],
  [
    'two selectors are two peers, not one with the labels of both',
    '[{PEERS: [{podSelector: {matchLabels: {a: x}}}, {podSelector: {matchLabels: {b: y}}}]}]',
  ],
  [
    'exceptions of two blocks',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.0.0/16')}, ${block('10.0.0.0/8', '10.2.0.0/16')}]}]`,
  ],
  ['blocks that touch', `[{PEERS: [${block('10.0.0.0/9')}, ${block('10.128.0.0/9')}]}]`],
  [
    'a block that another holds but for its exception',
    `[{PEERS: [${block('10.0.0.0/8', '10.1.2.0/24')}, ${block('10.1.0.0/16')}]}]`,
  ],
  ['IPv4 and IPv6', `[{PEERS: [${block('0.0.0.0/0')}, ${block('::/0')}]}]`],
  ['no rule at all', '[]'],
];

function rules(text: string, peers: 'from' | 'to'): readonly Rule[] {
  return parse(text.replaceAll('PEERS', peers)) as readonly Rule[];
}

for (const direction of DIRECTIONS) {
  const peers = direction === 'ingress' ? 'from' : 'to';
  for (const [fact, given, want] of REWRITINGS) {
    test(`${direction}: ${fact}`, () => {
      const simple = simplifyRules(rules(given, peers), direction);
      assert.equal(simple, rules(want, peers));
      assert.equal(simplifyRules(simple, direction), simple);
      assert.equal(simplifyRules(rules(given, peers).toReversed(), direction), simple);
    });
  }
  for (const [fact, given] of KEPT) {
    test(`${direction}: kept: ${fact}`, () => {
      assert.equal(simplifyRules(rules(given, peers), direction), rules(given, peers));
    });
  }
}

test('what the API refuses comes back as it is', () => {
  const refused = [{ from: [{ ipBlock: { cidr: 'nowhere' } }] }, { ports: [{ protocol: 'ICMP' }] }];
  assert.is(simplifyRules(refused, 'ingress'), refused);
});

const HEAD = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';

function policy(name: string, spec: string, metadata = ''): string {
  return `${HEAD}metadata:\n  name: ${name}\n${metadata}spec:\n${spec}`;
}

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
