import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { asJson } from './api-store.ts';
import { type Environment, helmEnv } from './helm.ts';
import { helmHosts, kustomize } from './hosts.ts';
import { root, shop } from './netpolish.ts';
import { noSettings, pathWith } from './package.ts';
import { type Files, withFiles } from './project.ts';
import { only, policyNames, rendered } from './rendered.ts';
import { type RunResult, run } from './run.ts';

// Argo CD itself is not run. The plugin's commands are, as argocd-cmp-server starts them: in the folder of the source, with
// the variables that Argo CD sets.

const test = suite('the Argo CD plugin');
const hosts = await helmHosts();
const tool = await kustomize();
const plugin = asJson(parse(await readFile(join(root, 'examples/argo-cd/plugin.yaml'), 'utf8')));

/** One of the plugin's commands, as a list of words. */
const command = (name: string): readonly string[] => {
  const { command: words, args } = asJson(asJson(plugin.spec)[name]);
  return [...(words as readonly string[]), ...(args as readonly string[])];
};

type Source = (folder: string) => Promise<string>;
type Generate = (env?: Environment) => Promise<RunResult>;

const copied =
  (from: string): Source =>
  async (folder) => {
    await cp(from, join(folder, 'source'), { recursive: true });
    return join(folder, 'source');
  };

const files =
  (content: Files): Source =>
  async (folder) => {
    await withFiles(content, (from) => cp(from, join(folder, 'source'), { recursive: true }));
    return join(folder, 'source');
  };

/** Runs `init` and then `generate`, with one of the Helms and kustomize on PATH. */
const withPlugin = (helm: string, source: Source, body: (generate: Generate, folder: string) => Promise<void>) =>
  withFiles({}, async (folder) => {
    await mkdir(join(folder, 'tmp'));
    const env = {
      ...helmEnv(folder),
      ...noSettings,
      ...(await pathWith(folder, { helm, kustomize: tool })),
      TMPDIR: join(folder, 'tmp'),
      ARGOCD_APP_NAME: 'shop',
      ARGOCD_APP_NAMESPACE: 'prod',
      KUBE_VERSION: '1.34.1',
      KUBE_API_VERSIONS: 'v1,apps/v1,networking.k8s.io/v1',
    };
    const cwd = await source(folder);
    const generate: Generate = async (more) => {
      const [init = '', ...initArgs] = command('init');
      assert.is((await run(init, initArgs, { cwd, env })).code, 0);
      const [first = '', ...args] = command('generate');
      return run(first, args, { cwd, env: { ...env, ...more } });
    };
    await body(generate, folder);
  });

test('is a plugin of Argo CD that no Application gets unasked', () => {
  assert.is(plugin.apiVersion, 'argoproj.io/v1alpha1');
  assert.is(plugin.kind, 'ConfigManagementPlugin');
  assert.equal(Object.keys(asJson(plugin.spec)), ['init', 'generate']);
});

for (const host of hosts) {
  test(`${host.name}: a chart is rendered and checked`, () =>
    withPlugin(host.helm, copied(shop), async (generate) => {
      const { code, stdout, stderr } = await generate();
      assert.is(code, 0, stderr);
      const documents = rendered(stdout);
      assert.ok(policyNames(documents).includes('shop-web-ingress'));
      // Unlike Helm 3 as a host, `helm template` prints the hooks too.
      assert.ok(policyNames(documents).includes('shop-smoke-test'));
      assert.is(only(documents, 'ConfigMap', 'shop-web').source, 'shop/templates/configmap.yaml');
    }));
}

test('the patch puts the sidecar beside the repo-server', () =>
  withFiles(
    {
      'kustomization.yaml': 'resources: [deployment.yaml]\npatches: [{path: repo-server-patch.yaml}]\n',
      'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: argocd-repo-server}
spec:
  template:
    spec:
      containers: [{name: argocd-repo-server, image: quay.io/argoproj/argocd}]
      volumes: [{name: var-files, emptyDir: {}}, {name: plugins, emptyDir: {}}]
`,
    },
    async (folder) => {
      await cp(join(root, 'examples/argo-cd/repo-server-patch.yaml'), join(folder, 'repo-server-patch.yaml'));
      const { code, stdout, stderr } = await run(tool, ['build', '.'], { cwd: folder });
      assert.is(code, 0, stderr);
      const { containers, volumes } = asJson(asJson(asJson(asJson(parse(stdout)).spec).template).spec);
      const names = (list: unknown): readonly unknown[] => (list as readonly object[]).map((one) => asJson(one).name);
      assert.equal([...names(containers)].sort(), ['argocd-repo-server', 'netpolish']);
      const mounts = (containers as readonly object[]).flatMap((one) => asJson(one).volumeMounts ?? []);
      for (const { name } of mounts.map(asJson)) assert.ok(names(volumes).includes(name), String(name));
    },
  ));

const newest = hosts.at(-1)?.helm ?? '';
const faulty = files({
  'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.1.0\n',
  'fault.yaml': 'peers:\n',
  'values.yaml': 'peers: [{podSelector: {}}]\n',
  'templates/policy.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: {{ toJson .Values.peers }}
      ports: [{port: 80}]
`,
});

test('a values file that the Application names can empty a field: nothing is printed, and the reason is shown', () =>
  withPlugin(newest, faulty, async (generate) => {
    assert.is((await generate()).code, 0);
    const { code, stdout, stderr } = await generate({ ARGOCD_ENV_VALUES_FILES: 'values.yaml fault.yaml' });
    assert.is(code, 1);
    assert.is(stdout, '');
    assert.match(stderr, 'error emptied-peers  NetworkPolicy web  web/templates/policy.yaml');
  }));

test('words of an Application stay words', () =>
  withPlugin(newest, faulty, async (generate) => {
    for (const file of ['/etc/passwd', '../x.yaml', 'https://example.com/x.yaml', 'a.yaml -f=../../b.yaml']) {
      const { code, stdout } = await generate({ ARGOCD_ENV_VALUES_FILES: file });
      assert.is.not(code, 0, file);
      assert.is(stdout, '', file);
    }
    // One that is no file, but would be two commands if a shell read it again.
    const { code, stderr } = await generate({ ARGOCD_ENV_VALUES_FILES: '$(exit);exit' });
    assert.is(code, 1);
    assert.match(stderr, '$(exit);exit');
  }));

test('a render that fails is a failure, not an empty stream', () =>
  withPlugin(newest, files({ 'Chart.yaml': 'apiVersion: v2\nname: x\n' }), async (generate) => {
    const { code, stdout, stderr } = await generate();
    assert.is.not(code, 0);
    assert.is(stdout, '');
    assert.match(stderr, 'Error:');
  }));

test('a kustomization is built and checked', () =>
  withPlugin(newest, copied(join(root, 'examples/kustomize/pipe/app')), async (generate, folder) => {
    const { code, stdout } = await generate();
    assert.is(code, 0);
    assert.equal(policyNames(rendered(stdout)), ['web']);
    await cp(join(root, 'examples/kustomize/validator/policies.yaml'), join(folder, 'source/policies.yaml'));
    const blocked = await generate();
    assert.is(blocked.code, 1);
    assert.is(blocked.stdout, '');
    assert.match(blocked.stderr, 'error emptied-peers  NetworkPolicy shop/web');
  }));

test.run();
