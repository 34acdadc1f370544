import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measure } from '../../scripts/bench/measure.ts';
import { type Command, findGnuTime, type Runner, run } from '../../scripts/bench/run.ts';

const test = suite('bench: running');
const folder = mkdtempSync(join(tmpdir(), 'bench-run-'));
const runner: Runner = { folder, limit: 60, gnuTime: findGnuTime() };

test.after(() => rmSync(folder, { recursive: true, force: true }));

function shell(code: string, more: Partial<Command> = {}): Command {
  return { argv: ['bash', '-c', code], ...more };
}

test('the input comes through a pipe, the variables through the environment', async () => {
  const [input, output] = [join(folder, 'input'), join(folder, 'output')];
  writeFileSync(input, 'as it is\n');
  const command = shell(`[ -p /dev/stdin ] && { cat; echo "$TOLD"; } > '${output}'`, { input, env: { TOLD: 'told' } });
  const sample = await run(command, runner, false);
  assert.is(readFileSync(output, 'utf8'), 'as it is\ntold\n');
  assert.ok(sample !== 'late' && sample.peak === undefined);
});

test('words of a command stay words', async () => {
  const output = join(folder, 'words');
  await run({ argv: ['bash', '-c', `printf '%s\\n' "$@" > '${output}'`, '-', 'a b', '', '$HOME'] }, runner, false);
  assert.is(readFileSync(output, 'utf8'), 'a b\n\n$HOME\n');
});

test('a command that fails is no bench, unless its exit code says that it did its work', async () => {
  for (const weigh of [false, true]) {
    let why = '';
    await run(shell('exit 3'), runner, weigh).catch((error: Error) => {
      why = error.message;
    });
    assert.match(why, /^exit code 3 of bash/);
    assert.is.not(await run(shell('exit 3', { passes: [0, 3] }), runner, weigh), 'late');
  }
});

test('what it writes to standard error is not taken for its time', async () => {
  const sample = await run(shell('echo 1 2 3 >&2; echo 1000.0 1000.0 1000.0 >&2'), runner, true);
  assert.ok(sample !== 'late' && sample.cpu < 1_000_000);
});

test('a peak is given where GNU time is there, in bytes', async () => {
  const sample = await run({ argv: [process.execPath, '-e', 'Buffer.alloc(100e6, 1)'] }, runner, true);
  assert.ok(sample !== 'late');
  if (runner.gnuTime === undefined) assert.is(sample.peak, undefined);
  else assert.ok((sample.peak ?? 0) > 100e6 && (sample.peak ?? 0) < 1e9, `${sample.peak}`);
});

test('what is late is ended, with all that it started', async () => {
  const pid = join(folder, 'pid');
  const late = { ...runner, limit: 1 };
  assert.is(await run(shell(`echo $$ > '${pid}'; exec sleep 600`), late, false), 'late');
  // It was sent its end, which a busy machine lets it come to later.
  for (let looks = 0; looks < 200 && isAlive(Number(readFileSync(pid, 'utf8'))); looks++) await setTimeout(50);
  assert.ok(!isAlive(Number(readFileSync(pid, 'utf8'))));
});

test('commands are taken in turn, the first turn is not counted, and what is late is not run again', async () => {
  const log = join(folder, 'log');
  const noted = (name: string, rest = ''): Command => shell(`printf ${name} >> '${log}'; ${rest}`);
  const commands = { a: noted('a'), b: noted('b') };
  const { a, b } = await measure(commands, { seconds: 60, turns: 4 }, { ...runner, gnuTime: undefined });
  // The first for the caches, four that are counted, and two more for the peaks.
  assert.is(readFileSync(log, 'utf8'), 'ab'.repeat(7));
  assert.is(a.wall.length, 4);
  assert.is(b.cpu.length, 4);
  rmSync(log);
  const late = { ...runner, limit: 1 };
  const { c } = await measure({ c: noted('c', 'exec sleep 600') }, { seconds: 60, turns: 4 }, late);
  assert.is(c.late, true);
  assert.is(readFileSync(log, 'utf8'), 'c');
});

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

test.run();
