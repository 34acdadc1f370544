/** What people are told of connections: every way to say it once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { LabelSelector, Rule } from '../../src/policy/api.ts';
import { parseAddress, rangeText } from '../../src/traffic/addresses.ts';
import { type Box, type Model, ruleBoxes } from '../../src/traffic/box.ts';
import { ALL_PORTS, NO_PORTS, numbered, type PortSet, portSet, subtractPorts } from '../../src/traffic/ports.ts';
import { difference } from '../../src/traffic/sets.ts';
import { witnessOf } from '../../src/traffic/witness.ts';
import { describePeer, describePorts, describeSubject, describeWitness } from '../../src/traffic/words.ts';

const test = suite('traffic/words');

function boxes(rule: string, model: Model = 'api', subject?: LabelSelector): readonly Box[] {
  return ruleBoxes(parse(rule) as Rule, 'ingress', { model, namespace: 'shop', ...(subject && { subject }) });
}

/** A rule's only peer, and a connection from there: a rule without ports allows TCP 80. */
const PEERS: readonly (readonly [peer: string, told: string, connection: string, model?: Model])[] = [
  ['podSelector: {}', 'every pod of namespace shop', 'a pod without labels in namespace shop'],
  ['podSelector: {}', 'every pod of its namespace', 'a pod without labels in its namespace', 'portable'],
  [
    'podSelector: {matchLabels: {b: y, a: x}}',
    'pods a=x, b=y of its namespace',
    'a pod a=x,b=y in its namespace',
    'portable',
  ],
  ['namespaceSelector: {}', 'every pod of every namespace', 'a pod without labels in namespace other'],
  [
    'namespaceSelector: {matchLabels: {team: a}}',
    'every pod of namespaces team=a',
    'a pod without labels in namespace other (team=a)',
  ],
  [
    'namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [b, a]}]}',
    'every pod of namespaces a, b',
    'a pod without labels in namespace a',
  ],
  [
    'namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [a, other]}]}',
    'every pod of namespaces kubernetes.io/metadata.name, kubernetes.io/metadata.name notin (a, other)',
    'a pod without labels in namespace other-1',
  ],
  [
    'podSelector: {matchExpressions: [{key: a, operator: In, values: [y, x]}]}',
    'pods a in (x, y) of namespace shop',
    'a pod a=x in namespace shop',
  ],
  [
    'podSelector: {matchExpressions: [{key: a, operator: NotIn, values: [x]}]}',
    'pods a!=x of namespace shop',
    'a pod without labels in namespace shop',
  ],
  [
    'podSelector: {matchExpressions: [{key: a, operator: NotIn, values: [y, x]}]}',
    'pods a notin (x, y) of namespace shop',
    'a pod without labels in namespace shop',
  ],
  [
    'podSelector: {matchExpressions: [{key: a, operator: Exists}]}',
    'pods a of namespace shop',
    'a pod a=other in namespace shop',
  ],
  [
    'podSelector: {matchExpressions: [{key: a, operator: Exists}, {key: a, operator: NotIn, values: [other]}]}',
    'pods a, a!=other of namespace shop',
    'a pod a=other-1 in namespace shop',
  ],
  [
    'podSelector: {matchExpressions: [{key: a, operator: DoesNotExist}]}',
    'pods !a of namespace shop',
    'a pod without labels in namespace shop',
  ],
  ['ipBlock: {cidr: 10.0.0.0/8}', 'addresses 10.0.0.0/8', '10.0.0.1'],
  ['ipBlock: {cidr: 0.0.0.0/0}', 'addresses 0.0.0.0/0', '203.0.113.1'],
  ['ipBlock: {cidr: "2001:db8::/32"}', 'addresses 2001:db8::/32', '2001:db8::1'],
  ['ipBlock: {cidr: 10.0.0.1/32}', 'addresses 10.0.0.1/32', '10.0.0.1'],
  ['ipBlock: {cidr: 10.0.0.0/30, except: [10.0.0.0/32]}', 'addresses 10.0.0.1-10.0.0.3', '10.0.0.2'],
];

for (const [peer, told, connection, model] of PEERS) {
  test(`${peer} is ${told}${model === undefined ? '' : `, ${model}`}`, () => {
    const [box, ...more] = boxes(`{from: [{${peer}}]}`, model);
    if (box === undefined || more.length > 0) throw new Error('not one box');
    assert.is(describePeer(box), told);
    assert.is(describeWitness(witnessOf(box)), `${connection}, TCP 80`);
  });
}

