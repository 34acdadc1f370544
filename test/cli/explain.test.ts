import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, type Ran, runMain } from './fake-io.ts';

const test = suite('cli/explain');

const FOLDER = fileURLToPath(new URL('explain/', import.meta.url));
const SCHEMA = JSON.parse(readFileSync(new URL('../../schemas/explain.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false }).compile(
  SCHEMA,
);

/** Each question has a golden text, and its JSON must be as the schema says. */
const GOLDEN: Readonly<Record<string, readonly string[]>> = {
  overview: [],
  connections: ['--connections'],
  'pod-api': ['--pod', 'shop/api'],
  'pod-labels': ['--labels', 'shop:app=web,tier=x'],
  'to-db': ['--to', 'db'],
  allowed: ['--from', 'web', '--to', 'api', '--port', 'grpc'],
  'one-end-denies': ['--from', 'api', '--to', 'db', '--port', '5432'],
  'some-ports': ['--from', 'web', '--to', 'api'],
  depends: ['--from', 'jobs/batch', '--to', 'db', '--port', '5432'],
  'namespace-labels': ['--from', 'batch', '--to', 'db', '--port', '5432', '--namespace-labels', 'jobs:team=jobs'],
  address: ['--from', '203.0.113.7', '--to', 'web', '--port', '8080'],
  'labels-of-one-namespace': ['--from', 'web', '--to', 'app=cache', '--port', '6379'],
};

const run = (args: readonly string[], paths: readonly string[] = ['shop.yaml']): Promise<Ran> =>
  runMain(['explain', ...paths, ...args], { cwd: FOLDER, terminal: true });

for (const [name, args] of Object.entries(GOLDEN)) {
  test(`${name}: the golden text`, async () => {
    const { code, stdout, stderr } = await run(args);
    const told = `$ netpolish explain shop.yaml ${args.join(' ')}\n${stderr}${stdout}`.replace(/^(.*) \n/, '$1\n');
    const path = `${FOLDER}${name}.txt`;
    if (process.env.UPDATE === '1') writeFileSync(path, told);
    assert.fixture(told, readFileSync(path, 'utf8'));
    assert.is(code, 0);
    assert.ok(stdout.split('\n').every((line) => line.length <= 100 && line === line.trimEnd()));
  });

  test(`${name}: the JSON is as the schema says`, async () => {
    const { code, stdout } = await run([...args, '--format', 'json']);
    assert.is(code, 0);
    assert.ok(validate(JSON.parse(stdout)), JSON.stringify(validate.errors?.slice(0, 3)));
  });
}

const WRONG: readonly (readonly [args: string, message: string])[] = [
  ['--pod nobody', 'no workload is called nobody'],
  ['--pod shop/wep', 'no workload is called shop/wep: nearest are shop/web'],
  ['--pod 10.0.0.1', '10.0.0.1 is an address, which no policy isolates: give both --from and --to'],
  ['--from web --to api --port http', 'no container of shop/api has a TCP port http: it has TCP/grpc'],
  ['--port 80', '--port asks of a connection: name both its ends (--from, --to)'],
  ['--from any --to any', 'one end must be named: any to any is every connection (--connections)'],
  ['--pod web --labels app=web', '--pod and --labels both name the pods: give one of them'],
  ['--pod web --from api --to db', '--pod or --labels with both --from and --to are three ends: a connection has two'],
  ['--connections --pod web', '--connections lists everything: it takes no --pod, --labels, --from, --to or --port'],
  ['--namespace-labels team=a', 'team=a is not of the form ns:key=value,…, each key once'],
  ['--labels web', '--labels web: write [ns:]key=value,…'],
  ['--from app=a,app=b --to web', 'app=a,app=b is not of the form [ns:]key=value,…, each key once'],
];

for (const [args, message] of WRONG) {
  test(`${args}: one line and exit 2`, async () => {
    const { code, stdout, stderr } = await run(args.split(' '));
    assert.is(stderr, `netpolish: ${message}\n`);
    assert.is(stdout, '');
    assert.is(code, 2);
  });
}

test('--pod is the other end of a --from or a --to', async () => {
  const [one, other] = [await run(['--pod', 'api', '--from', 'web']), await run(['--from', 'web', '--to', 'api'])];
  assert.is(one.stdout, other.stdout);
  const [from, both] = [await run(['--pod', 'web', '--to', 'api']), await run(['--pod', 'web', '--from', 'any'])];
  assert.is(from.stdout, other.stdout);
  assert.is(both.stdout, (await run(['--to', 'web'])).stdout);
});

test('what is to be known of the ends is a note', async () => {
  const rows: readonly (readonly [string, string])[] = [
    ['--from web --to web', 'note: a pod always reaches itself: this is told of one pod of shop/web and another\n'],
    ['--from 10.1.2.3 --to web', "note: 10.1.2.3 is taken for no pod's address: where it is one, name the pod\n"],
    ['--from lab:app=x --to web', 'note: nothing that was read is in namespace lab\n'],
    ['--from 203.0.113.7 --to web', ''],
  ];
  for (const [args, note] of rows) assert.is((await run(args.split(' '))).stderr, note);
});

test('labels given for a namespace stand beside those of its manifest', async () => {
  const policy = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: a}\nspec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: x, zone: north}}}]}]}\n`;
  const pods = ['a', 'b'].map((ns) => `apiVersion: v1\nkind: Pod\nmetadata: {name: p-${ns}, namespace: ${ns}}\n`);
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: b, labels: {team: x}}\n';
  const stdin = [policy, ...pods, namespace].join('---\n');
  const ask = ['explain', '--from', 'p-b', '--to', 'p-a'];
  assert.match((await runMain(ask, { stdin })).stdout, 'b/p-b -> a/p-a: denied');
  const { stdout } = await runMain([...ask, '--namespace-labels', 'b:zone=north'], { stdin });
  assert.match(stdout, 'b/p-b -> a/p-a: allowed');
});

test('what the manifests bring replaces what the context holds under the same name, without a note', async () => {
  const np = (port: number): string =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {matchLabels: {app: w}}, ingress: [{ports: [{port: ${port}}]}]}\n`;
  const pod = (app: string): string => `---\napiVersion: v1\nkind: Pod\nmetadata: {name: w, labels: {app: ${app}}}\n`;
  const service = '---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: old}}\n';
  await inFolder({ 'old.yaml': np(80) + pod('old') + service, 'new.yaml': np(443) + pod('w') }, async (cwd) => {
    const ask = ['explain', 'new.yaml', '--from', '203.0.113.7', '--to', 'w', '--context', 'old.yaml'];
    const { stdout, stderr } = await runMain(ask, { cwd });
    assert.is(stderr, '');
    assert.match(stdout, '203.0.113.7 -> w: allowed for TCP 443 only\n');
  });
});

