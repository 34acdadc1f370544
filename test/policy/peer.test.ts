/** Whom a peer means, and which ports two rules share. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Peer, Port } from '../../src/policy/api.ts';
import { isPort, matchesPeer, portsMeet } from '../../src/policy/peer.ts';
import { namespaceOf, workloadOf } from '../workloads.ts';

const test = suite('policy/peer');

const APP_WEB = { matchLabels: { app: 'web' } };
const IN_SHOP = { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } };
const RED = { matchLabels: { team: 'red' } };
const PLATFORM = { matchLabels: { 'network.openshift.io/policy-group': 'ingress' } };
const NAMESPACES = new Map([['shop', namespaceOf('shop', { team: 'red' })]]);
const WEB = workloadOf('Deployment web', { namespace: 'shop', labels: { app: 'web' } });
const LOST = workloadOf('Deployment web', { labels: { app: 'web' } });
const BANK = workloadOf('Deployment web', { namespace: 'bank', labels: { app: 'web' } });
const HOST = workloadOf('DaemonSet web', { namespace: 'shop', labels: { app: 'web' }, hostNetwork: true });
const ADDED = workloadOf('Deployment x', { namespace: 'shop', addedLabels: ['app'] });
const CUSTOM = workloadOf('Rollout x', { namespace: 'shop', addedLabels: 'any' });

type Case = readonly [fact: string, peer: Peer, from: string, workload: typeof WEB, want: string];

const PEERS: readonly Case[] = [
  ['pods of the own namespace', { podSelector: APP_WEB }, 'shop', WEB, 'yes'],
  ['pods of another namespace', { podSelector: APP_WEB }, 'bank', WEB, 'no'],
  ['other pods', { podSelector: { matchLabels: { app: 'db' } } }, 'shop', WEB, 'no'],
  ['every pod of the namespace', { podSelector: {} }, 'shop', WEB, 'yes'],
  ['a policy of an unknown namespace', { podSelector: APP_WEB }, '', WEB, 'maybe'],
  ['a workload of an unknown namespace', { podSelector: APP_WEB }, 'shop', LOST, 'maybe'],
  ['both in the namespace of the release', { podSelector: APP_WEB }, '', LOST, 'yes'],
  ['a namespace by name', { namespaceSelector: IN_SHOP }, 'bank', WEB, 'yes'],
  ['another namespace by name', { namespaceSelector: IN_SHOP }, 'bank', BANK, 'no'],
  ['a namespace by name, unknown', { namespaceSelector: IN_SHOP }, 'bank', LOST, 'maybe'],
  ['a label of the namespace', { namespaceSelector: RED }, 'bank', WEB, 'yes'],
  ['a namespace without a manifest', { namespaceSelector: RED }, 'bank', BANK, 'maybe'],
  ['another label of the namespace', { namespaceSelector: { matchLabels: { team: 'blue' } } }, 'bank', WEB, 'no'],
  ['a plain label that its manifest lacks', { namespaceSelector: { matchLabels: { tier: 'x' } } }, 'bank', WEB, 'no'],
  ['a label that a platform may add', { namespaceSelector: PLATFORM }, 'bank', WEB, 'maybe'],
  ['every namespace', { namespaceSelector: {} }, 'bank', LOST, 'yes'],
  ['pods of a namespace', { namespaceSelector: IN_SHOP, podSelector: APP_WEB }, 'bank', WEB, 'yes'],
  ['other pods of an unknown namespace', { namespaceSelector: RED, podSelector: RED }, 'bank', BANK, 'no'],
  ['an address block', { ipBlock: { cidr: '10.0.0.0/8' } }, 'shop', WEB, 'maybe'],
  ['nobody at all', {}, 'shop', WEB, 'maybe'],
  ["pods on the node's network", { podSelector: APP_WEB }, 'shop', HOST, 'maybe'],
  ["other pods on the node's network", { podSelector: RED }, 'shop', HOST, 'no'],
  ['a label that a controller adds', { podSelector: APP_WEB }, 'shop', ADDED, 'maybe'],
  [
    'that such a label is there',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } },
    'shop',
    ADDED,
    'yes',
  ],
  [
    'that it is not',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } },
    'shop',
    ADDED,
    'no',
  ],
  [
    'pods that somebody else labels',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } },
    'shop',
    CUSTOM,
    'maybe',
  ],
  [
    'pods without a value',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] } },
    'shop',
    WEB,
    'yes',
  ],
];

for (const [fact, peer, from, workload, want] of PEERS) {
  test(`${fact}: ${want}`, () => {
    assert.is(matchesPeer(peer, from, workload, NAMESPACES), want);
  });
}

const SERVER = workloadOf('Deployment server', {
  ports: [
    { name: 'http', port: 8080, protocol: 'TCP' },
    { name: 'dns', port: 53, protocol: 'UDP' },
  ],
});

function tcp(port?: number | string, endPort?: number): Port {
  return { protocol: 'TCP', ...(port !== undefined && { port }), ...(endPort !== undefined && { endPort }) };
}

const UDP_53: Port = { protocol: 'UDP', port: 53 };

const MEETINGS: readonly (readonly [fact: string, a: readonly Port[] | undefined, b: readonly Port[], want: string])[] =
  [
    ['every port', undefined, [tcp(80)], 'yes'],
    ['an empty list is every port', [], [tcp(80)], 'yes'],
    ['one number', [tcp(80)], [tcp(80)], 'yes'],
    ['two numbers', [tcp(80)], [tcp(81)], 'no'],
    ['one number, two protocols', [tcp(53)], [UDP_53], 'no'],
    ['every port of a protocol', [tcp()], [tcp(80)], 'yes'],
    ['every port of the other protocol', [tcp()], [UDP_53], 'no'],
    ['a range', [tcp(8000, 8100)], [tcp(8080)], 'yes'],
    ['two ranges that touch', [tcp(8000, 8100)], [tcp(8100, 8200)], 'yes'],
    ['two ranges apart', [tcp(8000, 8100)], [tcp(8101, 8200)], 'no'],
    ['a name and its number', [tcp('http')], [tcp(8080)], 'yes'],
    ['a name and another number', [tcp('http')], [tcp(80)], 'no'],
    ['a name of the other protocol', [tcp('dns')], [tcp(53)], 'maybe'],
    ['a name that nobody declares', [tcp('web')], [tcp(8080)], 'maybe'],
    ['one of several', [tcp(1), tcp(2)], [tcp(3), tcp(2)], 'yes'],
  ];

for (const [fact, a, b, want] of MEETINGS) {
  test(`ports: ${fact}: ${want}`, () => {
    assert.is(portsMeet(a, b, SERVER), want);
    assert.is(portsMeet(b, a, SERVER), want);
  });
}

test('a port of a rule and one of a container', () => {
  const [http] = SERVER.ports;
  if (http === undefined) throw new Error('no port');
  const admitted = [tcp(8080), tcp('http'), tcp(8000, 9000), tcp(), tcp(80), tcp('web'), UDP_53].map((port) =>
    isPort(port, http, SERVER),
  );
  assert.equal(admitted, [true, true, true, true, false, false, false]);
});

test.run();
