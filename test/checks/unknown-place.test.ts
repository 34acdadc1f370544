import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { meaningOf } from '../../src/checks/unknown/place.ts';
import type { Path } from '../../src/finding.ts';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault } from '../../src/manifest/tree.ts';
import { nearWord, sameWord } from '../../src/spelling.ts';

const test = suite('checks/unknown-place');

const FIELDS = ['podSelector', 'policyTypes', 'ingress', 'egress'];

const WORDS: readonly (readonly [key: string, word: string | undefined])[] = [
  ['ingres', 'ingress'],
  ['ingerss', 'ingress'],
  ['egresss', 'egress'],
  ['Ingress', 'ingress'],
  ['pod-selector', 'podSelector'],
  ['podSelektors', 'podSelector'],
  ['policyType', 'policyTypes'],
  ['podSel', 'podSelector'],
  ['progress', undefined],
  ['types', undefined],
  ['', undefined],
];

for (const [key, word] of WORDS) {
  test(`${key || 'nothing'} is ${word ?? 'no field of a spec'}`, () => {
    assert.is(sameWord(key, FIELDS) ?? nearWord(key, FIELDS), word);
  });
}

test('what is near two words is neither', () => {
  assert.is(nearWord('gress', ['egress', 'ogress']), undefined);
});

const RULE: Path = ['spec', 'ingress', 0];

/** An unknown field with its value, and what it was meant to be: `= field` where it is only misspelt. */
const MEANT: readonly (readonly [path: Path, value: string, meaning: string | undefined])[] = [
  [[...RULE, 'ports', 0, 'namespaceSelector'], '{}', 'in an item of `from`'],
  [['spec', 'egress', 2, 'ports', 0, 'ipBlock'], '{}', 'in an item of `to`'],
  [[...RULE, 'ports', 0, 'name'], 'http', undefined],
  [[...RULE, 'ports', 0, 'prot'], 'UDP', undefined],
  [[...RULE, 'ports', 0, 'protocl'], 'UDP', '= protocol'],
  [[...RULE, 'ports', 0, 'proto'], 'UDP', '= protocol'],
  [[...RULE, 'port'], '80', 'in an item of `ports`'],
  [[...RULE, 'port'], '[{port: 80}]', '= ports'],
  [[...RULE, 'form'], '[]', '= from'],
  [[...RULE, 'to'], '[]', 'in a rule of `egress`, and the peers of ingress are called `from`'],
  [[...RULE, 'cidr'], '10.0.0.0/8', 'in the `ipBlock` of an item of `from`'],
  [[...RULE, 'matchLabels'], '{}', 'in a selector of an item of `from`'],
  [[...RULE, 'action'], 'allow', undefined],
  [[...RULE, 'from', 0, 'ports'], '[]', 'in the rule, beside `from`'],
  [[...RULE, 'from', 0, 'except'], '[]', 'in `ipBlock`'],
  [[...RULE, 'from', 0, 'matchLabels'], '{}', 'in `podSelector` or `namespaceSelector`'],
  [[...RULE, 'from', 0, 'namespace'], 'shop', '= namespaceSelector'],
  [[...RULE, 'from', 0, 'name'], 'web', undefined],
  [[...RULE, 'from', 0, 'podSelector', 'app'], 'web', 'in `matchLabels`'],
  [[...RULE, 'from', 0, 'podSelector', 'key'], 'app', 'in an item of `matchExpressions`'],
  [[...RULE, 'from', 0, 'podSelector', 'matchExpressions', 0, 'value'], '[a]', '= values'],
  [['spec', 'from'], '[]', 'in a rule of `ingress`'],
  [['spec', 'ports'], '[]', 'in a rule of `ingress` or `egress`'],
  [['spec', 'namespaceSelector'], '{}', 'in an item of `from` or `to`'],
  [['spec', 'matchLabels'], '{}', 'in `podSelector`'],
  [['spec', 'enabled'], 'true', undefined],
  [['spec', 'podSelector', 'labels'], '{}', '= matchLabels'],
  [['spec', 'podSelector', 'ingress'], '[]', 'directly under `spec`'],
  [['spec', 'podSelector', 'replicas'], '2', undefined],
  [['metadata', 'policyTypes'], '[]', 'directly under `spec`'],
  [['metadata', 'clusterName'], '""', undefined],
  [['namespace'], 'shop', 'in `metadata`'],
  [['status'], '{}', undefined],
];

for (const [path, value, meaning] of MEANT) {
  test(`${path.join('.')}: ${value} ${meaning ?? 'means nothing that anybody could tell'}`, () => {
    const found = meaningOf(treeOf(path, value), path);
    assert.is(found?.misspelt ? `= ${found.field}` : found?.where, meaning);
  });
}

function treeOf(path: Path, value: string): Parameters<typeof meaningOf>[0] {
  const text = path.reduceRight<string>(
    (inner, step) => (typeof step === 'number' ? `[${'{}, '.repeat(step)}${inner}]` : `{${step}: ${inner}}`),
    value,
  );
  const tree = parseTree(text, 0);
  if (isFault(tree)) throw new Error(tree.message);
  return tree;
}

test.run();
