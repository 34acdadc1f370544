import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Evil, evilCharts } from '../chart/evil.ts';
import { type ChartBench, chartBench, fingerprint, newestHelms, shareOf } from './chart.ts';
import { bin } from './project.ts';
import { run } from './run.ts';

const test = suite('netpolish chart and evil charts');

for (const host of await newestHelms()) {
  const withEvil = async (name: string, body: (bench: ChartBench, folder: string) => Promise<void>): Promise<void> => {
    const world = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
    const folder = join(world, 'chart');
    try {
      await mkdir(folder);
      await evilNamed(name).make(folder);
      await body(await chartBench(host, await freshFolder(world)), folder);
    } finally {
      await chmod(folder, 0o755).catch(() => undefined);
      await rm(world, { recursive: true, force: true });
    }
  };

  for (const { name, ending } of shareOf(host, evilCharts())) {
    test(`${host.name}, ${name}: ends as it should`, () =>
      withEvil(name, async (bench, folder) => {
        const before = await fingerprint(folder);
        const { code, stdout, stderr } = await bench.chart(folder, ending.flags);
        const said = `${stdout}${stderr}`;
        assert.ok(ending.codes.includes(code), `ends with ${code}:\n${said.slice(0, 4000)}`);
        if (ending.says) assert.match(said, ending.says);
        if (ending.never) assert.not.match(said, ending.never);
        assert.not.match(said, / at .*\.c?js:\d+/, 'no stack trace');
        if (code > 1) assert.is(stdout, '', 'nothing on stdout where there is no report');
        if (code > 1) assert.is(stderr.trim().split('\n').length, 1, `one line:\n${stderr}`);
        assert.ok(said.length < 100_000, `${said.length} characters are no report for people`);
        assert.is(await fingerprint(folder), before, 'nothing is written into the chart');
        assert.equal(await readdir(bench.scraps), [], 'no temporary folder is left');
      }));
  }

  for (const [name, path] of shareOf(host, [
    ['a folder that is not there', 'absent'],
    ['a file', 'chart/Chart.yaml'],
  ] as const)) {
    test(`${host.name}, ${name}: one line, exit 2 or 3`, () =>
      withEvil('helmignore', async (bench, folder) => {
        const { code, stdout, stderr } = await bench.chart(join(folder, '..', path));
        assert.ok(code === 2 || code === 3, `ends with ${code}`);
        assert.equal([stdout, stderr.trim().split('\n').length], ['', 1]);
      }));
  }

  test('a Helm that is not there, and one that is none: one line', () =>
    withEvil('helmignore', async (bench, folder) => {
      for (const helm of ['/absent/helm', '/bin/false']) {
        const args = [bin, 'chart', folder, '--helm', helm];
        const { code, stdout, stderr } = await run(process.execPath, args, { env: bench.env });
        assert.ok(code === 2 || code === 3, `ends with ${code}`);
        assert.equal([stdout, stderr.trim().split('\n').length], ['', 1]);
        assert.match(stderr, /helm/i);
      }
    }));

  for (const signal of shareOf(host, ['SIGINT', 'SIGTERM'] as const)) {
    test(`${signal} during an endless render: no process and no temporary folder is left`, () =>
      withEvil('endless', async (bench, folder) => {
        const before = await fingerprint(folder);
        const { code, left } = await interrupted(bench, folder, signal);
        assert.ok(code !== 0 && code !== 1, `ends with ${code}`);
        assert.equal(left, [], 'Helm is gone too');
        assert.equal(await readdir(bench.scraps), [], 'no temporary folder is left');
        assert.is(await fingerprint(folder), before, 'nothing is written into the chart');
      }));
  }
}

test.run();

const evilNamed = (name: string): Evil => {
  const evil = evilCharts().find((one) => one.name === name);
  if (evil === undefined) throw new Error(`there is no evil chart ${name}`);
  return evil;
};

const freshFolder = async (world: string): Promise<string> => {
  const folder = join(world, 'bench');
  await mkdir(folder);
  return folder;
};

/** Starts the command, waits until a Helm works for it, and sends it `signal`: to it alone, as `kill` does. */
const interrupted = async (
  bench: ChartBench,
  folder: string,
  signal: NodeJS.Signals,
): Promise<{ readonly code: number | string | null; readonly left: readonly number[] }> => {
  const args = [bin, 'chart', folder, '--helm', bench.host.helm];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...bench.env },
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise<number | string | null>((resolve) => {
    child.on('exit', (code, by) => resolve(by ?? code));
  });
  const group = child.pid ?? 0;
  try {
    await until(async () => (await helmsBelow(bench)).length > 0);
    child.kill(signal);
    const code = await ended;
    // A process that was killed takes a moment to be gone.
    await until(async () => (await helmsBelow(bench)).length === 0).catch(() => undefined);
    return { code, left: await helmsBelow(bench) };
  } finally {
    killAll(group, await helmsBelow(bench));
  }
};

/** The Helms that run with the bench's home: no other test has it. */
const helmsBelow = async ({ env, host }: ChartBench): Promise<readonly number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
  const held = pids.map(async (pid) => {
    const [words, variables] = await Promise.all([strings(`/proc/${pid}/cmdline`), strings(`/proc/${pid}/environ`)]);
    return words[0] === host.helm && variables.includes(`HOME=${env.HOME}`);
  });
  const isOurs = await Promise.all(held);
  return pids.filter((_, index) => isOurs[index]).map(Number);
};

/** Texts that end in a zero each; none where the process has ended. */
const strings = async (path: string): Promise<readonly string[]> =>
  (await readFile(path, 'latin1').catch(() => '')).split('\0');

const killAll = (group: number, pids: readonly number[]): void => {
  for (const pid of [-group, ...pids]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it was waited for in vain');
};
