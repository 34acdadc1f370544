/** Why policies of one group stay apart: by what they are and where they stand. */
import { suite } from 'uvu';
import { declareReasons, from, list, pair, policy, type Row } from './pairs.ts';

const test = suite('merge/refusal');

const FAULTY = '{podSelector: {}, ingress: [{from: null}]}';
const OTHER_PODS = '{podSelector: {matchLabels: {x: y}}, ingress: [{}]}';
const ITEMS = ['a', 'b']
  .map(
    (name) =>
      `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}}, spec: {ingress: [{}]}}`,
  )
  .join(', ');

const REASONS: readonly Row[] = [
  ['nothing in the way', pair({}), ''],
  ['one alone', policy('a'), 'only one policy'],
  ['a member with an error', policy('a') + policy('b', '', '', FAULTY), 'b has an error'],
  ['a member without a name', policy('a') + policy('""'), 'a policy without a name'],
  [
    'a field the API does not know',
    policy('a') + policy('b', '', '', '{ingress: [{}], ingres: []}'),
    'b has a field the API does not know: spec.ingres',
  ],
  ['a status', `${policy('a')}${policy('b')}status: {}\n`, ''],
  [
    'a member of one chart, the others of none',
    pair({}, { b: '# Source: shop/templates/a.yaml\n' }),
    'they come from different charts: none, shop (--merge=across-charts, netpolish merge --across-charts)',
  ],
  [
    'three names, two of them one',
    policy('c') + policy('a') + policy('b') + policy('b'),
    'two of them are named b: today one overwrites the other, so merging would change traffic (--merge-same-name)',
  ],
  [
    'what the API answers 422 to, where nobody checks it',
    policy('a') + policy('b', '', '', '{ingress: [{ports: [{port: 70000}]}]}'),
    'the API would refuse b: spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    { severities: { 'invalid-value': 'off' } },
  ],
  [
    'different charts',
    from('shop/templates/a.yaml', 'shop/charts/cache/templates/b.yaml'),
    'they come from different charts: shop, shop/charts/cache (--merge=across-charts, netpolish merge --across-charts)',
  ],
  [
    'different charts, allowed',
    from('shop/templates/a.yaml', 'shop/charts/cache/templates/b.yaml'),
    '',
    { acrossCharts: true },
  ],
  ['different templates of one chart', from('shop/templates/a.yaml', 'shop/templates/b/c.yaml'), ''],
  [
    'one rendered, one not',
    pair({}, { a: '# Source: shop/templates/a.yaml\n' }),
    'they come from different charts: shop, none (--merge=across-charts, netpolish merge --across-charts)',
  ],
  [
    'one not rendered, one that is',
    pair({}, { b: '# Source: shop/templates/b.yaml\n' }),
    'they come from different charts: none, shop (--merge=across-charts, netpolish merge --across-charts)',
  ],
  [
    'one name',
    policy('a') + policy('a'),
    'two of them are named a: today one overwrites the other, so merging would change traffic (--merge-same-name)',
  ],
  ['one name, allowed', policy('a') + policy('a'), '', { sameName: true }],
  [
    'a name of other pods',
    policy('a') + policy('b') + policy('b', '', '', OTHER_PODS),
    'a policy for other pods is named b too',
  ],
  [
    'what the API cannot decode, where nobody checks it: its rules would come alive',
    policy('a') + policy('b', '', '', '{podSelector: [], ingress: [{}]}'),
    'the API would refuse b: json: cannot unmarshal array into Go struct field NetworkPolicySpec.spec.podSelector of type v1.LabelSelector',
    { severities: { 'wrong-type': 'off' } },
  ],
  ['inside a List', list('List'), 'a stands inside a List'],
  ['inside a NetworkPolicyList', list('NetworkPolicyList'), 'a stands inside a NetworkPolicyList'],
  ['inside a ResourceList', list('ResourceList'), ''],
  [
    'an ignore as a comment',
    pair({}).replace('{name: b}', '{name: b} # netpolish-ignore x: y'),
    'b has a `# netpolish-ignore`, which would not find its line again',
  ],
  [
    'an ignore as a comment that is not trusted',
    pair({}).replace('{name: b}', '{name: b} # netpolish-ignore x: y'),
    '',
    { noIgnore: true },
  ],
  ['an end of the document that is written', `${policy('a')}...\n${policy('b')}`, 'a ends with `...`'],
  [
    'lines between quotes that only Helm and kubectl join',
    policy('a') + policy('b', 'labels: {x: "y\nz"}'),
    'b has lines that only Helm and kubectl join',
  ],
  [
    'what the API refuses by its value',
    policy('a') + policy('b', '', '', '{podSelector: {}, ingress: [{ports: [{port: 0}]}]}'),
    'the API would refuse b: spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
  ],
  [
    'a comment that lets a finding pass',
    policy('a') + policy('b', '', '# netpolish-ignore open-by-default -- so\n'),
    'b has a `# netpolish-ignore`, which would not find its line again',
  ],
  [
    'such a comment that is not trusted',
    policy('a') + policy('b', '', '# netpolish-ignore open-by-default -- so\n'),
    '',
    { noIgnore: true },
  ],
  ['a document that ends with `...`', `${policy('a')}${policy('b')}...\n`, 'b ends with `...`'],
  [
    'dots within a document',
    policy('a') + policy('b', 'annotations: {x: "..."}'.replace('x', 'netpolish.dev/merged-from')),
    '',
  ],
  [
    'several reasons: that of the name that sorts first',
    policy('b', 'finalizers: [x/y]') + policy('a', 'annotations: {netpolish.dev/merge: "false"}'),
    'a opts out (netpolish.dev/merge: "false")',
  ],
  ['an end of the document that has no line break behind it', `${policy('a')}${policy('b')}...`, 'b ends with `...`'],
  ['an end of the document with a comment', `${policy('a')}${policy('b')}... # end\n`, 'b ends with `...`'],
  [
    'a ResourceList between brackets that ends with `...`: what goes is taken out of the list',
    `{apiVersion: v1, kind: ResourceList, items: [${ITEMS}]}\n...\n`,
    '',
  ],
  [
    'a comment of another item that lets a finding pass',
    `${list('ResourceList')}- kind: Other # netpolish-ignore x: y\n`,
    '',
  ],
];

declareReasons(test, REASONS);

test.run();
