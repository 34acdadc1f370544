import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { helmEnv } from './helm.ts';
import { reportOf } from './helm-report.ts';
import { type Host, helmHosts } from './hosts.ts';
import { faults, root } from './netpolish.ts';
import { noSettings, pathWith } from './package.ts';
import { withFiles } from './project.ts';
import { type RunResult, run } from './run.ts';
import { lacks, orSkip } from './skip.ts';

const test = suite('the helmfile example');
const filled = orSkip(test, 'helmfile itself', await lacks('helmfile', '--help'));
const hosts = await helmHosts();

type Helmfile = {
  readonly helmDefaults: { readonly postRenderer: string; readonly postRendererArgs: readonly string[] };
  readonly releases: readonly [{ readonly name: string; readonly namespace: string; readonly chart: string }];
};

type Example = {
  /** Runs a command in the folder of the example. */
  readonly go: (command: string, args: readonly string[]) => Promise<RunResult>;
  readonly folder: string;
};

/** A copy of the example, and a home in which netpolish is what the major version of Helm takes. */
const withExample = (host: Host, body: (example: Example) => Promise<void>): Promise<void> =>
  withFiles({}, async (home) => {
    await cp(join(root, 'examples'), join(home, 'examples'), { recursive: true });
    const env = { ...helmEnv(home), ...noSettings, ...(await pathWith(home, { helm: host.helm })) };
    if (host.major === 4) {
      await mkdir(join(home, 'plugins'));
      await symlink(root, join(home, 'plugins/netpolish'));
    }
    const folder = join(home, 'examples/helmfile');
    await body({ go: (command, args) => run(command, args, { cwd: folder, env }), folder });
  });

const assertChecks = async ({ go, folder }: Example, command: string, args: readonly string[]) => {
  const good = await go(command, args);
  assert.is(good.code, 0, good.stderr);
  assert.match(good.stdout, 'name: shop-web-ingress');
  assert.ok('findings' in (JSON.parse(await readFile(join(folder, 'netpolish.json'), 'utf8')) as object));
  const bad = await go(command, [...args, ...faults('emptyFrom')]);
  assert.is.not(bad.code, 0);
  assert.is(bad.stdout, '');
  assert.match(bad.stderr, 'error emptied-peers  NetworkPolicy shop-web-ingress');
  return bad;
};

for (const host of hosts) {
  filled(`${host.name}: helmfile template goes through netpolish, and shows what it stopped at`, () =>
    withExample(host, async (example) => {
      await assertChecks(example, 'helmfile', ['--skip-deps', 'template']);
    }),
  );

  test(`${host.name}: so does the call that helmfile makes of the example`, () =>
    withExample(host, async (example) => {
      const { helmDefaults, releases } = parse(
        await readFile(join(example.folder, 'helmfile.yaml'), 'utf8'),
      ) as Helmfile;
      const [{ name, namespace, chart }] = releases;
      // Read in the log of `helmfile --debug template`, 1.8.0.
      const renderer = ['--post-renderer', helmDefaults.postRenderer];
      for (const arg of helmDefaults.postRendererArgs) renderer.push(`--post-renderer-args=${arg}`);
      const args = ['template', name, chart, ...renderer, '--namespace', namespace];
      const bad = await assertChecks(example, 'helm', args);
      assert.match(reportOf(host, bad.stderr).text, 'netpolish stopped this release: 1 error.');
    }));
}

test.run();
