// A render holds Secrets beside its policies, and reports go into logs, pull requests and clusters' status. (A difference that
// `fix` prints is not among them: it has the lines around, as every patch.)
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { REPORTERS } from '../../src/report/index.ts';
import { runMain } from '../cli/fake-io.ts';

const test = suite('what stands beside a policy');

const WORD = 'hunter2';
const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress', 'Egress'], ingress: {}, egress: [] },
};
const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { [`${WORD}-key`]: WORD } };
const [one, other] = [JSON.stringify(policy), JSON.stringify(secret)];
const block = (value: object): string => JSON.stringify(value, null, 1).replaceAll('"ingress": {}', '"ingress":\n{}');

const STREAMS: Readonly<Record<string, string>> = {
  'a document before and behind': `${other}\n---\n${one}\n---\n${other}\n`,
  'a List in one line': `{"apiVersion":"v1","kind":"List","items":[${other},${one},${other}]}\n`,
  'a List over many lines': block({ apiVersion: 'v1', kind: 'List', items: [secret, policy, secret] }),
  'a comment that ends a document': `${other}\n---\n${one} # ends\n--- # ${WORD}\n${other}\n`,
};

const COMMANDS: readonly (readonly string[])[] = [
  ...Object.keys(REPORTERS).map((format) => ['check', '--format', format, '-']),
  ['post-render'],
  ['post-render', '--host', 'helm4'],
  ['explain', '-'],
  ['groups', '-'],
];

for (const [how, stdin] of Object.entries(STREAMS)) {
  test(`is told by no report: ${how}`, async () => {
    for (const argv of COMMANDS) {
      const { stdout, stderr } = await runMain(argv, { stdin });
      assert.not.match(stdout + stderr, WORD, argv.join(' '));
      assert.is.not(stdout + stderr, '', argv.join(' '));
    }
  });
}

test('what a policy says itself is told by all of them', async () => {
  const stdin = JSON.stringify({ ...policy, metadata: { ...policy.metadata, name: WORD } });
  for (const argv of COMMANDS) {
    const { stdout, stderr } = await runMain(argv, { stdin });
    assert.match(stdout + stderr, WORD, argv.join(' '));
  }
});

test.run();
