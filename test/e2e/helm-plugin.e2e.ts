import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mustRun } from './cache.ts';
import { type Environment, helmEnv } from './helm.ts';
import { reportOf } from './helm-report.ts';
import { type Host, helmHosts } from './hosts.ts';
import { faults, rendererArgs, root, shop } from './netpolish.ts';
import { policyNames, rendered } from './rendered.ts';
import { type RunResult, run } from './run.ts';

const test = suite('the Helm plugin');
const hosts = await helmHosts();
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly version: string };

type Helm = (args: readonly string[], env?: Environment) => Promise<RunResult>;

/** Runs `body` in a fresh home, where Helm's plugins are where Helm looks by itself. */
const withHome = async (host: Host, body: (helm: Helm, home: string) => Promise<void>): Promise<void> => {
  const home = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
  const own = { ...helmEnv(home), HELM_PLUGINS: undefined };
  try {
    await body((args, env) => run(host.helm, args, { cwd: home, env: { ...own, ...env } }), home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

/** A render that only netpolish makes so: a fault is told, two policies become one. */
const expectWorks = async (host: Host, helm: Helm, env?: Environment): Promise<void> => {
  const template = ['template', 'shop', shop];
  const blocked = await helm([...template, ...faults('emptyFrom'), ...rendererArgs('netpolish')], env);
  assert.is(blocked.code, 1);
  assert.match(reportOf(host, blocked.stderr).text, 'error emptied-peers  NetworkPolicy shop-web-ingress');
  const merged = await helm([...template, ...rendererArgs('netpolish', ['--merge'])], env);
  assert.is(merged.code, 0, merged.stderr);
  const names = policyNames(rendered(merged.stdout));
  assert.ok(names.includes('shop-web-egress') && !names.includes('shop-web-ingress'), names.join());
};

const expectListed = async (helm: Helm, env?: Environment): Promise<void> => {
  const { stdout, stderr } = await helm(['plugin', 'list'], env);
  assert.match(stdout, new RegExp(`^netpolish\\s+${version.replaceAll('.', '\\.')}\\s+postrenderer/v1\\b`, 'm'));
  assert.is(stderr, '');
};

/** What `npm run package:helm` does once dist/ is built. Returns the archive's path. */
const packagePlugin = async (out: string): Promise<string> => {
  const printed = await mustRun(process.execPath, ['--import', 'tsx', 'scripts/package-helm.ts', '--out', out], {
    cwd: root,
  });
  return printed.trim();
};

for (const host of hosts.filter(({ major }) => major === 4)) {
  test(`${host.name}: HELM_PLUGINS may name the folder that holds the package`, () =>
    withHome(host, async (helm, home) => {
      // As in node_modules, beside packages that are no plugins, and with blanks in the path.
      const folder = join(home, 'a project', 'node_modules');
      await mkdir(join(folder, 'other'), { recursive: true });
      await symlink(root, join(folder, 'netpolish'));
      const env = { HELM_PLUGINS: `${join(home, 'nothing')}:${folder}` };
      await expectListed(helm, env);
      await expectWorks(host, helm, env);
    }));

  test(`${host.name}: helm plugin install takes the package's folder`, () =>
    withHome(host, async (helm) => {
      const { code, stderr } = await helm(['plugin', 'install', root]);
      assert.is(code, 0, stderr);
      await expectListed(helm);
      await expectWorks(host, helm);
      assert.is((await helm(['plugin', 'uninstall', 'netpolish'])).code, 0);
      assert.ok(await readFile(join(root, 'plugin.yaml')));
    }));

  test(`${host.name}: helm plugin install takes the packaged archive, which needs nothing but Node`, () =>
    withHome(host, async (helm, home) => {
      const archive = await packagePlugin(home);
      const unsigned = await helm(['plugin', 'install', archive]);
      assert.is(unsigned.code, 1);
      assert.match(unsigned.stderr, 'no provenance file (.prov) found');
      const { code, stderr } = await helm(['plugin', 'install', archive, '--verify=false']);
      assert.is(code, 0, stderr);
      await expectListed(helm);
      await expectWorks(host, helm);
    }));

  test(`${host.name}: without Node on PATH the failure names what is missing`, () =>
    withHome(host, async (helm, home) => {
      const env = { HELM_PLUGINS: join(home, 'plugins'), PATH: join(home, 'empty') };
      await mkdir(join(home, 'plugins'));
      await symlink(root, join(home, 'plugins/netpolish'));
      const { code, stderr } = await helm(['template', 'shop', shop, ...rendererArgs('netpolish')], env);
      assert.is(code, 1);
      assert.match(stderr, '"node": executable file not found in $PATH');
    }));

  test(`${host.name}: an executable is not taken for a post-renderer`, () =>
    withHome(host, async (helm) => {
      const { code, stderr } = await helm([
        'template',
        'shop',
        shop,
        ...rendererArgs(join(root, 'dist/netpolish.cjs')),
      ]);
      assert.is(code, 1);
      assert.match(stderr, /Type:postrenderer\/v1\} not found/);
    }));
}

for (const host of hosts.filter(({ major }) => major === 3)) {
  test(`${host.name}: the plugin in its plugin folder breaks every other plugin`, () =>
    withHome(host, async (helm, home) => {
      const plugins = join(home, 'data/plugins');
      await mkdir(join(plugins, 'hello'), { recursive: true });
      await writeFile(join(plugins, 'hello/plugin.yaml'), 'name: hello\nversion: 0.1.0\ncommand: echo hello\n');
      assert.is((await helm(['hello'])).stdout, 'hello\n');
      await mkdir(join(plugins, 'netpolish'));
      await cp(join(root, 'plugin.yaml'), join(plugins, 'netpolish/plugin.yaml'));
      const { code, stderr } = await helm(['hello']);
      assert.is(code, 1);
      assert.match(stderr, 'failed to load plugins: failed to load plugin at');
      assert.match(stderr, 'unknown field "apiVersion"');
      assert.match(stderr, 'unknown command "hello"');
      // Nothing in Helm itself is lost, but it complains at every command.
      const template = await helm(['template', 'shop', shop]);
      assert.is(template.code, 0);
      assert.match(template.stderr, 'unknown field "apiVersion"');
    }));
}

test('the packaged archive holds the bundles, and always the same bytes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
  const late = (await readdir(join(root, 'dist/late')))
    .filter((name) => name.endsWith('.cjs'))
    .sort()
    .map((name) => `dist/late/${name}`);
  const files = [
    'LICENSE',
    'README.md',
    'dist/THIRD-PARTY-LICENSES.txt',
    ...late,
    'dist/netpolish.cjs',
    'dist/sbom.cdx.json',
    'dist/warm.cjs',
    'plugin.yaml',
  ];
  try {
    const [first, second] = [await packagePlugin(join(folder, 'one')), await packagePlugin(join(folder, 'two'))];
    assert.is(first, join(folder, 'one', `netpolish-${version}.tgz`));
    assert.ok((await readFile(first)).equals(await readFile(second)));
    assert.equal((await mustRun('tar', ['-tzf', first])).trim().split('\n'), [
      'netpolish/',
      'netpolish/dist/',
      'netpolish/dist/late/',
      ...files.map((file) => `netpolish/${file}`),
    ]);
    await mustRun('tar', ['-xzf', first, '-C', folder]);
    for (const file of files) {
      assert.ok((await readFile(join(folder, 'netpolish', file))).equals(await readFile(join(root, file))), file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();
