/** Which policies of other APIs may decide about which pods. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTree } from '../../src/manifest/parse.ts';
import type { Direction } from '../../src/policy/api.ts';
import { calicoSelector } from '../../src/policy/foreign/calico-selector.ts';
import { foreignPolicyOf, isForeignKind } from '../../src/policy/foreign.ts';
import { namespaceOf, workloadOf } from '../workloads.ts';

const test = suite('policy/foreign');

const WEB = workloadOf('Deployment web', { namespace: 'shop', labels: { app: 'web' }, addedLabels: ['rev'] });
const SHOP = namespaceOf('shop', { team: 'red' });

function isolates(apiVersion: string, kind: string, body: string, namespace = ''): string {
  const root = parseTree(`{apiVersion: ${apiVersion}, kind: ${kind}, ${body}}`);
  if ('message' in root || root.kind !== 'map') throw new Error(`no mapping: ${body}`);
  const placed = { ...WEB, ref: { apiVersion, kind, namespace, name: 'p' } };
  const policy = foreignPolicyOf(placed, root);
  if (policy === undefined) return 'no policy';
  const both: readonly Direction[] = ['ingress', 'egress'];
  return both.filter((direction) => policy.mayIsolate(WEB, direction, SHOP)).join('+');
}

const CALICO = 'projectcalico.org/v3';
const RAW = 'crd.projectcalico.org/v1';
const CILIUM = 'cilium.io/v2';
const CNP = 'policy.networking.k8s.io/v1alpha2';
const ANP = 'policy.networking.k8s.io/v1alpha1';

type Case = readonly [fact: string, apiVersion: string, kind: string, body: string, want: string, namespace?: string];

const CASES: readonly Case[] = [
  ['Calico: nothing said means ingress of all', CALICO, 'GlobalNetworkPolicy', 'spec: {}', 'ingress'],
  [
    'Calico: egress rules alone mean egress alone',
    CALICO,
    'NetworkPolicy',
    'spec: {egress: [{action: Allow}]}',
    'egress',
    'shop',
  ],
  [
    'Calico: both',
    CALICO,
    'NetworkPolicy',
    'spec: {ingress: [{action: Deny}], egress: [{action: Allow}]}',
    'ingress+egress',
    'shop',
  ],
  ['Calico: an empty egress may count or not', CALICO, 'NetworkPolicy', 'spec: {egress: []}', 'ingress+egress', 'shop'],
  [
    'Calico: types win',
    CALICO,
    'NetworkPolicy',
    'spec: {types: [Egress], ingress: [{action: Allow}]}',
    'egress',
    'shop',
  ],
  [
    'Calico: raw objects without types take both',
    RAW,
    'NetworkPolicy',
    'spec: {egress: [{action: Allow}]}',
    'ingress+egress',
    'shop',
  ],
  ['Calico: another namespace', CALICO, 'NetworkPolicy', 'spec: {types: [Ingress]}', '', 'bank'],
  ['Calico: no namespace given', CALICO, 'NetworkPolicy', 'spec: {types: [Ingress]}', 'ingress'],
  ['Calico: a selector that matches', CALICO, 'GlobalNetworkPolicy', `spec: {selector: "app == 'web'"}`, 'ingress'],
  ['Calico: a selector that does not', CALICO, 'GlobalNetworkPolicy', `spec: {selector: "app == 'db'"}`, ''],
  [
    'Calico: its namespace is a label',
    CALICO,
    'GlobalNetworkPolicy',
    `spec: {selector: "projectcalico.org/namespace == 'bank'"}`,
    '',
  ],
  [
    'Calico: a namespaceSelector that matches',
    CALICO,
    'GlobalNetworkPolicy',
    `spec: {namespaceSelector: "team == 'red'"}`,
    'ingress',
  ],
  [
    'Calico: a namespaceSelector that does not',
    CALICO,
    'GlobalNetworkPolicy',
    `spec: {namespaceSelector: "kubernetes.io/metadata.name == 'bank'"}`,
    '',
  ],
  ['Calico: only what is in no namespace', CALICO, 'GlobalNetworkPolicy', 'spec: {namespaceSelector: global()}', ''],
  [
    'Calico: a service account is not known',
    CALICO,
    'NetworkPolicy',
    `spec: {serviceAccountSelector: "role == 'x'"}`,
    'ingress',
    'shop',
  ],
  [
    'Calico: untracked policies are for hosts',
    CALICO,
    'GlobalNetworkPolicy',
    'spec: {doNotTrack: true, applyOnForward: true}',
    '',
  ],
  ['Calico: a staged policy is not enforced', CALICO, 'StagedGlobalNetworkPolicy', 'spec: {}', 'no policy'],
  ['Calico: a blank selector is all()', CALICO, 'GlobalNetworkPolicy', 'spec: {selector: }', 'ingress'],
  [
    'Cilium: a direction with rules',
    CILIUM,
    'CiliumNetworkPolicy',
    'spec: {endpointSelector: {}, ingress: [{}]}',
    'ingress',
    'shop',
  ],
  [
    'Cilium: an empty direction isolates nobody',
    CILIUM,
    'CiliumNetworkPolicy',
    'spec: {endpointSelector: {}, ingress: [], egress: [{}]}',
    'egress',
    'shop',
  ],
  [
    'Cilium: denying rules too',
    CILIUM,
    'CiliumNetworkPolicy',
    'spec: {endpointSelector: {}, egressDeny: [{}]}',
    'egress',
    'shop',
  ],
  [
    'Cilium: enableDefaultDeny off',
    CILIUM,
    'CiliumNetworkPolicy',
    'spec: {endpointSelector: {}, ingress: [{}], enableDefaultDeny: {ingress: false}}',
    '',
    'shop',
  ],
  [
    'Cilium: an emptied enableDefaultDeny is on',
    CILIUM,
    'CiliumNetworkPolicy',
    'spec: {endpointSelector: {}, ingress: [{}], enableDefaultDeny: {ingress: }}',
    'ingress',
    'shop',
  ],
  [
    'Cilium: specs',
    CILIUM,
    'CiliumNetworkPolicy',
    'specs: [{endpointSelector: {matchLabels: {app: db}}, ingress: [{}]}, {endpointSelector: {}, egress: [{}]}]',
    'egress',
    'shop',
  ],
  [
    'Cilium: another namespace',
    CILIUM,
    'CiliumNetworkPolicy',
    'spec: {endpointSelector: {}, ingress: [{}]}',
    '',
    'bank',
  ],
  ['Cilium: nodes', CILIUM, 'CiliumClusterwideNetworkPolicy', 'spec: {nodeSelector: {}, ingress: [{}]}', ''],
  [
    'Cilium: a key with its source',
    CILIUM,
    'CiliumClusterwideNetworkPolicy',
    `spec: {endpointSelector: {matchLabels: {"k8s:app": web}}, ingress: [{}]}`,
    'ingress',
  ],
  [
    'Cilium: pods have no reserved labels',
    CILIUM,
    'CiliumClusterwideNetworkPolicy',
    `spec: {endpointSelector: {matchExpressions: [{key: "reserved:ingress", operator: Exists}]}, ingress: [{}]}`,
    '',
  ],
  [
    'Cilium: the namespace is a label',
    CILIUM,
    'CiliumClusterwideNetworkPolicy',
    `spec: {endpointSelector: {matchLabels: {"k8s:io.kubernetes.pod.namespace": bank}}, ingress: [{}]}`,
    '',
  ],
  [
    'Cilium: so are the labels of the namespace',
    CILIUM,
    'CiliumClusterwideNetworkPolicy',
    `spec: {endpointSelector: {matchLabels: {"io.cilium.k8s.namespace.labels.team": blue}}, ingress: [{}]}`,
    '',
  ],
  [
    'Cilium: a service account is not known',
    CILIUM,
    'CiliumClusterwideNetworkPolicy',
    `spec: {endpointSelector: {matchLabels: {io.cilium.k8s.policy.serviceaccount: x}}, ingress: [{}]}`,
    'ingress',
  ],
  [
    'Cilium: a label that a controller adds',
    CILIUM,
    'CiliumNetworkPolicy',
    'spec: {endpointSelector: {matchLabels: {rev: abc}}, ingress: [{}]}',
    'ingress',
    'shop',
  ],
  [
    'Cilium: a null label is pruned',
    CILIUM,
    'CiliumNetworkPolicy',
    'spec: {endpointSelector: {matchLabels: {app: }}, ingress: [{}]}',
    'ingress',
    'shop',
  ],
  [
    'ClusterNetworkPolicy: rules of a direction',
    CNP,
    'ClusterNetworkPolicy',
    'spec: {subject: {namespaces: {}}, ingress: [{action: Deny}]}',
    'ingress',
  ],
  ['ClusterNetworkPolicy: no rules', CNP, 'ClusterNetworkPolicy', 'spec: {subject: {namespaces: {}}, ingress: []}', ''],
  [
    'ClusterNetworkPolicy: other namespaces',
    CNP,
    'ClusterNetworkPolicy',
    'spec: {subject: {namespaces: {matchLabels: {team: blue}}}, egress: [{action: Deny}]}',
    '',
  ],
  [
    'ClusterNetworkPolicy: pods',
    CNP,
    'ClusterNetworkPolicy',
    'spec: {subject: {pods: {podSelector: {matchLabels: {app: web}}}}, egress: [{action: Deny}]}',
    'egress',
  ],
  [
    'ClusterNetworkPolicy: other pods',
    CNP,
    'ClusterNetworkPolicy',
    'spec: {subject: {pods: {podSelector: {matchLabels: {app: db}}}}, egress: [{action: Deny}]}',
    '',
  ],
  [
    'AdminNetworkPolicy',
    ANP,
    'AdminNetworkPolicy',
    'spec: {subject: {namespaces: {}}, ingress: [{action: Deny}]}',
    'ingress',
  ],
  [
    'BaselineAdminNetworkPolicy',
    ANP,
    'BaselineAdminNetworkPolicy',
    'spec: {subject: {namespaces: {}}, egress: [{action: Deny}]}',
    'egress',
  ],
  [
    'Antrea: what is not read may do anything',
    'crd.antrea.io/v1beta1',
    'ClusterNetworkPolicy',
    'spec: {}',
    'ingress+egress',
  ],
  ['Antrea: in its namespace', 'crd.antrea.io/v1beta1', 'NetworkPolicy', 'spec: {}', '', 'bank'],
  ['the NetworkPolicy of Kubernetes is not foreign', 'networking.k8s.io/v1', 'NetworkPolicy', 'spec: {}', 'no policy'],
];

for (const [fact, apiVersion, kind, body, want, namespace] of CASES) {
  test(fact, () => {
    assert.is(isolates(apiVersion, kind, body, namespace), want);
    assert.is(isForeignKind(apiVersion, kind), want !== 'no policy');
  });
}

const SELECTORS: readonly (readonly [selector: string, want: string])[] = [
  ['', 'yes'],
  ['all()', 'yes'],
  [' all( ) ', 'yes'],
  ['global()', 'no'],
  ['has(app)', 'yes'],
  ['!has(app)', 'no'],
  ['!!has(app)', 'yes'],
  ['has(tier)', 'no'],
  ['has(rev)', 'yes'],
  ["app == 'web'", 'yes'],
  ['app=="web"', 'yes'],
  ["app != 'web'", 'no'],
  ["tier != 'db'", 'yes'],
  ["rev == 'x'", 'maybe'],
  ["app in {'db', 'web'}", 'yes'],
  ['app in {}', 'no'],
  ["app not in {'db','cache'}", 'yes'],
  ["tier not in {'db'}", 'yes'],
  ["app == 'web' && has(tier)", 'no'],
  ["app == 'web' && rev == 'x'", 'maybe'],
  ["app == 'db' && rev == 'x'", 'no'],
  ["app == 'db' || app == 'web' && has(app)", 'yes'],
  ["(app == 'db' || app == 'web') && has(tier)", 'no'],
  ["!(app == 'db' || has(tier))", 'yes'],
  ["app contains 'e'", 'yes'],
  ["app starts with 'db'", 'no'],
  ["app ends with 'eb'", 'yes'],
  ["rev starts with 'a'", 'maybe'],
  ['app == web', 'maybe'],
  ['app ==', 'maybe'],
  ["(app == 'web'", 'maybe'],
  ["app == 'web' has(tier)", 'maybe'],
  ['some(app)', 'maybe'],
  ['<no value>', 'maybe'],
];

for (const [selector, want] of SELECTORS) {
  test(`the selector ${JSON.stringify(selector)} matches: ${want}`, () => {
    const labels = (key: string) => (key === 'app' ? { value: 'web' } : key === 'rev' ? 'present' : 'absent');
    assert.is(calicoSelector(selector)(labels), want);
  });
}

test.run();
