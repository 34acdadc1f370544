import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector, Peer, Port, Rule } from '../../src/policy/api.ts';
import { dnsAllowedBy, dnsOf } from '../../src/policy/dns.ts';
import type { Namespace, Service } from '../../src/policy/workload.ts';

const test = suite('dns');

const BOTH: readonly Port[] = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];
const NAME = 'kubernetes.io/metadata.name';

function labels(matchLabels: Readonly<Record<string, string>>): LabelSelector {
  return { matchLabels };
}

/** Policies of the namespace `shop`; what the rules let out of DNS. */
const RULES: readonly (readonly [what: string, rule: Rule, allowed: string])[] = [
  ['everything', {}, 'TCP UDP'],
  ['no peers', { ports: BOTH }, 'TCP UDP'],
  ['an empty list of ports is no list', { ports: [] }, 'TCP UDP'],
  ['another port', { ports: [{ protocol: 'TCP', port: 5432 }] }, ''],
  ['UDP alone', { ports: [{ protocol: 'UDP', port: 53 }] }, 'UDP'],
  ['every TCP port', { ports: [{ protocol: 'TCP' }] }, 'TCP'],
  ['SCTP', { ports: [{ protocol: 'SCTP', port: 53 }] }, ''],
  ['a range', { ports: [{ protocol: 'UDP', port: 1, endPort: 53 }] }, 'UDP'],
  ['a range below', { ports: [{ protocol: 'UDP', port: 1, endPort: 52 }] }, ''],
  ['OpenShift', { ports: [{ protocol: 'UDP', port: 5353 }] }, 'UDP'],
  ['a name', { ports: [{ protocol: 'UDP', port: 'dns' }] }, 'UDP'],
  ['another name on UDP', { ports: [{ protocol: 'UDP', port: 'names' }] }, 'UDP'],
  ['another name on TCP', { ports: [{ protocol: 'TCP', port: 'https' }] }, ''],
  ['an address', { to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports: BOTH }, 'TCP UDP'],
];

const PEERS: readonly (readonly [what: string, peer: Peer, withPort: boolean, withoutPort: boolean])[] = [
  ['all namespaces', { namespaceSelector: {} }, true, true],
  ['kube-system', { namespaceSelector: labels({ [NAME]: 'kube-system' }) }, true, true],
  ['kube-system by a label of its own', { namespaceSelector: labels({ name: 'kube-system' }) }, true, true],
  ['another namespace', { namespaceSelector: labels({ [NAME]: 'warehouse' }) }, false, false],
  ['another one by a label', { namespaceSelector: labels({ name: 'warehouse' }) }, true, false],
  ['a label that nobody knows', { namespaceSelector: labels({ team: 'a' }) }, true, true],
  ['a namespace called after DNS', { namespaceSelector: labels({ [NAME]: 'my-dns' }) }, true, false],
  ['all but kube-system', { namespaceSelector: notIn(NAME, 'kube-system', 'openshift-dns') }, false, false],
  ['kube-dns', { namespaceSelector: {}, podSelector: labels({ 'k8s-app': 'kube-dns' }) }, true, true],
  ['CoreDNS', { namespaceSelector: {}, podSelector: labels({ 'app.kubernetes.io/name': 'coredns' }) }, true, true],
  ['other pods', { namespaceSelector: {}, podSelector: labels({ app: 'ledger' }) }, true, false],
  ['every pod of the own namespace', { podSelector: {} }, false, false],
  ['kube-dns in the own namespace', { podSelector: labels({ 'k8s-app': 'kube-dns' }) }, false, false],
];

function notIn(key: string, ...values: readonly string[]): LabelSelector {
  return { matchExpressions: [{ key, operator: 'NotIn', values }] };
}

function allowed(rule: Rule, namespace = 'shop', services: readonly Service[] = [], known: Known = new Map()): string {
  return [...dnsAllowedBy([rule], namespace, dnsOf([], services, known))].sort().join(' ');
}

type Known = ReadonlyMap<string, Namespace>;

for (const [what, rule, expected] of RULES) {
  test(`rule: ${what}`, () => assert.is(allowed(rule), expected));
}

for (const [what, peer, withPort, withoutPort] of PEERS) {
  test(`peer: ${what}`, () => {
    assert.is(allowed({ to: [peer], ports: BOTH }), withPort ? 'TCP UDP' : '');
    assert.is(allowed({ to: [peer] }), withoutPort ? 'TCP UDP' : '');
  });
}

test('in kube-system itself, a podSelector alone means the DNS', () => {
  const rule = { to: [{ podSelector: labels({ 'k8s-app': 'kube-dns' }) }], ports: BOTH };
  assert.is(allowed(rule, 'kube-system'), 'TCP UDP');
  assert.is(allowed(rule, ''), '');
});

test('a Service on port 53 tells of a server, and of the port behind it', () => {
  const service: Service = {
    ref: { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'names' },
    namespace: 'shop',
    isHeadless: false,
    selector: new Map([['app', 'unbound']]),
    ports: [{ name: '', port: 53, targetPort: 1053, protocol: 'UDP' }],
  };
  const rule = (app: string): Rule => ({
    to: [{ podSelector: labels({ app }) }],
    ports: [{ protocol: 'UDP', port: 1053 }],
  });
  assert.is(allowed(rule('unbound'), 'shop', [service]), 'UDP');
  assert.is(allowed({ to: [{ podSelector: labels({ app: 'ledger' }) }] }, 'shop', [service]), '');
  assert.is(allowed(rule('unbound'), 'lab', [service]), '');
});

test('the labels of a namespace that a manifest tells are all it has', () => {
  const known: Known = new Map([['kube-system', { name: 'kube-system', labels: new Map([[NAME, 'kube-system']]) }]]);
  const rule = { to: [{ namespaceSelector: { ...labels({ role: 'dns' }), ...notIn(NAME, 'openshift-dns') } }] };
  assert.is(allowed(rule), 'TCP UDP');
  assert.is(allowed(rule, 'shop', [], known), '');
});

test.run();
