/** What a merge writes, and always the same. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { merge } from './run.ts';
import { declareTexts, FROM, merged, PORT_80, PORT_81, policy, type Row, UNION } from './written.ts';

const test = suite('merge/compose');

const TEXTS: readonly Row[] = [
  ['rules stand side by side', `${policy('a', PORT_80)}---\n${policy('b', PORT_81)}`, merged('a', FROM, UNION)],
  [
    'the name that sorts first, in the place of the first',
    `${policy('b', PORT_80)}---\nkind: Other\n---\n${policy('a', PORT_81)}`,
    `${merged('a', FROM, UNION)}---\nkind: Other\n`,
  ],
  [
    'a rule that is there twice stands once',
    `${policy('a', PORT_80)}---\n${policy('b', PORT_80)}`,
    merged('a', FROM, '  podSelector: {}\n  policyTypes:\n  - Ingress\n  ingress:\n  - ports:\n    - port: 80\n'),
  ],
  [
    'dead rules stay behind',
    `${policy('a', PORT_80)}---\n${policy('b', '  podSelector: {}\n  policyTypes: [Egress]\n  ingress:\n  - {}\n')}`,
    merged(
      'a',
      FROM,
      '  podSelector: {}\n  policyTypes:\n  - Ingress\n  - Egress\n  ingress:\n  - ports:\n    - port: 80\n  egress: []\n',
    ),
  ],
  [
    'nobody allowed anything',
    `${policy('a', '  podSelector: {}\n  ingress: []\n')}---\n${policy('b', '  podSelector: {}\n')}`,
    merged('a', FROM, '  podSelector: {}\n  policyTypes:\n  - Ingress\n  ingress: []\n'),
  ],
  [
    'no labels to speak of are not written',
    `${policy('a', PORT_80, '  labels: {}\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION),
  ],
  [
    'a null label is ""',
    `${policy('a', PORT_80, '  labels:\n    app:\n    tier: x\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION, '  labels:\n    app: ""\n    tier: x\n'),
  ],
  [
    'no labels, where a template left them empty',
    `${policy('a', PORT_80, '  labels:\n')}---\n${policy('b', PORT_81)}`,
    merged('a', FROM, UNION),
  ],
  [
    'no podSelector is every pod',
    `${policy('a', '  ingress:\n  - {}\n')}---\n${policy('b', PORT_80)}`,
    merged(
      'a',
      FROM,
      '  podSelector: {}\n  policyTypes:\n  - Ingress\n  ingress:\n  - {}\n  - ports:\n    - port: 80\n',
    ),
  ],
  [
    'rules that a template left empty are none',
    `${policy('a', '  podSelector: {}\n  policyTypes: [Ingress]\n  ingress:\n')}---\n${policy('b', PORT_80)}`,
    merged('a', FROM, '  podSelector: {}\n  policyTypes:\n  - Ingress\n  ingress:\n  - ports:\n    - port: 80\n'),
  ],
];

declareTexts(test, TEXTS);

test('annotations: the namesake’s own, the first place’s host annotations', () => {
  const annotations = (path: string): string =>
    `  annotations:\n    text: |\n      one\n      two: 3\n    config.kubernetes.io/path: ${path}\n    kubectl.kubernetes.io/last-applied-configuration: "{}"\n`;
  const { text } = merge(
    `${policy('b', PORT_80, annotations('b.yaml'))}---\n${policy('a', PORT_81, annotations('a.yaml'))}`,
  );
  assert.match(text, 'text: "one\\ntwo: 3\\n"');
  assert.match(text, 'config.kubernetes.io/path: b.yaml');
  assert.not.match(text, 'last-applied');
});

test('where the first has no place, that of another does not take it', () => {
  const { text } = merge(
    `${policy('b', PORT_80)}---\n${policy('a', PORT_81, '  annotations: {config.kubernetes.io/path: a.yaml, config.kubernetes.io/index: "1"}\n')}`,
  );
  assert.not.match(text, 'config.kubernetes.io');
});

test('merged-from is united, sorted and without repeats', () => {
  const from = (names: string): string => `  annotations: {netpolish.dev/merged-from: "${names}"}\n`;
  const { text, merges } = merge(`${policy('c', PORT_80, from('c, x,d'))}---\n${policy('b', PORT_81, from('d'))}`);
  assert.match(text, 'netpolish.dev/merged-from: "c,d,x"');
  assert.equal(merges[0]?.from, ['c', 'd', 'x']);
  assert.is(merges[0]?.into, 'b');
  assert.equal(merges[0]?.removed, ['c']);
});

test('a JSON policy in the first place becomes JSON', () => {
  const json = JSON.stringify({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a' },
    spec: { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] },
  });
  const { text } = merge(`${json}\n---\n${policy('b', PORT_81)}`);
  assert.equal(JSON.parse(text), {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'a', annotations: { 'netpolish.dev/merged-from': 'a,b' } },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 80 }] }, { ports: [{ port: 81 }] }],
    },
  });
});

test('items of a ResourceList are merged in their list', () => {
  const item = (name: string, spec: string): string => `- ${policy(name, spec).trimEnd().replaceAll('\n', '\n  ')}\n`;
  const list = (items: string): string =>
    `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${items}functionConfig: {}\n`;
  const other = '- kind: Secret\n  x: "1"   # kept\n';
  const { text } = merge(list(item('a', PORT_80) + other + item('b', PORT_81)));
  const want = merged('a', FROM, UNION).trimEnd().replaceAll('\n', '\n  ');
  assert.is(text, list(`- ${want}\n${other}`));
});

test('three groups in one stream do not mix', () => {
  const one = (name: string, app: string): string =>
    policy(name, `  podSelector: {matchLabels: {app: ${app}}}\n  ingress:\n  - {}\n`);
  const { text, merges } = merge(
    ['k', 'l', 'm'].flatMap((app) => [one(`${app}1`, app), one(`${app}2`, app)]).join('---\n'),
  );
  assert.equal(
    merges.map(({ into }) => into),
    ['k1', 'l1', 'm1'],
  );
  assert.is(text.match(/kind: NetworkPolicy/g)?.length, 3);
});

test('types left to the server are told as a caveat', () => {
  const { merges } = merge(`${policy('a', PORT_80)}---\n${policy('b', `${PORT_81}  policyTypes: [Ingress]\n`)}`);
  assert.is(merges[0]?.caveats.length, 1);
  assert.match(merges[0]?.caveats[0] ?? '', /^a leaves policyTypes to the server/);
});

test('what is shown for people to copy has no notes of a host', () => {
  const annotations = '  annotations: {config.kubernetes.io/path: a.yaml, team: web}\n';
  const twice = `${policy('a', PORT_80, annotations)}---\n${policy('a', PORT_81, annotations)}`;
  const [found] = merge(twice).findings.filter(({ check }) => check === 'duplicate-policy');
  assert.match(found?.help ?? '', '    team: web\n    netpolish.dev/merged-from: a\n');
  assert.not.match(found?.help ?? '', 'config.kubernetes.io');
});

test('a podSelector that a template left empty is written out, where nobody minds it', () => {
  const { text } = merge(`${policy('a', '  podSelector:\n  ingress:\n  - {}\n')}---\n${policy('b', PORT_80)}`, {
    severities: { 'emptied-pod-selector': 'off' },
  });
  assert.match(text, 'spec:\n  podSelector: {}\n  policyTypes:');
});

test.run();
