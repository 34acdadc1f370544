import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blank } from '../cli/fake-io.ts';
import { bin, withFiles } from '../e2e/project.ts';
import { run } from '../e2e/run.ts';

const test = suite('runs that are killed, and runs beside each other');

const FILES = 200;
const fixed = blank.replace('  egress:\n', '  egress: []\n');
const many = Object.fromEntries(Array.from({ length: FILES }, (_, i) => [`${i}.yaml`, blank]));

type Ended = { readonly code: number | null; readonly signal: string | null; readonly stderr: string };

const start = (cwd: string): { readonly child: ChildProcess; readonly ended: Promise<Ended> } => {
  const child = spawn(process.execPath, [bin, 'fix', '--write', '.'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return { child, ended };
};

/** Kills a run when so much has happened in its folder; 0: before anything has. */
const killed = async (cwd: string, signal: NodeJS.Signals, events: number): Promise<Ended> => {
  let seen = 0;
  const { child, ended } = start(cwd);
  const watcher = watch(cwd, () => {
    if (++seen === events) child.kill(signal);
  });
  if (events === 0) child.kill(signal);
  const result = await ended;
  watcher.close();
  return result;
};

/** How many files are new; throws where one is neither old nor new. */
const countNew = (cwd: string): number => {
  const texts = Object.keys(many).map((name) => readFileSync(join(cwd, name), 'utf8'));
  for (const text of texts) assert.ok(text === blank || text === fixed, `neither old nor new: ${text}`);
  return texts.filter((text) => text === fixed).length;
};

const scraps = (cwd: string): readonly string[] => readdirSync(cwd).filter((name) => !(name in many));

// An event for the making, writing and closing of each new file, two for each rename: about 1000 in all.
const MOMENTS = [0, 1, 300, 650, 900];

for (const events of MOMENTS) {
  test(`SIGTERM at event ${events} of the folder: all files are old or all are new, and the exit code says which`, () =>
    withFiles(many, async (cwd) => {
      const { code, signal, stderr } = await killed(cwd, 'SIGTERM', events);
      const done = countNew(cwd);
      assert.equal(scraps(cwd), []);
      // By default it ends a run that has not begun to write, or has done it all and only has to end.
      if (signal !== null) assert.ok(done === 0 || done === FILES, `${done} are new`);
      else if (code === 3) assert.is(done, 0, stderr);
      else assert.equal([code, done], [0, FILES], stderr);
      if (code === 3) assert.match(stderr, /netpolish: stopped by SIGTERM: nothing was written\n$/);
    }));
}

for (const events of [1, 300, 650]) {
  test(`SIGKILL at event ${events} of the folder: each file is old or new, and what is left is no manifest`, () =>
    withFiles(many, async (cwd) => {
      await killed(cwd, 'SIGKILL', events);
      countNew(cwd);
      for (const name of scraps(cwd)) assert.match(name, /^\.netpolish-\d+-[a-z0-9]+\.tmp$/);
      const { code, stdout } = await run(process.execPath, [bin, 'check', '--format', 'json', '.'], { cwd });
      assert.equal([code, JSON.parse(stdout).summary.policies], [0, FILES]);
    }));
}

test('two at once: every file is new, each run tells what it did, and nothing is left', () =>
  withFiles(many, async (cwd) => {
    const all = await Promise.all([1, 2].map(() => start(cwd).ended));
    assert.is(countNew(cwd), FILES);
    assert.equal(scraps(cwd), []);
    for (const { code, stderr } of all) {
      const wrote = stderr.match(/^wrote /gm)?.length ?? 0;
      if (code === 0) assert.ok(wrote === FILES || wrote === 0, stderr);
      else assert.equal([code, /^netpolish: \d+\.yaml (changed|is no longer)/m.test(stderr)], [3, true], stderr);
    }
  }));

test.run();
