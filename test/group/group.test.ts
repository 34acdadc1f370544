/** Which policies belong together. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allowingSiblings, describePods, type Group, groupPolicies, namespaceOf } from '../../src/group/group.ts';
import { documentTexts, findPolicies } from '../../src/manifest/resource.ts';
import { splitStream } from '../../src/manifest/stream.ts';
import { type Policy, readPolicy } from '../../src/policy/policy.ts';

const test = suite('group');

function read(...objects: readonly string[]): Policy[] {
  const bytes = Buffer.from(objects.map((object) => `${object}\n`).join('---\n'));
  const input = { name: 'x', order: 0, origin: 'file', templated: false } as const;
  return findPolicies(documentTexts(bytes, splitStream(bytes))).flatMap((resource) =>
    'message' in resource.root || resource.root.kind !== 'map' ? [] : [readPolicy(resource, resource.root, input)],
  );
}

function policy(name: string, spec: string, namespace = ''): string {
  const where = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}${where}}, spec: ${spec}}`;
}

function names(groups: readonly Group[]): readonly string[] {
  return groups.map(({ policies }) => policies.map(({ ref }) => ref.name).join());
}

const WEB = '{podSelector: {matchLabels: {app: web}}}';
const WEB_IN = '{podSelector: {matchExpressions: [{key: app, operator: In, values: [web, web]}]}}';
const DB = '{podSelector: {matchLabels: {app: db}}}';
const NOBODY = '{podSelector: {matchLabels: {a: x}, matchExpressions: [{key: a, operator: DoesNotExist}]}}';
const NOBODY_ELSE = '{podSelector: {matchLabels: {b: x}, matchExpressions: [{key: b, operator: DoesNotExist}]}}';

// The names in each group, in order.
const GROUPS: readonly (readonly [fact: string, objects: readonly string[], want: readonly string[]])[] = [
  ['none', [], []],
  ['one alone', [policy('a', WEB)], ['a']],
  ['the same selector', [policy('a', WEB), policy('b', WEB)], ['a,b']],
  ['another spelling of it', [policy('a', WEB), policy('b', WEB_IN)], ['a,b']],
  ['another selector', [policy('a', WEB), policy('b', DB)], ['a', 'b']],
  ['a narrower selector', [policy('a', '{podSelector: {}}'), policy('b', WEB)], ['a', 'b']],
  ['no selector and an empty one', [policy('a', '{}'), policy('b', '{podSelector: {matchLabels: {}}}')], ['a,b']],
  ['another namespace', [policy('a', WEB, 'shop'), policy('b', WEB, 'bank')], ['a', 'b']],
  ['one namespace given', [policy('a', WEB, 'shop'), policy('b', WEB)], ['a', 'b']],
  ['in the order of the stream', [policy('z', WEB), policy('m', DB), policy('a', WEB)], ['z,a', 'm']],
  ['one name twice', [policy('a', WEB), policy('a', WEB)], ['a,a']],
  ['nobody, spelled alike', [policy('a', NOBODY), policy('b', NOBODY)], ['a,b']],
  ['nobody, in two ways', [policy('a', NOBODY), policy('b', NOBODY_ELSE)], ['a', 'b']],
  ['a namespace that looks like two', [policy('a', WEB, '"s\\",\\"t"'), policy('b', WEB, 's')], ['a', 'b']],
];

for (const [fact, objects, want] of GROUPS) {
  test(fact, () => {
    assert.equal(names(groupPolicies(read(...objects))), want);
  });
}

test('a missing namespace is the release’s, where it is known', () => {
  const policies = read(policy('a', WEB, 'shop'), policy('b', WEB));
  const groups = groupPolicies(policies, 'shop');
  assert.equal(names(groups), ['a,b']);
  assert.is(groups[0]?.namespace, 'shop');
  assert.equal(
    policies.map((one) => namespaceOf(one, 'shop')),
    ['shop', 'shop'],
  );
  assert.equal(names(groupPolicies(policies, 'bank')), ['a', 'b']);
});

test('siblings that allow something list the direction and hold rules for it', () => {
  const spec = (rest: string): string => WEB.replace('}}}', `}}, ${rest}}`);
  const policies = read(
    policy('stray', spec('policyTypes: [Egress], ingress: []')),
    policy('allows', spec('ingress: [{}]')),
    policy('denies', spec('ingress: []')),
    policy('dead', spec('policyTypes: [Egress], ingress: [{}]')),
  );
  const [group] = groupPolicies(policies);
  const [stray, allows] = policies;
  assert.ok(group && stray && allows);
  assert.equal(group && stray && allowingSiblings(group, stray, 'ingress').map(({ ref }) => ref.name), ['allows']);
  assert.equal(group && stray && allowingSiblings(group, stray, 'egress'), []);
  assert.equal(group && allows && allowingSiblings(group, allows, 'ingress'), []);
});

test('pods in words', () => {
  assert.is(describePods({}), 'every pod');
  assert.is(describePods({ matchLabels: { app: 'web' } }), 'pods app=web');
});

test.run();
