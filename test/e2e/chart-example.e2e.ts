import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertGolden } from '../checks/golden.ts';
import { IN_FULL, newestHelms } from './chart.ts';
import { helmEnv } from './helm.ts';
import { helmHosts } from './hosts.ts';
import { root } from './netpolish.ts';
import { bin, withFiles } from './project.ts';
import { type RunResult, run } from './run.ts';

const test = suite('examples/chart');
const EXAMPLE: string = join(root, 'examples/chart');
const PAGE = new URL('../../docs/chart.md', import.meta.url);
const REPORT = new URL('../../examples/chart/report.txt', import.meta.url);

for (const { name, version, helm } of IN_FULL ? await helmHosts() : await newestHelms()) {
  const chart = (folder: string): Promise<RunResult> =>
    run(process.execPath, [bin, 'chart', 'shop', '--helm', helm], { cwd: folder, env: helmEnv(folder) });

  test(`${name}: the report is that of the example, and the cure cures`, () =>
    withFiles({}, async (folder) => {
      await cp(EXAMPLE, folder, { recursive: true });
      const faulty = await chart(folder);
      assert.is(faulty.stderr, '');
      assert.is(faulty.code, 1);
      const own = faulty.stdout.replace(`Helm ${version}`, 'Helm 3.17.2');
      assertGolden(REPORT, own);
      const patched = await run('patch', ['-p1', '-i', join(folder, 'cure.patch')], { cwd: folder });
      assert.is(patched.code, 0, patched.stdout);
      const cured = await chart(folder);
      assert.match(cured.stdout, /^nothing found in /);
      assert.is(cured.code, 0);
    }));

  test(`${name}: the example and its cure differ as the page says`, () =>
    withFiles({}, async (folder) => {
      await cp(EXAMPLE, folder, { recursive: true });
      await cp(join(EXAMPLE, 'shop'), join(folder, 'cured/shop'), { recursive: true });
      await run('patch', ['-p1', '-i', join(folder, 'cure.patch')], { cwd: join(folder, 'cured') });
      const words = ['diff', '--chart', 'shop', 'cured/shop', '--helm', helm];
      const { stdout, code } = await run(process.execPath, [bin, ...words], { cwd: folder, env: helmEnv(folder) });
      assert.is(code, 0);
      const told = stdout.replace(`Helm ${version}`, 'Helm 3.17.2').trimEnd();
      const written = (await readFile(PAGE, 'utf8')).replace(
        /```\nwith {5}[\s\S]*?```/,
        () => `\`\`\`\n${told}\n\`\`\``,
      );
      assertGolden(PAGE, written);
    }));

  test(`${name}: what each row tells to try shows the fault`, () =>
    withFiles({}, async (folder) => {
      await cp(EXAMPLE, folder, { recursive: true });
      const report = await readFile(join(folder, 'report.txt'), 'utf8');
      const tries = [...report.matchAll(/^ {2}Try: helm (template .*) \| netpolish check -$/gm)];
      assert.is(tries.length, 2);
      for (const [, words = ''] of tries) {
        const { stdout } = await run(helm, words.split(' '), { cwd: folder, env: helmEnv(folder) });
        const checked = await run(process.execPath, [bin, 'check', '-'], { cwd: folder, input: stdout });
        assert.match(checked.stdout, 'error emptied-peers');
        assert.is(checked.code, 1);
      }
    }));
}

test.run();
