/** Why policies of one group stay apart. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PolishOptions } from '../../src/pipeline/polish.ts';
import { merge, reasonOf } from './run.ts';

const test = suite('merge/refusal');

type Pair = { readonly a?: string; readonly b?: string };

/** Two policies of one group; `metadata` and `above` add to each. */
function pair(metadata: Pair, above: Pair = {}): string {
  return policy('a', metadata.a, above.a) + policy('b', metadata.b, above.b);
}

function policy(name: string, metadata = '', above = '', spec = '{podSelector: {}, ingress: [{}]}'): string {
  const more = metadata === '' ? '' : `, ${metadata}`;
  return `---\n${above}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}${more}}\nspec: ${spec}\n`;
}

function annotated(key: string, a: string | undefined, b: string | undefined): string {
  return pair(fields('annotations', key, a, b));
}

function labelled(key: string, a: string | undefined, b: string | undefined): string {
  return pair(fields('labels', key, a, b));
}

function fields(field: string, key: string, a: string | undefined, b: string | undefined): Pair {
  const write = (value: string | undefined): string => (value === undefined ? '' : `${field}: {${key}: "${value}"}`);
  return { a: write(a), b: write(b) };
}

function from(a: string, b: string): string {
  return pair({}, { a: `# Source: ${a}\n`, b: `# Source: ${b}\n` });
}

function list(kind: string): string {
  const items = ['a', 'b'].map(
    (name) =>
      `- apiVersion: networking.k8s.io/v1\n  kind: NetworkPolicy\n  metadata: {name: ${name}}\n  spec: {ingress: [{}]}\n`,
  );
  return `apiVersion: v1\nkind: ${kind}\nitems:\n${items.join('')}`;
}

const FAULTY = '{podSelector: {}, ingress: [{from: null}]}';
const OTHER_PODS = '{podSelector: {matchLabels: {x: y}}, ingress: [{}]}';