test('a policy without a namespace is in that of the release: no doubt is about it', async () => {
  const np =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: db-0}}, ingress: []}\n';
  const set =
    '---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {template: {metadata: {labels: {app: db}}}}\n';
  const ask = ['explain', '--namespace', 'shop', '--from', '203.0.113.7', '--to', 'db'];
  const { stdout } = await runMain(ask, { stdin: np + set });
  assert.match(stdout, 'whether p selects shop/db: a controller adds statefulset.kubernetes.io/pod-name');
  assert.not.match(stdout, '--namespace');
});

test('policies of other kinds are not counted, and a note says so', async () => {
  const stdin =
    'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c}\nspec: {endpointSelector: {}, ingress: [{}]}\n---\n' +
    'apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: c}\nspec: {selector: all(), types: [Ingress]}\n';
  const { stderr } = await runMain(['explain'], { stdin });
  assert.is(
    stderr,
    'note: only NetworkPolicies are explained: 2 of other kinds (CiliumNetworkPolicy, NetworkPolicy of projectcalico.org) may decide too\n',
  );
});

test('the order of the documents changes no answer', async () => {
  const text = readFileSync(`${FOLDER}shop.yaml`, 'utf8');
  const turned = text.split('---\n').reverse().join('---\n');
  for (const args of [[], ['--connections'], ['--pod', 'api'], ['--from', 'api', '--to', 'db']]) {
    const [one, other] = await Promise.all([text, turned].map((stdin) => runMain(['explain', ...args], { stdin })));
    const plain = (ran: Ran | undefined): string | undefined => ran?.stdout.replace(/rendered line \d+/g, '');
    assert.is(plain(one), plain(other));
  }
});

test('what does not count is told on standard error, and lines of a render as such', async () => {
  const bad =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: bad}\nspec: {podSelector: {}, ingress: [{from: [{}]}]}\n';
  const good = bad.replace('bad', 'good').replace('[{from: [{}]}]', '[]');
  const pod = '---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: p}}\n';
  const stdin = `# Source: c/templates/np.yaml\n${bad}---\n# Source: c/templates/good.yaml\n${good}${pod}`;
  const { code, stdout, stderr } = await runMain(['explain', '--from', '1.2.3.4', '--to', 'p'], { stdin });
  assert.is(code, 0);
  assert.match(stderr, /^note: NetworkPolicy bad of <stdin> does not count: the API refuses it: /);
  assert.match(stdout, 'good (c/templates/good.yaml (rendered line');
});

test('what counts hangs on the release of the API server, in the manifests and in their context', async () => {
  const head = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: host-bits}\n';
  const files = {
    'np.yaml': `${head}spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.5/8}}]}]}\n`,
    'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n',
  };
  await inFolder(files, async (cwd) => {
    for (const paths of [
      ['np.yaml', 'pod.yaml'],
      ['pod.yaml', '--context', 'np.yaml'],
    ]) {
      const args = ['explain', ...paths, '--from', '11.0.0.1', '--to', 'p', '--kubernetes-version'];
      const [old, now] = [await runMain([...args, '1.35'], { cwd }), await runMain([...args, '1.36'], { cwd })];
      assert.is(old.stderr, '');
      assert.match(old.stdout, '11.0.0.1 -> p: denied');
      assert.match(now.stderr, 'np.yaml does not count');
      assert.match(now.stderr, 'must not have bits set beyond the prefix length');
      assert.match(now.stdout, '11.0.0.1 -> p: allowed');
    }
  });
});

test('nothing to read, and nothing to explain', async () => {
  await inFolder({ 'empty.yaml': '# nothing\n', 'map.yaml': 'kind: ConfigMap\napiVersion: v1\n' }, async (cwd) => {
    const empty = await runMain(['explain', 'empty.yaml'], { cwd });
    assert.is(empty.code, 2);
    assert.match(empty.stderr, 'there is nothing to explain');
    const map = await runMain(['explain', 'map.yaml'], { cwd });
    assert.is(map.stdout, 'nothing to explain: neither a workload nor a NetworkPolicy was read\n');
    assert.is(map.code, 0);
  });
});

test('names from manifests cannot act on a terminal', async () => {
  const stdin =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: "p\\e[31m", namespace: "n\\e]0;x\\a", labels: {app: "p\\e[31m"}}\n';
  for (const args of [[], ['--connections']]) {
    const { stdout, stderr } = await runMain(['explain', ...args], { stdin });
    assert.not.match(stdout + stderr, /[\u0000-\u0009\u000b-\u001f]/);
  }
});

test.run();
