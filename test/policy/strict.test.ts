/** What a server says that is asked for strict field validation. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault, type Node } from '../../src/manifest/tree.ts';
import { decodePolicy } from '../../src/policy/decode.ts';
import { strictDecodingError, strictJsonError } from '../../src/policy/strict.ts';

const test = suite('policy/strict');

function read(text: string): Node {
  const root = parseTree(text);
  if (isFault(root)) throw new Error(root.message);
  return root;
}

// YAML, what is said when a client makes JSON of it, and what if it were sent as it stands.
const CASES: readonly (readonly [yaml: string, sorted: string | undefined, asWritten: string | undefined])[] = [
  ['{kind: NetworkPolicy, metadata: {labels: {any: thing}}, spec: {}}', undefined, undefined],
  ['{spec: {matchLabels: {a: b}}}', 'unknown field "spec.matchLabels"', 'unknown field "spec.matchLabels"'],
  [
    '{status: {}, spec: {b: 1, a: 2, ingress: [{}, {to: [], from: [{ports: []}]}]}}',
    'unknown field "spec.a", unknown field "spec.b", unknown field "spec.ingress[1].from[0].ports", unknown field "spec.ingress[1].to", unknown field "status"',
    'unknown field "status", unknown field "spec.b", unknown field "spec.a", unknown field "spec.ingress[1].to", unknown field "spec.ingress[1].from[0].ports"',
  ],
  ['{spec: {"a\\"b": 1}}', 'unknown field "spec.a\\"b"', 'unknown field "spec.a\\"b"'],
  ['{spec: {ingress: [], ingress: []}}', undefined, 'duplicate field "spec.ingress"'],
  [
    '{metadata: {labels: {a: b, a: c}}, spec: {x: 1, x: 2, podSelector: {matchLabels: {}, matchLabels: {}}}}',
    'unknown field "spec.x"',
    'duplicate field "metadata.labels.a", unknown field "spec.x", duplicate field "spec.podSelector.matchLabels"',
  ],
  ['{metadata: {managedFields: [{fieldsV1: {a: 1, a: 2}}]}}', undefined, undefined],
];

for (const [yaml, sorted, asWritten] of CASES) {
  test(yaml, () => {
    const root = read(yaml);
    const decoded = decodePolicy(root);
    assert.is(strictDecodingError(decoded), sorted && `strict decoding error: ${sorted}`);
    assert.is(strictJsonError(root, decoded), asWritten && `strict decoding error: ${asWritten}`);
  });
}

test('no more than a hundred are told', () => {
  const fields = Array.from({ length: 150 }, (_, i) => `x${i}: 1`).join(', ');
  const words = strictDecodingError(decodePolicy(read(`{spec: {${fields}}}`))) ?? '';
  assert.is(words.split('unknown field').length - 1, 100);
});

test.run();
