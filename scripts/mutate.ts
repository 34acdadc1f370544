import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';
import { type Answers, compare, type Fate, type Judged, nameOf, table } from './mutate/answers.ts';
import { type Bundle, bundle, workerCode } from './mutate/bundle.ts';
import type { Mutant } from './mutate/instrument.ts';
import { type Answer, type Ground, runAll } from './mutate/pool.ts';
import { type Watched, watch } from './mutate/watch.ts';

// Plants faults in the sources of these rooms, one at a time, and looks whether a test fails.
const ROOMS = ['src/merge/**/*.ts', 'src/traffic/**/*.ts'];
const JUDGES = [
  'test/{merge,traffic,diff,explain}/*.test.ts',
  'test/laws/{traffic,simplify}.test.ts',
  'test/checks/redundancy.test.ts',
  'test/pipeline/proof.test.ts',
];
const ANSWERS = 'test/mutants.json';
/** Steps of a test at most: questions that spend their whole budget take as long as all others together. */
const MOST = 20_000_000;
/** So many where there is no time, and no laws. */
const QUICK = 5_000_000;
const CACHE = 'node_modules/.cache/netpolish-mutate.json';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    since: { type: 'string' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
});
const files = globSync(ROOMS).sort();
const tests = globSync(JUDGES).sort();
const worker = await workerCode();
const planted = await bundle(tests, files, 'plant');
const ground: Ground = { threads: Number(values.jobs), worker, bundle: planted };
const seen = await remembered(planted, () => watch(tests, files, worker));
const watched = seen.filter(
  ({ unit }) => unit.steps < (values.quick ? QUICK : MOST) && !(values.quick && unit.file.startsWith('test/laws/')),
);
const chosen = planted.mutants.filter(isChosen(positionals, values.since));
if (chosen.length === 0) throw new Error('no fault can be planted there');
console.log(`${chosen.length} faults, ${watched.length} tests`);

await assertSound();
const answers = JSON.parse(readFileSync(ANSWERS, 'utf8')) as Answers;
const judged = await judge(chosen);
// Of some lines of a file alone, or by some tests, not all that the answers are about was tried.
const stale = values.since === undefined && !values.quick ? compare(judged, answers).stale : [];
for (const name of stale) console.log(`answered in ${ANSWERS}, and does not survive: ${name}`);
console.log(`\n${table(judged)}`);
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(judged));
if (compare(judged, answers).unanswered.length + stale.length > 0) process.exitCode = 1;

/** While all faults sleep, all tests pass, one after another in one program: else all that is told below is wrong. */
async function assertSound(): Promise<void> {
  const units = watched.map(({ unit }) => unit);
  await runAll([{ awake: 0, units }], ground, {
    jobOf: (job) => job,
    limit: () => 600_000,
    done: (_, answer) => {
      if (answer === 'gone') throw new Error('the tests do not end, though nothing is planted');
      const { file, test } = units[answer.failed ?? -1] ?? {};
      if (file !== undefined) throw new Error(`${file} (${test}) fails, though nothing is planted: ${answer.message}`);
    },
  });
}

async function judge(mutants: readonly Mutant[]): Promise<readonly Judged[]> {
  const judges = new Map(mutants.map(({ id }) => [id, [] as Watched[]]));
  for (const one of watched) for (const id of one.hits) judges.get(id)?.push(one);
  const judged: Judged[] = [];
  await runAll(
    mutants.map((mutant) => ({ mutant, units: judges.get(mutant.id) ?? [] })),
    ground,
    {
      jobOf: ({ mutant, units }) => ({ awake: mutant.id, units: units.map(({ unit }) => unit) }),
      limit: ({ units }) => 60_000 + 30 * units.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
      done: ({ mutant, units }, answer) => {
        const one: Judged = { mutant, fate: units.length === 0 ? 'unreached' : fateOf(answer) };
        judged.push(one);
        const [found] = compare([one], answers).unanswered;
        if (found !== undefined) console.log(`${mutant.file}:${mutant.line} ${one.fate} ${nameOf(mutant)}`);
        if (process.stderr.isTTY) process.stderr.write(`${judged.length} of ${mutants.length}\r`);
      },
    },
  );
  return judged.sort((a, b) => a.mutant.id - b.mutant.id);
}

function fateOf(answer: Answer): Fate {
  if (answer === 'gone' || answer.reason === 'steps') return 'stopped';
  return answer.failed === undefined ? 'survived' : 'killed';
}

/** Faults of the files named, or of all; of lines that changed since a commit, where one is named. */
function isChosen(names: readonly string[], since: string | undefined): (mutant: Mutant) => boolean {
  const changed = since === undefined ? undefined : changedLines(since);
  return ({ file, line }) =>
    (names.length === 0 || names.some((name) => file.includes(name))) &&
    (changed === undefined || changed.has(`${file}:${line}`));
}

function changedLines(since: string): ReadonlySet<string> {
  const diff = execFileSync('git', ['diff', '--unified=0', '--no-prefix', since, '--', 'src'], { encoding: 'utf8' });
  const lines = new Set<string>();
  let file = '';
  for (const line of diff.split('\n')) {
    file = /^\+\+\+ (.*)/.exec(line)?.[1] ?? file;
    const [, from, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    for (let i = 0; from !== undefined && i < Number(count); i++) lines.add(`${file}:${Number(from) + i}`);
  }
  return lines;
}

/** What came of the same sources and tests before. */
async function remembered(
  { below, tests }: Bundle,
  make: () => Promise<readonly Watched[]>,
): Promise<readonly Watched[]> {
  const key = createHash('sha256').update(below).update(tests).digest('hex');
  const known = existsSync(CACHE)
    ? (JSON.parse(readFileSync(CACHE, 'utf8')) as { key: string; watched: readonly Watched[] })
    : undefined;
  if (known?.key === key) return known.watched;
  const watched = await make();
  mkdirSync('node_modules/.cache', { recursive: true });
  writeFileSync(CACHE, JSON.stringify({ key, watched }));
  return watched;
}
