import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { helmHosts } from './hosts.ts';
import { faults, root } from './netpolish.ts';
import { noSettings, pathWith } from './package.ts';
import { withFiles } from './project.ts';
import { type RunResult, run } from './run.ts';

// Flux runs no plugin, so there is none to test: what is tested is that CI can render what Flux would.

const test = suite('the Flux example');
const hosts = (await helmHosts()).filter((_, at, all) => at === 0 || at === all.length - 1);

/** Runs `body` with a copy of the example and a way to run its script, by one of the Helms and the kubectl beside it. */
const withExample = (
  { helm, kubectl }: (typeof hosts)[number],
  body: (check: (args?: readonly string[]) => Promise<RunResult>, example: string) => Promise<void>,
): Promise<void> =>
  withFiles({}, async (folder) => {
    await cp(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
    await symlink(join(root, 'dist'), join(folder, 'dist'));
    const env = { ...noSettings, ...(await pathWith(folder, { helm, kubectl })) };
    const script = join(folder, 'examples/flux/check.sh');
    await body((args = []) => run(script, args, { cwd: folder, env }), join(folder, 'examples/flux'));
  });

for (const host of hosts) {
  test(`${host.name}: what Flux would apply is rendered, with the values of the release, and checked`, () =>
    withExample(host, async (check) => {
      const good = await check();
      assert.is(good.code, 0, good.stdout + good.stderr);
      const bad = await check(faults('emptyFrom'));
      assert.is(bad.code, 1);
      assert.match(bad.stdout, 'error emptied-peers  NetworkPolicy shop-web-ingress');
    }));
}

test('the values in the file are those that count', () =>
  withExample(hosts.at(-1) as (typeof hosts)[number], async (check, example) => {
    await writeFile(join(example, 'apps/shop/values.yaml'), 'faults: {emptyFrom: true}\n');
    assert.is((await check()).code, 1);
  }));

test('a chart that does not render is a failure', () =>
  withExample(hosts.at(-1) as (typeof hosts)[number], async (check, example) => {
    await writeFile(join(example, 'apps/shop/values.yaml'), 'web: no map\n');
    const { code, stdout } = await check();
    assert.is.not(code, 0);
    assert.is(stdout, '');
  }));

test('the release takes its values from the file that CI reads', async () => {
  const [host] = hosts.slice(-1);
  const folder = join(root, 'examples/flux/apps/shop');
  const { stdout } = await run(host?.kubectl ?? '', ['kustomize', folder]);
  const [, name] = /^ {2}name: (shop-values-\w+)$/m.exec(stdout) ?? [];
  assert.ok(name);
  assert.match(stdout, new RegExp(`valuesFrom:\\n {2}- kind: ConfigMap\\n {4}name: ${name}\\n`));
  assert.match(await readFile(join(folder, 'kustomization.yaml'), 'utf8'), 'files: [values.yaml]');
});

test.run();
