/** Why policies of one group stay apart: by their labels, annotations and the rest of their metadata. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { annotated, declareReasons, labelled, pair, type Row } from './pairs.ts';
import { merge, reasonOf } from './run.ts';

const test = suite('merge/refusal-metadata');

const REASONS: readonly Row[] = [
  ['opting out', annotated('netpolish.dev/merge', undefined, 'false'), 'b opts out (netpolish.dev/merge: "false")'],
  ['helm.sh/resource-policy', annotated('helm.sh/resource-policy', 'keep', 'keep'), 'a has a helm.sh/resource-policy'],
  [
    'local configuration',
    annotated('config.kubernetes.io/local-config', 'true', 'true'),
    'a is local configuration, never applied',
  ],
  [
    'what is let pass of one alone, whoever allows it',
    annotated('netpolish.dev/ignore', 'open-by-default -- so', undefined),
    'their annotation netpolish.dev/ignore differs',
    { allowedAnnotations: ['*'] },
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
  ['an equal annotation', annotated('example.com/x', '1', '1'), ''],
  ['a label of anybody', labelled('app', 'x', 'y'), ''],
  [
    'several annotations: the key that sorts first',
    pair({ a: 'annotations: {z.com/x: "1", b.com/x: "1"}', b: 'annotations: {z.com/x: "2", b.com/x: "2"}' }),
    'their annotation b.com/x differs',
  ],
];

declareReasons(test, REASONS);

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
