import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef } from '../../src/finding.ts';
import { contentFingerprint, type Fingerprinted, fingerprintsOf } from '../../src/pipeline/fingerprint.ts';
import { polish } from '../../src/pipeline/polish.ts';
import { CHECKING } from '../checks/golden.ts';

const test = suite('pipeline/fingerprint');

const WEB: ObjectRef = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name: 'web' };
const BASE: Fingerprinted = {
  check: 'emptied-peers',
  policy: WEB,
  message: '`from` is blank: the rule lets everybody in.',
  location: { file: 'np.yaml', path: ['spec', 'ingress', 0, 'from'] },
  about: '{"matchLabels":{"app":"web"}} {"from":null}',
};

function one(change: Partial<Fingerprinted>): string | undefined {
  return fingerprintsOf([{ ...BASE, ...change }])[0];
}

test('a fingerprint is stable from release to release', () => {
  const identity = '["emptied-peers","NetworkPolicy","shop","web","",["spec","ingress","from"]]';
  assert.is(one({}), createHash('sha256').update(identity).digest('hex'));
});

const SAME: readonly (readonly [string, Partial<Fingerprinted>, Partial<Fingerprinted>])[] = [
  ['another rule', {}, { location: { file: 'np.yaml', path: ['spec', 'ingress', 7, 'from'] } }],
  ['another file', {}, { location: { file: 'other.yaml', path: ['spec', 'ingress', 0, 'from'] } }],
  ['a list around it', {}, { location: { file: 'np.yaml', path: ['items', 3, 'spec', 'ingress', 0, 'from'] } }],
  ['a word', { message: 'Opens TCP 80 to everybody.' }, { message: 'Everybody is let in on TCP 80.' }],
  [
    'a way to write a file',
    { policy: null, location: { file: './a/np.yaml', path: [] } },
    { policy: null, location: { file: 'a\\np.yaml', path: [] } },
  ],
];

for (const [what, a, b] of SAME) test(`${what} is no difference`, () => assert.is(one(a), one(b)));

const DIFFERENT: readonly (readonly [string, Partial<Fingerprinted>, Partial<Fingerprinted>])[] = [
  ['another check', {}, { check: 'emptied-ports' }],
  ['another policy', {}, { policy: { ...WEB, name: 'api' } }],
  ['another namespace', {}, { policy: { ...WEB, namespace: 'prod' } }],
  ['another direction', {}, { location: { file: 'np.yaml', path: ['spec', 'egress', 0, 'from'] } }],
  [
    'another file without a policy',
    { policy: null, location: { file: 'a.yaml', path: [] } },
    { policy: null, location: { file: 'b.yaml', path: [] } },
  ],
  [
    'another template of a policy without a name',
    { policy: { ...WEB, name: '' }, location: { file: '<stdin>', source: 'c/a.yaml', path: [] } },
    { policy: { ...WEB, name: '' }, location: { file: '<stdin>', source: 'c/b.yaml', path: [] } },
  ],
  ['quotes in a name', { policy: { ...WEB, name: 'a","b' } }, { policy: { ...WEB, namespace: 'shop","a', name: 'b' } }],
  ['a lone surrogate', { policy: { ...WEB, name: '\ud800' } }, { policy: { ...WEB, name: '\ufffd' } }],
];

for (const [what, a, b] of DIFFERENT) test(`${what} is a difference`, () => assert.is.not(one(a), one(b)));

const content = (change: Partial<Fingerprinted>): string => contentFingerprint({ ...BASE, ...change });

test('what is to pass is known by its rule and by whom the policy selects, not by words', () => {
  assert.is(content({ message: 'in other words' }), content({}));
  assert.is.not(content({ about: '{"matchLabels":{}} {"from":null}' }), content({}));
  assert.is.not(content({ check: 'emptied-ports' }), content({}));
});

test('where nothing could be read it is known by its words, without the places in them', () => {
  const unread = (message: string): string => content({ about: '', message });
  assert.is(unread('as in np.yaml:12, see line 4'), unread('as in np.yaml:9:1, see line 40'));
  assert.is(unread('spec.ingress[0].from[1]: bad'), unread('spec.ingress[10].from[2]: bad'));
  assert.is.not(unread('opens TCP 80'), unread('opens TCP 81'));
});

test('equal ones are numbered, others are not', () => {
  const [a, b, c, d] = fingerprintsOf([BASE, { ...BASE, check: 'other' }, BASE, BASE]);
  assert.is(c, `${a}-2`);
  assert.is(d, `${a}-3`);
  assert.match(b ?? '', /^[0-9a-f]{64}$/);
});

const FAULTY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  - from:
    ports: [{port: 80}]
`;

test('lines that moved, and rules that came before, change no fingerprint of a real run', () => {
  const run = (text: string): string[] => {
    const { findings, fingerprints } = polish(
      [{ name: 'in.yaml', bytes: Buffer.from(text), origin: 'file' }],
      CHECKING,
    );
    const known = fingerprints();
    assert.is(known.length, findings.length);
    return known.filter((_, i) => findings[i]?.check === 'emptied-peers');
  };
  const before = run(FAULTY);
  assert.is(before.length, 1);
  const moved = FAULTY.replace('- from:', '- from: [{podSelector: {matchLabels: {a: b}}}]\n  - from:');
  assert.equal(run(`# a comment\n\n${moved}`), before);
});

/** What `check` says of one policy, in order. */
const about = (spec: string): readonly string[] => {
  const text = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n${spec}`;
  const source = { name: 'a.yaml', bytes: Buffer.from(text), origin: 'file' as const };
  return polish([source], CHECKING)
    .findings.filter(({ severity }) => severity === 'error')
    .map(contentFingerprint);
};

const RULE = '  podSelector: {matchLabels: {app: debug}}\n  ingress:\n';
const [BLANK = ''] = about(`${RULE}  - from: [{ipBlock: {cidr: 10.0.0.1/32}}, {podSelector: {}}]\n    ports:\n`);

test('a rule that reaches further is another one, one in another order is not', () => {
  assert.is(
    about(`${RULE}  # moved\n  - ports:\n    from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.1/32}}]\n`)[0],
    BLANK,
  );
  for (const spec of [
    `${RULE}  - from: [{ipBlock: {cidr: 0.0.0.0/0}}, {podSelector: {}}]\n    ports:\n`,
    `${RULE.replace('{app: debug}', '{}')}  - from: [{ipBlock: {cidr: 10.0.0.1/32}}, {podSelector: {}}]\n    ports:\n`,
  ]) {
    assert.is(about(spec).length, 1, spec);
    assert.is.not(about(spec)[0], BLANK);
  }
});

test.run();
