import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster } from '../../src/group/cluster.ts';
import { clusterOf } from '../../src/pipeline/cluster.ts';
import { readSources, type Source } from '../../src/pipeline/read.ts';
import type { Workload } from '../../src/policy/workload.ts';

const test = suite('pipeline/cluster');

function read(
  text: string,
  options: Partial<Source> & { readonly hooks?: 'check' | 'skip'; readonly namespace?: string } = {},
): Cluster {
  const { hooks = 'check', namespace = '', ...source } = options;
  const contents = readSources([{ name: 'in.yaml', bytes: Buffer.from(text), origin: 'file', ...source }], { hooks });
  return clusterOf(contents, [], { hooks, namespace });
}

function describe({ ref, namespace, labels, hostNetwork, ports, isHook }: Workload): string {
  const pairs = [...labels].map(([key, value]) => `${key}=${value}`).sort();
  const open = ports.map(({ name, port, protocol }) => `${protocol} ${port}${name && ` ${name}`}`);
  return [
    `${ref.kind} ${namespace}/${ref.name}`,
    pairs.join(','),
    open.join(','),
    ...(hostNetwork ? ['host'] : []),
    ...(isHook ? ['hook'] : []),
  ].join(' | ');
}

function template(indent: string): string {
  return [
    'metadata:',
    '  labels:',
    '    app: web',
    'spec:',
    '  containers:',
    '  - name: c',
    '    ports:',
    '    - containerPort: 80',
    '      name: http',
    '    - containerPort: 53',
    '      protocol: UDP',
    '',
  ]
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n');
}

