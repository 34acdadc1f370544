/** What a rule allows, as boxes: which sorts of other ends, and when nothing at all. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Direction, type LabelSelector, PEERS, type Peer, type Rule } from '../../src/policy/api.ts';
import { allowedBoxes } from '../../src/traffic/allowed.ts';
import { ABSENT, axis, axisParts, demands, type Model, ruleBoxes } from '../../src/traffic/box.ts';
import { Unproved } from '../../src/traffic/budget.ts';
import { boxKey, coverageOf } from '../../src/traffic/coverage.ts';
import { ANY_VALUE, has, NO_VALUE, type Values } from '../../src/traffic/values.ts';

const test = suite('traffic/box');

function asks(key: string, operator: string, ...values: readonly string[]): LabelSelector {
  return { matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }] };
}

const NAME = 'kubernetes.io/metadata.name';
const HTTP = [{ protocol: 'TCP', port: 'http' }];
const NOBODY: LabelSelector = { matchLabels: { app: 'a' }, ...asks('app', 'DoesNotExist') };
const EVERYBODY = 'pods, namespaces, own pods, IPv4, IPv6, other';

// Who is allowed by a rule with such peers.
const SORTS: readonly (readonly [fact: string, peers: readonly Peer[], portable: string, api: string])[] = [
  ['no peers', [], EVERYBODY, 'pods, IPv4, IPv6, other'],
  ['a podSelector', [{ podSelector: {} }], 'own pods', 'pods'],
  ['a namespaceSelector', [{ namespaceSelector: {} }], 'namespaces', 'pods'],
  ['both', [{ namespaceSelector: {}, podSelector: {} }], 'pods', 'pods'],
  ['a block', [{ ipBlock: { cidr: '10.0.0.0/8' } }], 'IPv4', 'IPv4'],
  ['a block of IPv6', [{ ipBlock: { cidr: '2001:db8::/32' } }], 'IPv6', 'IPv6'],
  ['a block without anything left', [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] } }], '', ''],
  ['pods that contradict themselves', [{ podSelector: NOBODY }], '', ''],
  ['such pods anywhere', [{ namespaceSelector: {}, podSelector: NOBODY }], '', ''],
  ['namespaces that contradict themselves', [{ namespaceSelector: NOBODY }], '', ''],
  ['namespaces without a name, which there are not', [{ namespaceSelector: asks(NAME, 'DoesNotExist') }], '', ''],
  ['pods without such a label', [{ podSelector: asks(NAME, 'DoesNotExist') }], 'own pods', 'pods'],
];

function sortsOf(rule: Rule, direction: Direction, model: Model): string {
  return ruleBoxes(rule, direction, { model, namespace: 'shop' })
    .map(({ sort }) => sort)
    .join(', ');
}

for (const [fact, peers, portable, api] of SORTS) {
  for (const direction of ['ingress', 'egress'] as const) {
    test(`${direction}: ${fact}`, () => {
      const rule = { [PEERS[direction]]: peers };
      assert.is(sortsOf(rule, direction, 'portable'), portable);
      assert.is(sortsOf(rule, direction, 'api'), api);
      assert.is(sortsOf({ ...rule, ports: [{ protocol: 'TCP', port: 2, endPort: 1 }] }, direction, 'api'), '');
    });
  }
}

test('at egress only pods have names for their ports', () => {
  assert.is(sortsOf({ ports: HTTP }, 'egress', 'api'), 'pods');
  assert.is(sortsOf({ ports: HTTP }, 'ingress', 'api'), 'pods, IPv4, IPv6, other');
  assert.is(sortsOf({ ports: HTTP }, 'egress', 'portable'), EVERYBODY);
  const names = (direction: Direction): readonly number[] =>
    ruleBoxes({ ports: [...HTTP, { protocol: 'TCP', port: 80 }] }, direction, { model: 'api', namespace: 'shop' }).map(
      ({ ports }) => ports.names[0].values.size,
    );
  assert.equal(names('egress'), [1, 0, 0, 0]);
  assert.equal(names('ingress'), [1, 1, 1, 1]);
});

test('a subject that selects nothing is allowed nothing', () => {
  const ground = { model: 'portable', namespace: 'shop' } as const;
  assert.equal(ruleBoxes({}, 'ingress', { ...ground, subject: NOBODY }), []);
  assert.is(ruleBoxes({}, 'ingress', { ...ground, subject: {} }).length, 6);
});

test('what a selector asks of a label, its absence and the empty text for two things', () => {
  const states = (selector: LabelSelector): readonly boolean[] => {
    const asked = demands('pod', selector)?.get(axis('pod', 'app'));
    return ['a', 'b', '', 'other', ABSENT].map((value) => asked !== undefined && has(asked, value));
  };
  assert.equal(states({ matchLabels: { app: 'a' } }), [true, false, false, false, false]);
  assert.equal(states({ matchLabels: { app: '' } }), [false, false, true, false, false]);
  assert.equal(states(asks('app', 'In', 'a', 'b')), [true, true, false, false, false]);
  assert.equal(states(asks('app', 'NotIn', 'a', 'b')), [false, false, true, true, true]);
  assert.equal(states(asks('app', 'Exists')), [true, true, true, true, false]);
  assert.equal(states(asks('app', 'DoesNotExist')), [false, false, false, false, true]);
  assert.equal(states({ matchLabels: { app: 'a' }, ...asks('app', 'NotIn', 'b') }), [true, false, false, false, false]);
  assert.is(demands('pod', NOBODY), undefined);
  assert.throws(
    () => demands('pod', asks('app', 'Like', 'a')),
    (error: unknown) => error instanceof Unproved && error.message === '"Like" is no operator of the API',
  );
});

test('an axis is a bearer and a key, whatever stands in the key', () => {
  assert.equal(axisParts(axis('namespace', 'a b/c')), ['namespace', 'a b/c']);
});

test('dead rules allow nothing', () => {
  const spec = { podSelector: {}, policyTypes: ['Egress'], ingress: [{}], egress: [{ to: [{ podSelector: {} }] }] };
  const sorts = (direction: Direction): readonly string[] =>
    allowedBoxes([{ spec }], direction, { model: 'portable', namespace: 'shop' }).map(({ sort }) => sort);
  assert.equal(sorts('ingress'), []);
  assert.equal(sorts('egress'), ['own pods']);
});

const GROUND = { model: 'portable', namespace: 'shop' } as const;

test('boxes that differ in their ports alone become one, in whatever order they ask', () => {
  const box = (port: number, labels: Record<string, string>, key = 'app') =>
    ruleBoxes(
      { from: [{ podSelector: { matchLabels: labels, ...asks(key, 'Exists') } }], ports: [{ protocol: 'TCP', port }] },
      'ingress',
      { model: 'portable', namespace: 'shop' },
    );
  const one = [...box(80, { app: 'a', tier: 'x' }), ...box(81, { tier: 'x', app: 'a' })];
  assert.is(coverageOf(one).boxes.length, 1);
  assert.equal(coverageOf(one).boxes[0]?.ports.numbers, [[80, 82]]);
  const [inOrder = '', turned = '', either = ''] = [['a', 'b'], ['b', 'a'], ['b']].map((values) =>
    [
      ...ruleBoxes({ from: [{ podSelector: asks('app', 'In', ...values) }] }, 'ingress', GROUND),
      ...ruleBoxes({ from: [{ podSelector: asks('app', 'NotIn', ...values) }] }, 'ingress', GROUND),
    ]
      .map(boxKey)
      .join(),
  );
  assert.is(inOrder, turned);
  assert.is.not(inOrder, either);
  const keys = new Set([...one, ...box(80, { app: 'b' }), ...box(80, { app: 'a' }), ...box(80, {}, 'app')].map(boxKey));
  assert.is(keys.size, 4);
});

test('a label that may be anything is as good as none, and one that can be nothing is not', () => {
  const [box] = ruleBoxes({ from: [{ podSelector: {} }] }, 'ingress', GROUND);
  if (box === undefined) throw new Error('the rule allows nothing');
  const key = (states: Values): string => boxKey({ ...box, labels: new Map([[axis('pod', 'app'), states]]) });
  assert.is(key(ANY_VALUE), boxKey(box));
  assert.is.not(key(NO_VALUE), boxKey(box));
});

test.run();
