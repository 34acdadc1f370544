import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ObjectRef } from '../../src/finding.ts';
import { type Fingerprinted, fingerprintsOf } from '../../src/pipeline/fingerprint.ts';
import { polish } from '../../src/pipeline/polish.ts';
import { CHECKING } from '../checks/golden.ts';

const test = suite('pipeline/fingerprint');

const WEB: ObjectRef = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name: 'web' };
const BASE: Fingerprinted = {
  check: 'emptied-peers',
  policy: WEB,
  message: '`from` is blank: the rule lets everybody in.',
  location: { file: 'np.yaml', path: ['spec', 'ingress', 0, 'from'] },
};

function one(change: Partial<Fingerprinted>): string | undefined {
  return fingerprintsOf([{ ...BASE, ...change }])[0];
}

test('a fingerprint is stable from release to release', () => {
  const identity =
    '["emptied-peers","NetworkPolicy","shop","web","",["spec","ingress","from"],"`from` is blank: the rule lets everybody in."]';
  assert.is(one({}), createHash('sha256').update(identity).digest('hex'));
});

const SAME: readonly (readonly [string, Partial<Fingerprinted>, Partial<Fingerprinted>])[] = [
  ['another rule', {}, { location: { file: 'np.yaml', path: ['spec', 'ingress', 7, 'from'] } }],
  ['another file', {}, { location: { file: 'other.yaml', path: ['spec', 'ingress', 0, 'from'] } }],
  ['a list around it', {}, { location: { file: 'np.yaml', path: ['items', 3, 'spec', 'ingress', 0, 'from'] } }],
  ['a place in words', { message: 'as in np.yaml:12, see line 4' }, { message: 'as in np.yaml:9:1, see line 40' }],
  ['an index in words', { message: 'spec.ingress[0].from[1]: bad' }, { message: 'spec.ingress[10].from[2]: bad' }],
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
  ['another message', {}, { message: '`from` is empty.' }],
  ['a port', { message: 'opens TCP 80' }, { message: 'opens TCP 81' }],
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

test.run();
