import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { type ApiServer, startApiServer } from './api-server.ts';
import { asJson, type Json } from './api-store.ts';
import type { ApiRequest } from './api-verbs.ts';
import { reportOf } from './helm-report.ts';
import { type Host, helmHosts } from './hosts.ts';
import { type Bench, createBench, faults, shop, writeChart } from './netpolish.ts';
import { policyNames, type Rendered, rendered } from './rendered.ts';
import type { RunResult } from './run.ts';

const test = suite('helm install and upgrade');
const hosts = await helmHosts();

const chart = ['shop', shop];
const POLICIES = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';

/** Runs `body` with a fresh cluster and a fresh home. Whatever is done there, the cluster must know every request. */
const withCluster = async (host: Host, body: (bench: Bench, server: ApiServer) => Promise<void>): Promise<void> => {
  const server = await startApiServer();
  const bench = await createBench(host, server.kubeconfig);
  try {
    await body(bench, server);
    assert.equal(server.unexpected, []);
  } finally {
    await bench.remove();
    await server.close();
  }
};

const expectSuccess = ({ code, stderr }: RunResult): void => assert.is(code, 0, stderr);

/** Requests that change something. */
const changes = (requests: readonly ApiRequest[]): readonly ApiRequest[] =>
  requests.filter(({ method }) => method !== 'GET');

const names = (objects: readonly Json[]): readonly string[] =>
  objects.map(({ metadata }) => String(asJson(metadata).name)).sort();

/** What was done to NetworkPolicies, hooks included: `POST shop-web-egress`. */
const policyChanges = (requests: readonly ApiRequest[]): readonly string[] =>
  changes(requests)
    .filter(({ path }) => path.startsWith(POLICIES))
    .map(({ method, path, body }) => `${method} ${path.slice(POLICIES.length + 1) || nameIn(body)}`);

const nameIn = (body: string): string => String(asJson(asJson(parse(body)).metadata).name);

/** The bodies that created or applied the objects of a kind, by name. */
const sent = (requests: readonly ApiRequest[], kind: string): ReadonlyMap<string, Json> =>
  new Map(
    changes(requests)
      .filter(({ method, contentType }) => method !== 'DELETE' && !contentType.includes('protobuf'))
      .map(({ body }) => asJson(parse(body)))
      .filter((object) => object.kind === kind)
      .map((object) => [String(asJson(object.metadata).name), object]),
  );

/** The objects that a render makes, Lists taken apart as every client does. */
const flattened = (documents: readonly Rendered[]): readonly Json[] =>
  documents.flatMap(({ object }) => (object.kind === 'List' ? (object.items as Json[]) : [object]));

const annotation = (object: Json | undefined, key: string): unknown =>
  asJson(asJson(object?.metadata).annotations)[key];

