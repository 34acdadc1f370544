/** One connection at a time: what both ends say, which rules say so, and what is left open. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asPort, NO_PORT_ASKED } from '../../src/explain/asked-port.ts';
import { type EndView, explainConnection } from '../../src/explain/explain.ts';
import { findEnd, type NamedEnd } from '../../src/explain/named-end.ts';
import type { Cluster } from '../../src/group/cluster.ts';
import { readWorld } from '../../src/pipeline/world.ts';
import { verdictWords } from '../../src/report/explain-text.ts';

const test = suite('traffic/explain');

type Asked = readonly [from: string, to: string, port: string, verdict: string, egress: string, ingress: string];

/** Two namespaces, a few workloads; `api` names a port for TCP and another for UDP. */
const WORKLOADS = `
kind: Namespace
apiVersion: v1
metadata: {name: shop, labels: {team: a}}
---
kind: Service
apiVersion: v1
metadata: {name: front, namespace: shop}
spec: {selector: {app: web}}
---
${workload('Deployment', 'shop', 'web', '{app: web}')}
---
${workload('Deployment', 'shop', 'api', '{app: api}', '[{name: http, containerPort: 8080}, {name: http, containerPort: 53, protocol: UDP}]')}
---
${workload('StatefulSet', 'shop', 'db', '{app: db}')}
---
${workload('Deployment', 'shop', 'agent', '{app: agent}', '[]', 'hostNetwork: true, ')}
---
${workload('Deployment', 'ops', 'probe', '{app: probe}')}
`;

function workload(kind: string, namespace: string, name: string, labels: string, ports = '[]', more = ''): string {
  const pod = `{metadata: {labels: ${labels}}, spec: {${more}containers: [{name: c, image: i, ports: ${ports}}]}}`;
  return `kind: ${kind}\napiVersion: apps/v1\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {template: ${pod}}`;
}

function policy(name: string, spec: string, namespace = 'shop'): string {
  const head = `kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {name: ${name}, namespace: ${namespace}}`;
  return `${head}\nspec: {${spec}}`;
}

function clusterOf(policies: readonly string[]): Cluster {
  const bytes = Buffer.from([WORKLOADS, ...policies].join('\n---\n'));
  const { cluster, notes } = readWorld([{ name: 'in', bytes, origin: 'file' }], [], { namespace: '', hooks: 'check' });
  assert.equal(notes, []);
  return cluster;
}

function endNamed(text: string, cluster: Cluster): NamedEnd {
  const answer = findEnd(text, cluster, 'shop');
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.found;
}

function told({ isolated, isolating, allowing, nearest }: EndView): string {
  if (isolated === 'no') return 'not isolated';
  const by = allowing.map((one) => `${one.policy.ref.name}[${one.index}]`);
  const near = nearest.map((one) => `${one.policy.ref.name}[${one.index}] lacks ${one.lacks}`);
  const names = isolating.map((one) => `${one.selects === 'maybe' ? '?' : ''}${one.policy.ref.name}`);
  return `${names.join(' ')}: ${[...by, ...near].join(', ') || 'nothing'}`;
}

function table(name: string, policies: readonly string[], rows: readonly Asked[]): void {
  for (const [from, to, port, verdict, egress, ingress] of rows) {
    test(`${name}: ${from} -> ${to} ${port}`, () => {
      const cluster = clusterOf(policies);
      const [source, destination] = [endNamed(from, cluster), endNamed(to, cluster)];
      const asked = port === '' ? NO_PORT_ASKED : asPort(port, destination);
      if ('problem' in asked) throw new Error(asked.problem);
      const answer = explainConnection(cluster, source, destination, asked.ports);
      const doubts = answer.doubts.map((doubt) => ` | ${doubt}`).join('');
      assert.equal(
        [`${verdictWords(answer)}${doubts}`, told(answer.egress), told(answer.ingress)],
        [verdict, egress, ingress],
      );
    });
  }
}

const FREE = 'not isolated';
const DENY = policy('deny', 'podSelector: {}, policyTypes: [Ingress, Egress]');

table(
  'no policy',
  [],
  [
    ['web', 'api', '', 'allowed', FREE, FREE],
    ['web', '8.8.8.8', '443', 'allowed', FREE, FREE],
  ],
);

table(
  'default deny',
  [DENY],
  [
    ['web', 'api', '80', 'denied', 'deny: nothing', 'deny: nothing'],
    ['ops/probe', 'web', '80', 'denied', FREE, 'deny: nothing'],
    ['web', 'ops/probe', '80', 'denied', 'deny: nothing', FREE],
    ['8.8.8.8', 'web', '80', 'denied', FREE, 'deny: nothing'],
  ],
);

