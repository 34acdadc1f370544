/** Connections in words, and the one that is given for an example. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector, Peer, Rule } from '../../src/policy/api.ts';
import { ABSENT, axis, type Box, type Model, ruleBoxes } from '../../src/traffic/box.ts';
import { allBut, only, type Values } from '../../src/traffic/values.ts';
import { witnessOf } from '../../src/traffic/witness.ts';
import { describePeer, describeSubject, describeWitness, plainLabels } from '../../src/traffic/words.ts';

const test = suite('traffic/words');

function boxOf(rule: Rule, model: Model = 'portable', subject?: LabelSelector): Box {
  const [box] = ruleBoxes(rule, 'ingress', { model, namespace: 'shop', ...(subject && { subject }) });
  if (box === undefined) throw new Error('the rule allows nothing');
  return box;
}

function labels(matchLabels: Record<string, string>): LabelSelector {
  return { matchLabels };
}

function asks(key: string, operator: string, ...values: readonly string[]): LabelSelector {
  return { matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }] };
}

const NAME = 'kubernetes.io/metadata.name';
const EVERYWHERE: LabelSelector = {};
const MANY = Array.from({ length: 14 }, (_, i) => `v${String(i).padStart(2, '0')}`);

// A peer, who it is in words, and an example of it.
const PEERS: readonly (readonly [peer: Peer | undefined, words: string, example: string])[] = [
  [{ podSelector: {} }, 'every pod of its namespace', 'a pod without labels in its namespace'],
  [{ podSelector: labels({ app: 'web' }) }, 'pods app=web of its namespace', 'a pod app=web in its namespace'],
  [
    { podSelector: labels({ tier: 'x', app: 'web' }) },
    'pods app=web, tier=x of its namespace',
    'a pod app=web,tier=x in its namespace',
  ],
  [{ podSelector: asks('app', 'Exists') }, 'pods app of its namespace', 'a pod app=other in its namespace'],
  [{ podSelector: asks('app', 'DoesNotExist') }, 'pods !app of its namespace', 'a pod without labels in its namespace'],
  [{ podSelector: asks('app', 'In', 'b', 'a') }, 'pods app in (a, b) of its namespace', 'a pod app=a in its namespace'],
  [{ podSelector: asks('app', 'NotIn', 'a') }, 'pods app!=a of its namespace', 'a pod without labels in its namespace'],
  [
    { podSelector: asks('app', 'NotIn', 'b', 'a') },
    'pods app notin (a, b) of its namespace',
    'a pod without labels in its namespace',
  ],
  [
    { podSelector: { matchExpressions: [...exists('app'), ...notIn('app', 'other')] } },
    'pods app, app!=other of its namespace',
    'a pod app=other-1 in its namespace',
  ],
  [
    { podSelector: { matchExpressions: [...exists('app'), ...notIn('app', 'other', 'other-1')] } },
    'pods app, app notin (other, other-1) of its namespace',
    'a pod app=other-2 in its namespace',
  ],
  [
    { podSelector: asks('app', 'In', ...MANY.slice(0, 12)) },
    `pods app in (${MANY.slice(0, 12).join(', ')}) of its namespace`,
    'a pod app=v00 in its namespace',
  ],
  [
    { podSelector: asks('app', 'In', ...MANY) },
    `pods app in (${MANY.slice(0, 10).join(', ')} and 4 more) of its namespace`,
    'a pod app=v00 in its namespace',
  ],
  [{ podSelector: asks('app', 'NotIn') }, 'every pod of its namespace', 'a pod without labels in its namespace'],
  [{ podSelector: asks(NAME, 'Exists') }, `pods ${NAME} of its namespace`, `a pod ${NAME}=other in its namespace`],
  [{ namespaceSelector: EVERYWHERE }, 'every pod of every namespace', 'a pod without labels in namespace other'],
  [
    { namespaceSelector: EVERYWHERE, podSelector: labels({ app: 'web' }) },
    'pods app=web of every namespace',
    'a pod app=web in namespace other',
  ],
  [
    { namespaceSelector: labels({ [NAME]: 'bank' }) },
    'every pod of namespace bank',
    'a pod without labels in namespace bank',
  ],
  [
    { namespaceSelector: asks(NAME, 'In', 'lab', 'bank') },
    'every pod of namespaces bank, lab',
    'a pod without labels in namespace bank',
  ],
  [
    { namespaceSelector: asks(NAME, 'NotIn', 'other') },
    `every pod of namespaces ${NAME}, ${NAME}!=other`,
    'a pod without labels in namespace other-1',
  ],
  [
    { namespaceSelector: labels({ team: 'a' }) },
    'every pod of namespaces team=a',
    'a pod without labels in namespace other (team=a)',
  ],
  [
    { namespaceSelector: asks('team', 'Exists') },
    'every pod of namespaces team',
    'a pod without labels in namespace other (team=other)',
  ],
  [
    { namespaceSelector: labels({ team: 'a', [NAME]: 'bank' }) },
    `every pod of namespaces ${NAME}=bank, team=a`,
    'a pod without labels in namespace bank (team=a)',
  ],
  [{ ipBlock: { cidr: '10.0.0.0/8' } }, 'addresses 10.0.0.0/8', '10.0.0.1'],
  [
    { ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/9', '10.128.0.0/16'] } },
    'addresses 10.129.0.0-10.255.255.255',
    '10.129.0.1',
  ],
  [{ ipBlock: { cidr: '10.0.0.0/31' } }, 'addresses 10.0.0.0/31', '10.0.0.0'],
  [{ ipBlock: { cidr: '10.0.0.0/30', except: ['10.0.0.3/32'] } }, 'addresses 10.0.0.0-10.0.0.2', '10.0.0.1'],
  [{ ipBlock: { cidr: '10.0.0.4/30' } }, 'addresses 10.0.0.4/30', '10.0.0.5'],
  [{ ipBlock: { cidr: '10.0.0.5/32' } }, 'addresses 10.0.0.5/32', '10.0.0.5'],
  [{ ipBlock: { cidr: '0.0.0.0/0' } }, 'addresses 0.0.0.0/0', '203.0.113.1'],
  [{ ipBlock: { cidr: '203.0.113.0/32' } }, 'addresses 203.0.113.0/32', '203.0.113.0'],
  [
    { ipBlock: { cidr: '203.0.112.0/23', except: ['203.0.113.0/32'] } },
    'addresses 203.0.112.0/24, 203.0.113.1-203.0.113.255',
    '203.0.113.1',
  ],
  [{ ipBlock: { cidr: '2001:db8::/32' } }, 'addresses 2001:db8::/32', '2001:db8::1'],
  [{ ipBlock: { cidr: '2001:db9::/127' } }, 'addresses 2001:db9::/127', '2001:db9::'],
];

function exists(key: string): NonNullable<LabelSelector['matchExpressions']> {
  return asks(key, 'Exists').matchExpressions ?? [];
}

function notIn(key: string, ...values: readonly string[]): NonNullable<LabelSelector['matchExpressions']> {
  return asks(key, 'NotIn', ...values).matchExpressions ?? [];
}

for (const [peer, words, example] of PEERS) {
  test(`${JSON.stringify(peer)} is ${words}`, () => {
    const box = boxOf({ ...(peer && { from: [peer] }), ports: [{ protocol: 'TCP', port: 80 }] });
    assert.is(describePeer(box), words);
    assert.is(describeWitness(witnessOf(box)), `${example}, TCP 80`);
  });
}

test('a rule without peers allows every sort of other end, each in its own words', () => {
  const told = (model: Model): readonly string[] =>
    ruleBoxes({}, 'ingress', { model, namespace: 'shop' }).map(
      (box) => `${describePeer(box)} | ${describeWitness(witnessOf(box))}`,
    );
  const pods = 'every pod of every namespace | a pod without labels in namespace other, TCP 80';
  const others = [
    'addresses 0.0.0.0/0 | 203.0.113.1, TCP 80',
    'addresses ::-::fffe:ffff:ffff, ::1:0:0:0/80, ::2:0:0:0/79, ::4:0:0:0/78, ::8:0:0:0/77 | 2001:db8::1, TCP 80',
    'nodes and whatever is neither a pod nor an address | a node, TCP 80',
  ];
  const own = 'every pod of its namespace | a pod without labels in its namespace, TCP 80';
  assert.equal(
    told('portable').filter((line) => !line.includes('::')),
    [pods, pods, own, others[0], others[2]],
  );
  assert.equal(
    told('api').filter((line) => !line.includes('::')),
    [pods, others[0], others[2]],
  );
  assert.match(told('api')[2] ?? '', / \| 2001:db8::1, TCP 80$/);
});

test('to the API, pods of the own namespace are pods of a namespace of that name', () => {
  const box = boxOf({ from: [{ podSelector: {} }] }, 'api');
  assert.is(describePeer(box), 'every pod of namespace shop');
  assert.is(describeWitness(witnessOf(box)), 'a pod without labels in namespace shop, TCP 80');
});

test('the pods that policies select, in words and as an example', () => {
  const box = boxOf({ from: [{ podSelector: labels({ app: 'a' }) }] }, 'portable', labels({ app: 'db', tier: 'x' }));
  assert.is(describeSubject(box), 'app=db, tier=x');
  assert.equal(witnessOf(box).subject, { app: 'db', tier: 'x' });
  assert.equal(witnessOf(box).pod, { app: 'a' });
  assert.is(describeSubject(boxOf({})), '');
});

test('an example holds what its sort is about and nothing else', () => {
  const keys = (rule: Rule): string =>
    Object.keys(witnessOf(boxOf(rule)))
      .sort()
      .join();
  assert.is(keys({ from: [{ podSelector: {} }] }), 'pod,port,protocol,sort,subject');
  assert.is(keys({ from: [{ namespaceSelector: {} }] }), 'namespace,pod,port,protocol,sort,subject');
  assert.is(keys({ from: [{ podSelector: {}, namespaceSelector: {} }] }), 'namespace,pod,port,protocol,sort,subject');
  assert.is(keys({ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }), 'address,port,protocol,sort,subject');
});

test('labels on one line, and words where there are none', () => {
  assert.is(plainLabels({ b: '2', a: '1' }, 'none'), 'a=1,b=2');
  assert.is(plainLabels({}, 'none'), 'none');
});

// What is asked of pods in words, as no rule writes it: what is left of others.
const LEFT: readonly (readonly [name: string, states: Values, words: string])[] = [
  [axis('pod', 'app'), only(['a', ABSENT]), 'pods app in (a) or missing of every namespace'],
  [axis('pod', 'app'), only(['b', 'a', ABSENT]), 'pods app in (a, b) or missing of every namespace'],
  [axis('namespace', NAME), allBut(['bank']), `every pod of namespaces ${NAME}!=bank`],
];

for (const [name, states, words] of LEFT) {
  test(words, () => {
    const box = boxOf({ from: [{ namespaceSelector: EVERYWHERE, podSelector: {} }] });
    assert.is(describePeer({ ...box, labels: new Map(box.labels).set(name, states) }), words);
  });
}

const WITNESSES: readonly (readonly [witness: Parameters<typeof describeWitness>[0], words: string])[] = [
  [{ sort: 'pods', subject: {}, protocol: 'TCP' }, 'a pod without labels in any namespace, TCP'],
  [
    { sort: 'pods', subject: {}, namespace: { team: 'a' }, protocol: 'UDP', port: 'dns' },
    'a pod without labels in a namespace team=a, UDP dns',
  ],
  [{ sort: 'other', subject: {}, protocol: 'ICMP' }, 'a node, ICMP'],
];

for (const [witness, words] of WITNESSES) test(words, () => assert.is(describeWitness(witness), words));

test.run();