test('what only a rule without peers reaches', () => {
  const other = boxes('{}').find(({ sort }) => sort === 'other');
  if (other === undefined) throw new Error('nothing else');
  assert.is(describePeer(other), 'nodes and whatever is neither a pod nor an address');
  assert.is(describeWitness(witnessOf(other)), 'a node, TCP 80');
});

test('what is left of a label when others are taken away', () => {
  const pods = (asks: string): readonly Box[] =>
    boxes(`{from: [{podSelector: {matchExpressions: [{key: a, operator: ${asks}}]}}]}`);
  const all = boxes('{from: [{podSelector: {}}]}');
  const told = (left: readonly Box[]): readonly string[] => left.map(describePeer);
  assert.equal(told(difference(all, pods('Exists'))), ['pods !a of namespace shop']);
  assert.equal(told(difference(all, pods('NotIn, values: [x]'))), ['pods a=x of namespace shop']);
  assert.equal(told(difference(all, difference(pods('Exists'), pods('In, values: [x]')))), [
    'pods a in (x) or missing of namespace shop',
  ]);
});

test('the pods that policies select', () => {
  const [of] = boxes('{from: [{podSelector: {}}]}', 'api', { matchLabels: { app: 'web' } });
  const [all] = boxes('{from: [{podSelector: {}}]}');
  if (of === undefined || all === undefined) throw new Error('no box');
  assert.is(describeSubject(of), 'app=web');
  assert.is(describeSubject(all), '');
  assert.equal(witnessOf(of).subject, { app: 'web' });
});

test('more than twelve of anything are counted', () => {
  const words = Array.from({ length: 13 }, (_, i) => `v${String(i).padStart(2, '0')}`);
  const [box] = boxes(`{from: [{podSelector: {matchExpressions: [{key: a, operator: In, values: [${words}]}]}}]}`);
  if (box === undefined) throw new Error('no box');
  assert.is(describePeer(box), `pods a in (${words.slice(0, 10).join(', ')} and 3 more) of namespace shop`);
});

const SETS: readonly (readonly [ports: PortSet, told: string, connection: string])[] = [
  [ALL_PORTS, 'every port', 'TCP 80'],
  [NO_PORTS, '', 'none'],
  [portSet([{ protocol: 'TCP' }]), 'every TCP port', 'TCP 80'],
  [portSet([{ protocol: 'TCP', port: 443 }]), 'TCP 443', 'TCP 443'],
  [portSet([{ protocol: 'UDP', port: 1000, endPort: 2000 }]), 'UDP 1000-2000', 'UDP 1000'],
  [
    portSet([
      { protocol: 'TCP', port: 'http' },
      { protocol: 'TCP', port: 8080 },
      { protocol: 'SCTP', port: 1 },
    ]),
    'TCP 8080, http; SCTP 1',
    'TCP 8080',
  ],
  [portSet([{ protocol: 'UDP', port: 'dns' }]), 'UDP dns', 'UDP dns'],
  [
    subtractPorts(ALL_PORTS, portSet([{ protocol: 'TCP' }, { protocol: 'UDP' }, { protocol: 'SCTP' }])),
    'other protocols',
    'ICMP',
  ],
  [
    subtractPorts(portSet([{ protocol: 'TCP' }]), portSet([{ protocol: 'TCP', port: 'http' }])),
    'TCP 1-65535, every name but http',
    'TCP 80',
  ],
  [subtractPorts(portSet([{ protocol: 'TCP' }]), numbered('TCP', [[1, 65_536]])), 'TCP every name', 'TCP other'],
];

for (const [ports, told, connection] of SETS) {
  test(`ports: ${told || 'none'}`, () => {
    assert.is(describePorts(ports), told);
    const box: Box = { sort: 'other', labels: new Map(), addresses: [], ports };
    assert.is(describeWitness(witnessOf(box)), `a node, ${connection}`);
  });
}

test('a range that is no block is its first and last address', () => {
  const range = (from: string, to: string): string => {
    const [first, last] = [parseAddress(from), parseAddress(to)];
    if (first === undefined || last === undefined) throw new Error('no address');
    return rangeText([first, last]);
  };
  assert.is(range('10.0.0.0', '10.0.1.0'), '10.0.0.0/24');
  assert.is(range('10.0.0.1', '10.0.0.3'), '10.0.0.1-10.0.0.2');
  assert.is(range('10.0.0.128', '10.0.1.128'), '10.0.0.128-10.0.1.127');
  assert.is(range('2001:db8::', '2001:db8::2'), '2001:db8::/127');
});

test.run();
