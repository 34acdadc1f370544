/** The list of all connections, in the words of `netpolish explain --connections`. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connectivity } from '../../src/explain/connectivity.ts';
import type { World } from '../../src/explain/end.ts';
import { readWorld } from '../../src/pipeline/world.ts';
import { connectionsText } from '../../src/report/explain-pods-text.ts';

const test = suite('traffic/connectivity');

const pod = (name: string, more = '', spec = ''): string =>
  `kind: Pod\napiVersion: v1\nmetadata: {name: ${name}, namespace: a, labels: {app: ${name}}${more}}\nspec: {${spec}containers: [{name: c}]}\n`;

const policy = (name: string, spec: string): string =>
  `kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {name: ${name}, namespace: a}\nspec: {${spec}}\n`;

/** The list without the lines of IPv6, unless these are asked for. */
function listed(documents: readonly string[], world: World, withIpv6 = false): readonly string[] {
  const bytes = Buffer.from(documents.join('---\n'));
  const { cluster, notes } = readWorld([{ name: 'in', bytes, origin: 'file' }], [], { namespace: '', hooks: 'check' });
  assert.equal(notes, []);
  const lines = connectionsText(connectivity(cluster, world)).split('\n');
  return lines.filter((line) => line !== '' && (withIpv6 || !/IPv6|::/.test(line)));
}

const ONE_OWNER = ', ownerReferences: [{kind: ReplicaSet, name: web-1, controller: true}]';
const DENY_IN = 'podSelector: {}, policyTypes: [Ingress]';

const CASES: readonly (readonly [string, readonly string[], World, readonly string[]])[] = [
  [
    'one pod, no policy',
    [pod('p')],
    'open',
    ['any IPv4 address -> a/p: every port', 'a/p -> any IPv4 address: every port'],
  ],
  [
    'pods of one owner are one, and are not listed among each other',
    [pod('p', ONE_OWNER), pod('q', ONE_OWNER), pod('r'), policy('in', DENY_IN)],
    'open',
    ['a/r -> any IPv4 address: every port', 'a/web-1 -> any IPv4 address: every port'],
  ],
  [
    'of pods of one owner, what one of them may',
    [
      pod('p', ONE_OWNER),
      pod('q', ONE_OWNER),
      pod('r'),
      policy('in', DENY_IN.replace('{}', '{matchLabels: {app: q}}')),
    ],
    'open',
    [
      'any IPv4 address -> a/web-1: every port',
      ...['a/r -> any IPv4 address', 'a/r -> a/web-1', 'a/web-1 -> any IPv4 address'].map(
        (line) => `${line}: every port`,
      ),
      'any IPv4 address -> a/r: every port',
      'a/web-1 -> a/r: every port',
    ],
  ],
  [
    'pods on the network of the node are pods in a closed world',
    [pod('p', '', 'hostNetwork: true, '), policy('in', DENY_IN)],
    'closed',
    ['a/p -> any IPv4 address: every port'],
  ],
  [
    'and may pass by every policy in an open one',
    [pod('p', '', 'hostNetwork: true, '), policy('in', DENY_IN)],
    'open',
    ['any IPv4 address -> a/p: perhaps every port', 'a/p -> any IPv4 address: every port'],
  ],
  [
    'addresses are cut where a block or an exception ends, each direction for itself',
    [
      pod('p'),
      policy(
        'in',
        `${DENY_IN}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 1, endPort: 3}]}]`,
      ),
    ],
    'open',
    ['10.0.0.0/16 -> a/p: TCP 1-3', '10.2.0.0-10.255.255.255 -> a/p: TCP 1-3', 'a/p -> any IPv4 address: every port'],
  ],
  [
    'blocks of a dead rule cut nothing',
    [
      pod('p'),
      policy(
        'in',
        'podSelector: {}, policyTypes: [Egress], egress: [{}], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]',
      ),
    ],
    'open',
    ['any IPv4 address -> a/p: every port', 'a/p -> any IPv4 address: every port'],
  ],
];

for (const [name, documents, world, wanted] of CASES) {
  test(name, () => {
    assert.equal([...listed(documents, world)].sort(), [...wanted].sort());
    assert.equal(listed([...documents].reverse(), world), listed(documents, world));
  });
}

test('a block around all of IPv6 is one, and one that ends where IPv4 is mapped ends there', () => {
  const block = (cidr: string): string => `${DENY_IN}, ingress: [{from: [{ipBlock: {cidr: '${cidr}'}}]}]`;
  const from = (cidr: string): readonly string[] =>
    listed([pod('p'), policy('in', block(cidr))], 'open', true).filter((line) => line.endsWith('-> a/p: every port'));
  assert.equal(from('::/0'), ['any IPv6 address -> a/p: every port']);
  assert.equal(from('::fffe:0:0/96'), ['::fffe:0:0/96 -> a/p: every port']);
  assert.equal(from('::/1'), ['::/1 -> a/p: every port']);
  assert.equal(from('2001:db8::/32'), ['2001:db8::/32 -> a/p: every port']);
});

test.run();
