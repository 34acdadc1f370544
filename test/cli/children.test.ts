import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { childRunner } from '../../src/cli/children.ts';
import type { ChildOptions } from '../../src/host/run-child.ts';
import { inFolder } from './fake-io.ts';

const test = suite('children');

const options = (more: Partial<ChildOptions> = {}): ChildOptions => ({
  cwd: process.cwd(),
  env: process.env,
  seconds: 60,
  ...more,
});
const node = (script: string): readonly string[] => [process.execPath, '-e', script];
const run = childRunner(new AbortController().signal);

test('a child has its input, its folder and its environment, and tells all', () =>
  inFolder({}, async (folder) => {
    const script =
      'process.stdout.write(require("fs").readFileSync(0)); console.error(process.cwd(), process.env.A); process.exitCode = 3';
    const ended = await run(node(script), options({ cwd: folder, env: { ...process.env, A: 'b' }, input: 'in' }));
    assert.is(ended.code, 3);
    assert.is(ended.stdout, 'in');
    assert.match(ended.stderr, / b$/m);
  }));

test('a child that reads nothing is in its right', async () => {
  assert.is((await run(node('0'), options({ input: 'x'.repeat(1 << 20) }))).code, 0);
});

test('what cannot be started says so', async () => {
  const ended = await run(['/no/such/program'], options());
  assert.is(ended.trouble, 'not started');
  assert.is(ended.code, undefined);
  assert.match(ended.stderr, 'ENOENT');
});

test('a child that takes too long is killed, with its children', () =>
  inFolder({}, async (folder) => {
    const file = join(folder, 'late');
    const inner = `setTimeout(() => require("fs").writeFileSync(${JSON.stringify(file)}, ""), 1500)`;
    const script = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}]); setTimeout(() => 0, 60000)`;
    const ended = await run(node(script), options({ seconds: 0.5 }));
    assert.equal(ended, { code: undefined, trouble: 'too long', stdout: '', stderr: '' });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.is(existsSync(file), false);
  }));

test('a stop kills what runs, and nothing more is started', async () => {
  const stop = new AbortController();
  const stoppable = childRunner(stop.signal);
  const long = node('setTimeout(() => 0, 60000)');
  const running = Promise.allSettled([stoppable(long, options()), stoppable(long, options())]);
  setTimeout(() => stop.abort('SIGINT'), 100);
  const attempts = [...(await running), ...(await Promise.allSettled([stoppable(node('0'), options())]))];
  assert.equal(
    attempts.map((attempt) => (attempt.status === 'rejected' ? (attempt.reason as Error).message : 'ended')),
    ['stopped by SIGINT', 'stopped by SIGINT', 'stopped by SIGINT'],
  );
});

test.run();
