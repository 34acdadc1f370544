import { createHash } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import { text as asText } from '../../src/report/text.ts';
import { VERSION } from '../../src/version.ts';
import { CHECKING } from '../checks/golden.ts';

const test = suite('pipeline/proof');

const OPTIONS: PolishOptions = { ...CHECKING, merge: true };

function merged(text: string): Polished {
  return polish([{ name: 'in.yaml', bytes: Buffer.from(text), origin: 'rendered' }], OPTIONS);
}

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  - from: [{podSelector: {}}]`;
const EGRESS = INGRESS.replace('{name: a}', '{name: b}')
  .replace('[Ingress]', '[Egress]')
  .replace('ingress:', 'egress:')
  .replace('from:', 'to:');

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

test('a proof names its texts, so that anybody can tell later what it speaks of', () => {
  const { proofs, outputs } = merged(`---\n${INGRESS}\n---\n${EGRESS}\n`);
  const [proof] = proofs();
  assert.is(proof?.tool, `netpolish ${VERSION}`);
  assert.equal(proof?.inputs, [
    { name: 'a', sha256: sha256(INGRESS) },
    { name: 'b', sha256: sha256(EGRESS) },
  ]);
  const written =
    outputs[0]
      ?.toString()
      .replace(/^---\n/, '')
      .trimEnd() ?? '';
  assert.equal(proof?.output, { name: 'a', sha256: sha256(written) });
  assert.equal(proof?.assumed, []);
});

test('what the server filled in long ago is assumed to be what the manifest implies', () => {
  const untyped = INGRESS.replace('  policyTypes: [Ingress]\n', '');
  const [proof] = merged(`---\n${untyped}\n---\n${EGRESS}\n`).proofs();
  assert.equal(proof?.assumed, ['a live a, if there is one, has the policyTypes that its manifest implies']);
});

test('that every namespace bears its name is assumed where a selector could tell', () => {
  const name = '{key: kubernetes.io/metadata.name, operator: Exists}';
  const asking = INGRESS.replace('{podSelector: {}}', `{namespaceSelector: {matchExpressions: [${name}]}}`);
  const [proof] = merged(`---\n${asking}\n---\n${EGRESS}\n`).proofs();
  assert.equal(proof?.assumed, ['every namespace has the label kubernetes.io/metadata.name (Kubernetes 1.21)']);
});

test('a group whose proof cannot be finished stays as it was, and says so', () => {
  const values = Array.from({ length: 13_000 }, (_, i) => `${'x'.repeat(58)}${i}`);
  const expression = `{key: app, operator: In, values: [${values.join(', ')}]}`;
  const huge = INGRESS.replace('[{podSelector: {}}]', `[{podSelector: {matchExpressions: [${expression}]}}]`);
  const text = `---\n${huge}\n---\n${huge.replace('{name: a}', '{name: b}').replace('xxx', 'yyy')}\n`;
  const polished = merged(text);
  assert.is(polished.outputs[0]?.toString(), text);
  assert.equal(polished.merges, []);
  assert.is(polished.summary.merged, 0);
  const reason = 'the proof failed: the merged policy cannot be read back: larger than 1.5 MiB';
  assert.equal(polished.unproved, [{ namespace: '', podSelector: {}, policies: ['a', 'b'], reason }]);
  assert.equal(polished.groups[0]?.merge, { possible: false, reason });
  const told = asText(polished, { failOn: 'never', colour: false, verbose: false, command: '', fixFlag: '' });
  assert.match(told, `apart   release namespace every pod: a, b stay as they were: ${reason}`);
});

test('nothing merged, nothing proved', () => {
  assert.equal(merged(INGRESS).proofs(), []);
});

test.run();