const halves = (rules: string): string =>
  policy('halves', `podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [${rules}]`);
const part = (of: string, block: string): string =>
  `which of the addresses: not all of 10.0.0.0/${of} are in 10.${block}`;
const LOW = '{from: [{ipBlock: {cidr: 10.0.0.0/9}}]}';
const HIGH = '{from: [{ipBlock: {cidr: 10.128.0.0/9}}]';

table(
  'two rules that have a block together',
  [halves(`${LOW}, ${HIGH}}`)],
  [
    ['10.0.0.0/8', 'web', '80', 'allowed', FREE, 'halves: halves[0], halves[1]'],
    [
      '10.0.0.0/7',
      'web',
      '80',
      `depends | ${part('7', '0.0.0/9')} | ${part('7', '128.0.0/9')}`,
      FREE,
      'halves: halves[0], halves[1]',
    ],
  ],
);

table(
  'two rules that have a block together for one port',
  [halves(`${LOW}, ${HIGH}, ports: [{port: 80}]}`)],
  [
    ['10.0.0.0/8', 'web', '80', 'allowed', FREE, 'halves: halves[0], halves[1]'],
    ['10.0.0.0/8', 'web', '81', `depends | ${part('8', '0.0.0/9')}`, FREE, 'halves: halves[0]'],
  ],
);

const API_IN = policy(
  'api-in',
  'podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}]',
);
const WEB_OUT = policy(
  'web-out',
  'podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: api}}}]}]',
);
table(
  'both ends',
  [DENY, API_IN, WEB_OUT],
  [
    ['web', 'api', '8080', 'allowed', 'deny web-out: web-out[0]', 'deny api-in: api-in[0]'],
    ['web', 'api', '', 'allowed for TCP 8080 only', 'deny web-out: web-out[0]', 'deny api-in: api-in[0]'],
    ['web', 'api', '9090', 'denied', 'deny web-out: web-out[0]', 'deny api-in: api-in[0] lacks port'],
    ['db', 'api', '8080', 'denied', 'deny: nothing', 'deny api-in: api-in[0] lacks peer'],
    ['db', 'api', '9', 'denied', 'deny: nothing', 'deny api-in: nothing'],
  ],
);

table(
  'a dead rule allows nothing',
  [policy('dead', 'podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [], egress: [{}]'), DENY],
  [['web', 'db', '1', 'denied', 'deny: nothing', 'deny: nothing']],
);

const NAMED = policy(
  'named',
  'podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{ports: [{port: http}]}, {ports: [{port: none, protocol: UDP}]}]',
);
table(
  'a named port is what the destination declares, protocol by protocol',
  [NAMED],
  [
    ['web', 'api', 'http', 'allowed', FREE, 'named: named[0]'],
    ['web', 'api', '8080', 'allowed', FREE, 'named: named[0]'],
    ['web', 'api', '', 'allowed for TCP 8080 only', FREE, 'named: named[0]'],
    ['web', 'api', 'UDP/http', 'denied', FREE, 'named: named[0] lacks port, named[1] lacks port'],
    [
      'web',
      'app=api',
      '8080',
      'depends | which number the port http has: nothing tells what the containers of pods app=api of namespace shop declare',
      FREE,
      'named: named[0]',
    ],
  ],
);

const OUT_NAMED = policy('out-named', 'podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]');
table(
  'a name is nothing on an address',
  [OUT_NAMED],
  [
    ['web', '8.8.8.8', '', 'denied', 'out-named: out-named[0] lacks port', FREE],
    ['web', 'api', '', 'allowed for TCP 8080 only', 'out-named: out-named[0]', FREE],
  ],
);

const BLOCKS = policy(
  'blocks',
  'podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 8.0.0.0/8, except: [8.8.0.0/16]}}], ports: [{port: 80, endPort: 90}]}]',
);
table(
  'blocks, exceptions and ranges',
  [BLOCKS],
  [
    ['web', '8.9.0.1', '85', 'allowed', 'blocks: blocks[0]', FREE],
    ['web', '8.9.0.1', '91', 'denied', 'blocks: blocks[0] lacks port', FREE],
    ['web', '8.9.0.1', '85-95', 'allowed for TCP 85-90 only', 'blocks: blocks[0]', FREE],
    ['web', '8.8.0.1', '85', 'denied', 'blocks: blocks[0] lacks peer', FREE],
    [
      'web',
      '8.0.0.0/8',
      '85',
      'depends | which of the addresses: not all of 8.0.0.0/8 are in 8.0.0.0/8 but not 8.8.0.0/16',
      'blocks: blocks[0]',
      FREE,
    ],
    ['web', 'db', '85', 'denied', 'blocks: blocks[0] lacks peer', FREE],
  ],
);

