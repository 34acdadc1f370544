import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { egress, ingress, open } from '../cli/fake-io.ts';
import { bin, withFiles } from '../e2e/project.ts';
import { type RunResult, run } from '../e2e/run.ts';
import { lacks, orSkip } from '../e2e/skip.ts';

const test = suite('pipes and folders that are gone');

const netpolish = `${JSON.stringify(process.execPath)} ${JSON.stringify(bin)}`;
const shell = (cwd: string, line: string): Promise<RunResult> => run('bash', ['-c', line], { cwd });

for (const broken of ['2>/dev/full', '2>&-', '2> >(exec true)']) {
  test(`nobody hears standard error (${broken}): the render and the exit code are the same`, () =>
    withFiles({ 'bad.yaml': open, 'two.yaml': `${ingress}---\n${egress}` }, async (cwd) => {
      for (const args of ['post-render --merge', 'merge -']) {
        for (const file of ['bad.yaml', 'two.yaml']) {
          const heard = await shell(cwd, `${netpolish} ${args} < ${file} 2>/dev/null`);
          const unheard = await shell(cwd, `${netpolish} ${args} < ${file} ${broken}`);
          assert.equal([unheard.code, unheard.stdout], [heard.code, heard.stdout], `${args} ${file}`);
        }
      }
    }));
}

test('a working folder that was removed: no other one stands for it, and a render needs none', () =>
  withFiles({ 'a.yaml': ingress, 'gone/b.yaml': open }, async (cwd) => {
    const gone = (args: string): Promise<RunResult> => shell(cwd, `mkdir x; cd x; rmdir ../x; ${netpolish} ${args}`);
    for (const args of ['check .', 'fix --write .', "check '*'"]) {
      const { code, stdout, stderr } = await gone(args);
      assert.equal([code, stdout], [2, ''], args);
      assert.match(stderr, /^netpolish: [^\n]+: (no such file or folder|nothing matches)\n$/);
    }
    assert.equal([(await gone('init')).code, readdirSync('/').includes('netpolish.yaml')], [3, false]);
    const rendered = await shell(cwd, `exec < a.yaml; mkdir x; cd x; rmdir ../x; ${netpolish} post-render`);
    assert.equal([rendered.code, rendered.stdout], [0, ingress]);
  }));

const perl = orSkip(test, 'a standard input that does not block', await lacks('perl', '-e', 'use Fcntl'));

perl('standard input and output that do not block: waited for, all of it', () =>
  withFiles({}, async (cwd) => {
    const unblock = `perl -e 'use Fcntl; fcntl($_, F_SETFL, O_NONBLOCK) for *STDIN, *STDOUT; exec @ARGV' --`;
    const long = `head -c 1000000 /dev/zero | tr '\\0' x`;
    const line = `{ printf 'a: '; sleep 0.3; ${long}; } | ${unblock} ${netpolish} post-render | { sleep 0.3; wc -c; }`;
    const { stdout } = await shell(cwd, line);
    assert.is(stdout.trim(), '1000003');
  }),
);

test('a temporary folder that is not there: doctor says so in one line', () =>
  withFiles({ 'build.sh': 'netpolish check .\n' }, async (cwd) => {
    const { code, stderr } = await shell(cwd, `TMPDIR=/nowhere ${netpolish} doctor .`);
    assert.equal([code, stderr], [3, 'netpolish: the temporary folder /nowhere cannot be written: no such folder\n']);
  }));

test.run();