for (const host of hosts) {
  test(`${host.name}: install sends what was printed, merged`, () =>
    withCluster(host, async (bench, server) => {
      const flags = ['--merge'];
      const printed = flattened(rendered((await bench.polished(['template', ...chart], { flags })).stdout));
      assert.equal(server.requests.length, 0);
      expectSuccess(await bench.polished(['install', ...chart], { flags }));
      const policies = sent(server.requests, 'NetworkPolicy');
      const expected = printed.filter(({ kind }) => kind === 'NetworkPolicy');
      assert.equal([...policies.keys()].sort(), names(expected));
      for (const object of expected) {
        const body = policies.get(String(asJson(object.metadata).name));
        assert.equal(body?.spec, object.spec);
        const key = 'netpolish.dev/merged-from';
        assert.equal(annotation(body, key), annotation(object, key));
      }
      for (const [kind, plural] of [
        ['ConfigMap', 'configmaps'],
        ['Service', 'services'],
        ['Deployment', 'deployments'],
      ] as const) {
        assert.equal(names(server.objects(plural)), names(printed.filter((object) => object.kind === kind)));
      }
      assert.not(names(server.objects('networkpolicies')).includes('shop-web-ingress'));
    }));

  test(`${host.name}: an upgrade that merges changes one policy and deletes the other`, () =>
    withCluster(host, async ({ polished, bare }, server) => {
      expectSuccess(await polished(['install', ...chart]));
      const before = server.objects('networkpolicies');
      assert.ok(names(before).includes('shop-web-ingress'));
      const seen = server.requests.length;
      expectSuccess(await polished(['upgrade', ...chart], { flags: ['--merge'] }));
      const done = policyChanges(server.requests.slice(seen)).filter((change) => change.includes('shop-web'));
      assert.equal(
        done.filter((change) => !/^PATCH .*(-egress)$/.test(change)),
        ['DELETE shop-web-ingress'],
      );
      // First the one that allows all, then away with the other: never less traffic than before.
      assert.is(done.indexOf('DELETE shop-web-ingress'), done.length - 1);
      assert.ok(done.length > 1);
      const gone = names(before).filter((name) => !names(server.objects('networkpolicies')).includes(name));
      assert.equal(gone, ['shop-web-ingress']);
      const manifest = await bare(['get', 'manifest', 'shop']);
      assert.not(policyNames(rendered(manifest.stdout)).includes('shop-web-ingress'));
      assert.match(manifest.stdout, 'netpolish.dev/merged-from');
    }));

  test(`${host.name}: a blocked install sends nothing and stores no revision`, () =>
    withCluster(host, async ({ polished, bare }, server) => {
      for (const command of [
        ['install', ...chart],
        ['upgrade', '--install', ...chart],
      ]) {
        const { code, stderr } = await polished([...command, ...faults('emptyFrom')]);
        assert.is(code, 1);
        assert.match(reportOf(host, stderr).text, 'Nothing was sent to the cluster; no revision was made.');
      }
      assert.equal(changes(server.requests), []);
      assert.match((await bare(['history', 'shop'])).stderr, 'release: not found');
    }));

  test(`${host.name}: a blocked upgrade leaves the cluster and the old revision as they were`, () =>
    withCluster(host, async ({ polished, bare }, server) => {
      expectSuccess(await polished(['install', ...chart]));
      const [seen, before] = [server.requests.length, server.objects('networkpolicies')];
      const { code, stderr } = await polished(['upgrade', ...chart, ...faults('strayIngress')]);
      assert.is(code, 1);
      assert.match(reportOf(host, stderr).text, 'error emptied-direction');
      assert.equal(changes(server.requests.slice(seen)), []);
      assert.equal(server.objects('networkpolicies'), before);
      const history = JSON.parse((await bare(['history', 'shop', '--output', 'json'])).stdout) as readonly Json[];
      assert.equal(
        history.map(({ revision, status }) => [revision, status]),
        [[1, 'deployed']],
      );
      expectSuccess(await polished(['upgrade', ...chart]));
    }));

  test(`${host.name}: a stray ingress: {} that the API would refuse is installed with --fix`, () =>
    withCluster(host, async ({ polished }, server) => {
      expectSuccess(await polished(['install', ...chart, ...faults('strayIngress')], { flags: ['--fix'] }));
      const egress = sent(server.requests, 'NetworkPolicy').get('shop-web-egress');
      assert.equal(Object.keys(asJson(egress?.spec)).sort(), ['egress', 'podSelector', 'policyTypes']);
    }));

  test(`${host.name}: a chart that renders nothing is installed`, () =>
    withCluster(host, async ({ polished, folder }) => {
      const nothing = await writeChart(folder, 'nothing', { 'templates/NOTES.txt': 'Nothing to see.\n' });
      expectSuccess(await polished(['install', 'x', nothing], { flags: ['--merge'] }));
      expectSuccess(await polished(['upgrade', 'x', nothing], { env: { NETPOLISH_BYPASS: '1' } }));
    }));

  test(`${host.name}: an upgrade under a bypass deletes nothing`, () =>
    withCluster(host, async ({ polished }, server) => {
      expectSuccess(await polished(['install', ...chart]));
      const [seen, before] = [server.requests.length, names(server.objects('networkpolicies'))];
      expectSuccess(await polished(['upgrade', ...chart], { env: { NETPOLISH_BYPASS: '1' }, flags: ['--merge'] }));
      // The hook is made anew at every upgrade.
      const done = policyChanges(server.requests.slice(seen)).filter((change) => !change.endsWith('shop-smoke-test'));
      assert.not(done.some((change) => change.startsWith('DELETE')));
      assert.equal(names(server.objects('networkpolicies')), before);
    }));
}

for (const host of hosts.filter(({ major }) => major === 3)) {
  test(`${host.name}: nothing is taken for Helm 4 by what is in the stream`, () =>
    withCluster(host, async ({ polished, folder }, server) => {
      const files = { 'templates/np.yaml': annotated, 'templates/cm.yaml': harmless };
      const { code, stderr } = await polished(['install', 'x', await writeChart(folder, 'annotated', files)]);
      assert.is(code, 1);
      assert.match(reportOf(host, stderr).text, 'error emptied-peers  NetworkPolicy annotated');
      assert.equal(changes(server.requests), []);
    }));
}

test.run();

const harmless = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: harmless\n';

const annotated = `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: annotated
  annotations:
    postrenderer.helm.sh/postrender-filename: 'annotated/templates/np.yaml'
spec:
  podSelector: {}
  ingress:
  - from:
    ports:
    - port: 80
`;