// The reason, or '' where they are merged.
const REASONS: readonly (readonly [fact: string, stream: string, want: string, options?: Partial<PolishOptions>])[] = [
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
  ['opting out', annotated('netpolish.dev/merge', undefined, 'false'), 'b opts out (netpolish.dev/merge: "false")'],
  ['helm.sh/resource-policy', annotated('helm.sh/resource-policy', 'keep', 'keep'), 'a has a helm.sh/resource-policy'],
  [
    'local configuration',
    annotated('config.kubernetes.io/local-config', 'true', 'true'),
    'a is local configuration, never applied',
  ],
  [
    'a member of one chart, the others of none',
    pair({}, { b: '# Source: shop/templates/a.yaml\n' }),
    'they come from different charts: none, shop (--merge=across-charts, netpolish merge --across-charts)',
  ],
  [
    'what is let pass of one alone, whoever allows it',
    annotated('netpolish.dev/ignore', 'open-by-default -- so', undefined),
    'their annotation netpolish.dev/ignore differs',
    { allowedAnnotations: ['*'] },
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
  ['finalizers', pair({ b: 'finalizers: [x/y]' }), 'b has finalizers'],
  [
    'ownerReferences',
    pair({ b: 'ownerReferences: [{apiVersion: v1, kind: Pod, name: x, uid: x}]' }),
    'b has ownerReferences',
  ],
  ['no finalizers after all', pair({ b: 'finalizers: null' }), ''],
  ['a hook beside none', annotated('helm.sh/hook', 'pre-install', undefined), 'their annotation helm.sh/hook differs'],
  [
    'different hooks',
    annotated('helm.sh/hook', 'pre-install', 'post-install'),
    'their annotation helm.sh/hook differs',
  ],
  [
    'different hook weights',
    annotated('helm.sh/hook-weight', '1', '2'),
    'their annotation helm.sh/hook-weight differs',
  ],
  ['the same hook', annotated('helm.sh/hook', 'pre-install', 'pre-install'), ''],
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
  ['inside a List', list('List'), 'a stands inside a List'],
  ['inside a NetworkPolicyList', list('NetworkPolicyList'), 'a stands inside a NetworkPolicyList'],
  ['inside a ResourceList', list('ResourceList'), ''],
  ['an annotation that differs', annotated('example.com/x', '1', '2'), 'their annotation example.com/x differs'],
  [
    'an annotation that only one has',
    annotated('k8s.ovn.org/acl-stateless', 'true', undefined),
    'their annotation k8s.ovn.org/acl-stateless differs',
  ],
  [
    'annotations that may differ',
    annotated('example.com/x', '1', '2'),
    '',
    { allowedAnnotations: ['other', 'example.com/*'] },
  ],
  [
    'a hook beside none, whoever allows it',
    annotated('helm.sh/hook', 'pre-install', undefined),
    'their annotation helm.sh/hook differs',
    { allowedAnnotations: ['*'] },
  ],
  ['an opt-out that is not trusted', annotated('netpolish.dev/merge', 'false', 'false'), '', { noIgnore: true }],
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
  ['an equal annotation', annotated('example.com/x', '1', '1'), ''],
  ['a label of anybody', labelled('app', 'x', 'y'), ''],
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
  [
    'several annotations: the key that sorts first',
    pair({ a: 'annotations: {z.com/x: "1", b.com/x: "1"}', b: 'annotations: {z.com/x: "2", b.com/x: "2"}' }),
    'their annotation b.com/x differs',
  ],
];

for (const [fact, stream, want, options] of REASONS) {
  test(fact, () => {
    const merged = merge(stream, options);
    assert.is(reasonOf(merged), want);
    assert.is(merged.summary.merged, want === '' ? 1 : 0);
    if (want !== '') assert.is(merged.text, stream);
  });
}

for (const key of [
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
  'release',
  'heritage',
  'argocd.argoproj.io/instance',
  'kustomize.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/namespace',
]) {
  test(`the label ${key} tells owners apart`, () => {
    const want = `their label ${key} differs: another tool may own one of them`;
    assert.is(reasonOf(merge(labelled(key, 'x', 'y'))), want);
    assert.is(reasonOf(merge(labelled(key, 'x', undefined))), want);
    assert.is(reasonOf(merge(labelled(key, 'x', 'x'))), '');
  });
}

for (const key of [
  'config.k8s.io/id',
  'config.kubernetes.io/id',
  'config.kubernetes.io/index',
  'config.kubernetes.io/path',
  'config.kubernetes.io/origin',
  'internal.config.kubernetes.io/id',
  'internal.config.kubernetes.io/path',
  'internal.config.kubernetes.io/seqindent',
  'internal.config.kubernetes.io/annotations-migration-resource-id',
  'internal.config.kubernetes.io/previousNames',
  'internal.config.kubernetes.io/prefixes',
  'internal.config.kubernetes.io/suffixes',
  'internal.config.kubernetes.io/transformations',
  'config.kubernetes.io/prefixes',
  'kustomize.config.k8s.io/id',
  'kubectl.kubernetes.io/last-applied-configuration',
  'netpolish.dev/merged-from',
]) {
  test(`the annotation ${key} may differ`, () => {
    assert.is(reasonOf(merge(annotated(key, 'x', 'y'))), '');
    assert.is(reasonOf(merge(annotated(key, 'x', undefined))), '');
  });
}

for (const key of [
  'config.kubernetes.io/path-of-mine',
  'config.kubernetes.io/prefixes-of-mine',
  'my-config.kubernetes.io/path',
  'my-config.kubernetes.io/prefixes',
  'config.kubernetes.io/mine',
]) {
  test(`the annotation ${key} is nobody’s but the author’s`, () => {
    assert.is(reasonOf(merge(annotated(key, 'x', 'y'))), `their annotation ${key} differs`);
  });
}

test('Helm 4’s filenames name the chart', () => {
  const key = 'postrenderer.helm.sh/postrender-filename';
  assert.is(reasonOf(merge(annotated(key, 'shop/templates/a.yaml', 'shop/templates/b.yaml'))), '');
  assert.is(
    reasonOf(merge(annotated(key, 'shop/templates/a.yaml', 'shop/charts/c/templates/b.yaml'))),
    'they come from different charts: shop, shop/charts/c (--merge=across-charts, netpolish merge --across-charts)',
  );
});

test.run();