const PRIVATE = policy(
  'private',
  'podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]',
);
table(
  'whether a private block has pods is left open',
  [PRIVATE],
  [
    [
      'web',
      'db',
      '80',
      'depends | whether 10.0.0.0/8 has the pods of shop/db: Calico goes by their addresses, to Cilium no block has pods',
      'private: private[0]',
      FREE,
    ],
  ],
);

const OWN = policy('own', 'podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]');
const BY_NAME = policy(
  'by-name',
  'podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]}]',
);
table(
  'its own namespace',
  [OWN],
  [
    ['web', 'db', '80', 'allowed', FREE, 'own: own[0]'],
    ['ops/probe', 'db', '80', 'denied', FREE, 'own: own[0] lacks peer'],
  ],
);
table(
  'a namespace by its name, without a manifest of it',
  [BY_NAME],
  [
    ['ops/probe', 'db', '80', 'allowed', FREE, 'by-name: by-name[0]'],
    ['web', 'db', '80', 'denied', FREE, 'by-name: by-name[0] lacks peer'],
  ],
);

const TEAM = policy(
  'team',
  'podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {team: b}}}]}]',
);
table(
  'labels of a namespace that no manifest tells',
  [TEAM],
  [
    ['web', 'db', '80', 'denied', FREE, 'team: team[0] lacks peer'],
    [
      'ops/probe',
      'db',
      '80',
      'depends | whether namespace ops has the label team: no manifest tells (--context, --namespace-labels)',
      FREE,
      'team: team[0]',
    ],
  ],
);

table(
  'a policy of another namespace isolates nothing here',
  [policy('far', 'podSelector: {}', 'ops')],
  [
    ['ops/probe', 'web', '80', 'allowed', FREE, FREE],
    ['web', 'ops/probe', '80', 'denied', FREE, 'far: nothing'],
  ],
);

const HOST = "shop/agent is on the node's network: most CNIs let NetworkPolicies pass it by";
table(
  'pods on the network of their node',
  [DENY, API_IN],
  [
    ['agent', 'ops/probe', '80', `depends | ${HOST}`, '?deny: nothing', FREE],
    ['agent', 'api', '80', 'denied', '?deny: nothing', 'deny api-in: nothing'],
  ],
);

const HASH = policy(
  'hash',
  'podSelector: {matchExpressions: [{key: pod-template-hash, operator: In, values: [abc]}]}, policyTypes: [Ingress]',
);
table(
  'labels that a controller adds',
  [HASH],
  [
    [
      'db',
      'web',
      '80',
      'depends | whether hash selects shop/web: a controller adds pod-template-hash, with values that no manifest tells',
      FREE,
      '?hash: nothing',
    ],
  ],
);

test('ends that cannot be found or understood say so, with the nearest names', () => {
  const cluster = clusterOf([]);
  const rows: readonly (readonly [string, string])[] = [
    ['shop/wbe', 'no workload is called shop/wbe: nearest are shop/web'],
    ['ops/web', 'no workload is called ops/web: nearest are shop/web'],
    ['shop/front', 'shop/front is a Service, and policies are about pods: shop/web'],
    ['nowhere', 'no workload is called nowhere'],
    ['10.0.0.300', '10.0.0.300 is no address and no CIDR'],
    ['10.0.0.0/33', '10.0.0.0/33 is no address and no CIDR'],
    ['app=', ''],
    ['=web', '=web is not of the form [ns:]key=value,…, each key once'],
    ['app=web,,', 'app=web,, is not of the form [ns:]key=value,…, each key once'],
  ];
  for (const [text, problem] of rows) {
    const answer = findEnd(text, cluster, 'shop');
    assert.is('problem' in answer ? answer.problem : '', problem, text);
  }
});

test('ports that cannot be asked of say so', () => {
  const cluster = clusterOf([]);
  const rows: readonly (readonly [string, string, string])[] = [
    ['api', 'metrics', 'no container of shop/api has a TCP port metrics: it has TCP/http, UDP/http'],
    ['web', 'http', 'no container of shop/web has a TCP port http: none of its ports has a name'],
    ['8.8.8.8', 'http', 'an address has no port by the name http: give a number'],
    ['app=api', 'http', 'nothing tells what http is of pods app=api of namespace shop: give a number'],
    ['api', '0', '0 is no port: 1 to 65535'],
    ['api', '90-80', '90-80 is no port: 1 to 65535'],
    ['api', 'icmp/8', 'icmp is no protocol of NetworkPolicies: TCP, UDP or SCTP'],
  ];
  for (const [to, port, problem] of rows) {
    const answer = asPort(port, endNamed(to, cluster));
    assert.is('problem' in answer ? answer.problem : '', problem);
  }
});

test.run();