function object(kind: string, body: string, apiVersion = 'apps/v1'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: web\n  namespace: shop\n${body}`;
}

const PORTS = 'TCP 80 http,UDP 53';
const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Rollout'];

for (const kind of KINDS) {
  test(`${kind}: its pods stand under spec.template`, () => {
    const { workloads } = read(object(kind, `spec:\n  template:\n${template('    ')}`));
    assert.equal(workloads.map(describe), [`${kind} shop/web | app=web | ${PORTS}`]);
  });
}

test('a Job labels its pods with its name', () => {
  const { workloads } = read(object('Job', `spec:\n  template:\n${template('    ')}`, 'batch/v1'));
  assert.equal(workloads.map(describe), [
    `Job shop/web | app=web,batch.kubernetes.io/job-name=web,job-name=web | ${PORTS}`,
  ]);
});

test('a CronJob keeps its pods two templates down', () => {
  const { workloads } = read(
    object('CronJob', `spec:\n  jobTemplate:\n    spec:\n      template:\n${template('        ')}`, 'batch/v1'),
  );
  assert.equal(workloads.map(describe), [`CronJob shop/web | app=web | ${PORTS}`]);
});

test('a Pod is its own template; the node’s network is told', () => {
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {app: b}\nspec:\n  hostNetwork: true\n  containers: []\n';
  assert.equal(read(pod).workloads.map(describe), ['Pod /a | app=b |  | host']);
});

test('a PodTemplate holds a template without spec', () => {
  const { workloads } = read(object('PodTemplate', `template:\n${template('  ')}`, 'v1'));
  assert.equal(workloads.map(describe), [`PodTemplate shop/web | app=web | ${PORTS}`]);
});

test('another kind makes pods only where its template has containers', () => {
  const secret = object(
    'Certificate',
    'spec:\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      text: "containers:"\n',
    'x/v1',
  );
  assert.equal(read(secret).workloads, []);
});

test('items of lists, JSON, and the namespace of the release', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', labels: { n: 'b' } }, spec: { containers: [] } };
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod, { ...pod, metadata: { name: 'c' } }] });
  assert.equal(read(list, { namespace: 'shop' }).workloads.map(describe), ['Pod shop/a | n=b | ', 'Pod shop/c |  | ']);
  const block = `apiVersion: v1\nkind: List\nitems:\n- ${object('Deployment', `spec:\n  template:\n${template('    ')}`).replace(/\n(?=.)/g, '\n  ')}`;
  assert.equal(read(block).workloads.map(describe), [`Deployment shop/web | app=web | ${PORTS}`]);
  assert.equal(
    read(block).workloads.map(({ resource }) => resource.path),
    [['items', 0]],
  );
});

test('a hook is told apart, and left out where hooks are skipped', () => {
  const hook =
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    helm.sh/hook: test\nspec:\n  containers: []\n';
  assert.equal(read(hook).workloads.map(describe), ['Pod /a |  |  | hook']);
  assert.equal(read(hook, { hooks: 'skip' }).workloads, []);
});

test('a namespace has its name among its labels; a Service its target ports', () => {
  const { namespaces, services } = read(
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    tier: front\n---\n' +
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n' +
      '  - name: http\n    port: 80\n    targetPort: 8080\n  - port: 53\n    protocol: UDP\n    targetPort: dns\n  - port: 9\n' +
      '---\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: other\n',
  );
  assert.equal(
    [...(namespaces.get('shop')?.labels ?? [])],
    [
      ['tier', 'front'],
      ['kubernetes.io/metadata.name', 'shop'],
    ],
  );
  assert.equal(
    services.map(({ ref }) => ref.name),
    ['web'],
  );
  assert.equal(services[0]?.ports, [
    { name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' },
    { name: '', port: 53, targetPort: 'dns', protocol: 'UDP' },
    { name: '', port: 9, targetPort: 9, protocol: 'TCP' },
  ]);
  assert.equal([...(services[0]?.selector ?? [])], [['app', 'web']]);
});

test('an item that only a parser can read does not count the others twice', () => {
  const item = (name: string, labels: string): string =>
    `- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: ${name}\n    labels: ${labels}\n  spec:\n    containers: []\n`;
  const list = `apiVersion: v1\nkind: List\nitems:\n${item('a', '\n      app: web')}${item('b', '{app: web}')}`;
  assert.equal(read(list).workloads.map(describe), ['Pod /a | app=web | ', 'Pod /b | app=web | ']);
});

test('what does not parse is no workload, and is told', () => {
  const broken = object('Deployment', 'spec: {template: {metadata: {labels: {app: web}}\n');
  const { workloads, unread } = read(
    `${broken}---\n${object('Deployment', `spec:\n  template:\n${template('    ')}`)}`,
  );
  assert.is(workloads.length, 1);
  assert.equal(unread, ['Deployment in document 1 of in.yaml does not parse: no check looks at it']);
});

test('templates that were never rendered, patches, and kinds that only speak of containers are passed by', () => {
  const deployment = object('Deployment', `spec:\n  template:\n${template('    ')}`);
  assert.equal(read(deployment.replace('app: web', 'app: {{ .Values.app }}')).workloads, []);
  assert.equal(read(deployment, { patch: true }).workloads, []);
  assert.equal(read(deployment.replace('Deployment', 'ConfigMap')).workloads, []);
});

test('policies of other APIs are read, alone and in lists; what is only staged is none', () => {
  const policy = (kind: string, name: string): string =>
    `{apiVersion: projectcalico.org/v3, kind: ${kind}, metadata: {name: ${name}, namespace: shop}, spec: {}}`;
  const list = `apiVersion: v1\nkind: List\nitems:\n- ${policy('NetworkPolicy', 'listed')}\n`;
  const { foreign } = read(
    `${list}---\n${policy('GlobalNetworkPolicy', 'global')}\n---\n${policy('StagedNetworkPolicy', 'staged')}\n`,
  );
  assert.equal(
    foreign.map(({ ref }) => `${ref.kind} ${ref.name}`),
    ['NetworkPolicy listed', 'GlobalNetworkPolicy global'],
  );
});

test('items of a PodList and a NamespaceList that say no kind are what the list says', () => {
  const pod = '- metadata: {name: p, namespace: shop, labels: {app: web}}\n  spec: {containers: [{name: c}]}\n';
  const text = [
    `kind: PodList\napiVersion: v1\nitems:\n${pod}`,
    'kind: NamespaceList\napiVersion: v1\nitems:\n- metadata: {name: shop, labels: {team: a}}\n',
    `kind: List\napiVersion: v1\nitems:\n${pod}`,
    `kind: PodList\napiVersion: v1\nitems:\n${pod.replace('- metadata', '- kind: Nothing\n  metadata')}`,
  ].join('---\n');
  const { workloads, namespaces } = read(text);
  assert.equal(workloads.map(describe), ['Pod shop/p | app=web | ']);
  assert.is(workloads[0]?.ref.apiVersion, 'v1');
  assert.is(namespaces.get('shop')?.labels.get('team'), 'a');
});

test('the owner of a Pod is the controller among its references', () => {
  const references = '[{kind: Node, name: n}, {kind: ReplicaSet, name: web-1, controller: true}]';
  const metadata = `{name: p, ownerReferences: ${references}}`;
  const { workloads } = read(
    [
      `kind: Pod\napiVersion: v1\nmetadata: ${metadata}\nspec: {}\n`,
      'kind: Pod\napiVersion: v1\nmetadata: {name: q, ownerReferences: [{name: web-1, controller: false}]}\nspec: {}\n',
      `kind: ReplicaSet\napiVersion: apps/v1\nmetadata: ${metadata}\nspec: {template: {metadata: {}, spec: {}}}\n`,
    ].join('---\n'),
  );
  assert.equal(
    workloads.map(({ owner }) => owner),
    [{ kind: 'ReplicaSet', name: 'web-1' }, undefined, undefined],
  );
});

test.run();
