import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ApiServer, type Json, startApiServer } from './api-server.ts';
import { type Environment, helmEnv, postRenderer } from './helm.ts';
import { type Host, helmHosts, kustomize } from './hosts.ts';
import { type RunResult, run, runInTerminal } from './run.ts';

const test = suite('hosts');
const chart = fileURLToPath(new URL('../../examples/helm/shop', import.meta.url));
const hosts = await helmHosts();

type Helm = (args: readonly string[], extra?: Environment) => Promise<RunResult>;

/** Runs `body` with a fresh cluster and a fresh home, and removes both. */
const withCluster = async (host: Host, body: (helm: Helm, server: ApiServer, folder: string) => Promise<void>) => {
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
  const server = await startApiServer();
  const env = helmEnv(folder, server.kubeconfig);
  try {
    await body((args, extra) => run(host.helm, args, { cwd: folder, env: { ...env, ...extra } }), server, folder);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const names = (objects: readonly Json[]): readonly unknown[] =>
  objects.map(({ metadata }) => (metadata as Json).name).sort();

const expectSuccess = (what: string, { code, stderr }: RunResult): void => assert.is(code, 0, `${what}: ${stderr}`);

const policies = ['shop-cache', 'shop-metrics', 'shop-smoke-test', 'shop-web-egress', 'shop-web-ingress'];

for (const host of hosts) {
  test(`${host.name} is what it says, and so is its kubectl`, async () => {
    const { stdout } = await run(host.helm, ['version', '--short']);
    assert.match(stdout, `v${host.version}+`);
    assert.is((await run(host.kubectl, ['version', '--client'])).code, 0);
  });

  test(`${host.name} installs, upgrades, shows and uninstalls the chart on the stub server`, () =>
    withCluster(host, async (helm, server, folder) => {
      const { args, env } = await postRenderer(host, folder, 'cat');
      expectSuccess('install', await helm(['install', 'shop', chart, ...args], env));
      assert.equal(names(server.objects('networkpolicies')), policies);
      expectSuccess(
        'upgrade',
        await helm(['upgrade', 'shop', chart, '--set', 'monitoring.namespace=metrics', ...args], env),
      );
      assert.match(JSON.stringify(server.objects('networkpolicies')), '"kubernetes.io/metadata.name":"metrics"');
      assert.match((await helm(['get', 'manifest', 'shop'])).stdout, 'name: shop-web-egress');
      expectSuccess('uninstall', await helm(['uninstall', 'shop']));
      // Helm leaves hooks behind.
      assert.equal(names(server.objects('networkpolicies')), ['shop-smoke-test']);
      assert.equal(server.unexpected, []);
    }));

  test(`${host.name} is refused a policy whose ingress is a map`, () =>
    withCluster(host, async (helm, server) => {
      const { code, stderr } = await helm(['install', 'shop', chart, '--set', 'faults.strayIngress=true']);
      assert.is(code, 1);
      const words = host.major === 3 ? 'json: cannot unmarshal object into Go struct' : '.spec.ingress: expected list';
      assert.match(stderr, words);
      assert.equal(server.unexpected, []);
    }));
}

test('kustomize can run exec functions', async () => {
  const { code, stdout } = await run(await kustomize(), ['build', '--help']);
  assert.is(code, 0);
  assert.match(stdout, '--enable-exec');
});

test('a terminal shows what is written to it, and a plain run has none', async () => {
  const script = 'echo out; echo err >&2; echo tty > /dev/tty; exit 3';
  assert.equal(await runInTerminal('sh', ['-c', script]), { code: 3, screen: 'out\nerr\ntty\n' });
  assert.is((await run('sh', ['-c', 'echo tty > /dev/tty'])).code === 0, false);
});

test('a command that takes too long is killed, with its children', async () => {
  try {
    await run('sh', ['-c', 'echo begun; sleep 60 & wait'], { timeout: 200 });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), /killed after 200 ms, having printed:\nbegun/);
  }
});

test.run();
