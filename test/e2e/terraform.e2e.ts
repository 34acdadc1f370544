import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { helmEnv } from './helm.ts';
import { helmHosts } from './hosts.ts';
import { faults, root, shop } from './netpolish.ts';
import { noSettings, pathWith } from './package.ts';
import { withFiles } from './project.ts';
import { run } from './run.ts';

// Neither Terraform nor the provider can be had here. The provider hands `postrender` to the same part of Helm 3 that the
// flags of its command line reach, so a real Helm 3 is given the words of the example.

const test = suite('the Terraform example');
const main = await readFile(join(root, 'examples/terraform/main.tf'), 'utf8');
const [, command = '', words = ''] = /postrender = \{\s+binary_path = "(.+)"\s+args\s+= \[(.+)\]\s+\}/.exec(main) ?? [];
const args = words.split(',').map((word) => `--post-renderer-args=${JSON.parse(word)}`);

for (const host of (await helmHosts()).filter(({ major }) => major === 3)) {
  test(`${host.name}: the post-renderer of the example checks, and leaves its report`, () =>
    withFiles({}, async (folder) => {
      await mkdir(join(folder, 'work'));
      const env = { ...helmEnv(folder), ...noSettings, ...(await pathWith(folder)) };
      const template = (...more: readonly string[]) =>
        run(host.helm, ['template', 'shop', shop, '--post-renderer', command, ...args, ...more], {
          cwd: join(folder, 'work'),
          env,
        });
      assert.is((await template()).code, 0);
      const report = JSON.parse(await readFile(join(folder, 'work/netpolish.json'), 'utf8')) as object;
      assert.ok('findings' in report);
      const blocked = await template(...faults('strayIngress'));
      assert.is(blocked.code, 1);
      assert.match(blocked.stderr, 'netpolish stopped this release: 1 error.');
    }));
}

test.run();
