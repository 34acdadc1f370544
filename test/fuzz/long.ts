/**
 * The long run: every law on a million cases and more, on all cores. NETPOLISH_SEED repeats a run, or the batch that broke a law, which
 * is the first one of its seed; NETPOLISH_CASES asks for another number, NETPOLISH_LAW for one law alone.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { LAWS } from './laws.ts';
import type { Batch, Outcome, Slow } from './worker.ts';

const CASES = Number(process.env.NETPOLISH_CASES ?? 1_050_000);
const SEED = Number(process.env.NETPOLISH_SEED ?? Date.now() % 1_000_000_000);
const BATCH = 500;
/** A batch that takes longer than that by the clock hangs, however busy the machine is. */
const HANG_MS = 600_000;
const SHOWN = 10;
const EXEC = ['--max-old-space-size=3000', '--max-semi-space-size=32', '--stack-trace-limit=0'];

const folder = mkdtempSync(join(tmpdir(), 'netpolish-fuzz-'));
const counts = new Map<string, number>();
const faults: string[] = [];
let slowest: readonly Slow[] = [];

const started = Date.now();
say(`seed ${SEED} (NETPOLISH_SEED=${SEED} npm run test:long), ${CASES} cases, ${availableParallelism()} processes`);
const worker = await bundledWorker();
const batches = allBatches();
await Promise.all(Array.from({ length: availableParallelism() }, (_, i) => runWorker(i)));
finish();

/** Without a bundle each import of the program asks the loader of TypeScript again, which takes longer than the law. */
async function bundledWorker(): Promise<string> {
  const outfile = fileURLToPath(new URL('../../node_modules/.cache/netpolish-fuzz/worker.mjs', import.meta.url));
  mkdirSync(join(outfile, '..'), { recursive: true });
  await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    // Files are found from this folder.
    define: {
      'import.meta.url': JSON.stringify(pathToFileURL(fileURLToPath(new URL('worker.ts', import.meta.url))).href),
    },
    logLevel: 'warning',
  });
  return outfile;
}

/** Batches of all laws in turn, so that a run that is stopped early has tried each. */
function allBatches(): Batch[] {
  const wanted = LAWS.filter(({ name }) => (process.env.NETPOLISH_LAW ?? name) === name);
  const shares = wanted.reduce((sum, { share }) => sum + share, 0);
  const perLaw = wanted.map(({ name, share }) =>
    Array.from({ length: Math.ceil((CASES * share) / shares / BATCH) }, (_, i) => ({
      at: i / share,
      batch: { law: name, seed: SEED + i, cases: BATCH },
    })),
  );
  return perLaw
    .flat()
    .sort((a, b) => a.at - b.at)
    .map(({ batch }) => batch);
}

async function runWorker(number: number): Promise<void> {
  const log = join(folder, `now-${number}`);
  let child: ChildProcess | undefined;
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    child ??= fork(worker, { execArgv: EXEC });
    let outcome = await answered(child, batch);
    if (typeof outcome === 'string') {
      // Once more, case by case: what takes a process with it, or does not end, cannot tell of itself.
      child.kill('SIGKILL');
      child = fork(worker, { execArgv: EXEC });
      outcome = await answered(child, { ...batch, log });
    }
    if (typeof outcome !== 'string') {
      take(outcome);
      continue;
    }
    child.kill('SIGKILL');
    child = undefined;
    fault(batch, outcome, readFileSync(log));
  }
  child?.disconnect();
}

/** What came of a batch, or why nothing did. */
function answered(child: ChildProcess, batch: Batch): Promise<Outcome | string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end('it hangs'), HANG_MS);
    const onExit = (code: number | null, signal: string | null): void => end(`the process died: ${signal ?? code}`);
    const end = (outcome: Outcome | string): void => {
      clearTimeout(timer);
      child.off('exit', onExit);
      child.off('message', end as never);
      resolve(outcome);
    };
    child.once('exit', onExit);
    child.once('message', end as never);
    child.send(batch);
  });
}

function take(outcome: Outcome): void {
  const before = counts.get(outcome.law) ?? 0;
  counts.set(outcome.law, before + outcome.cases);
  slowest = [...slowest, ...outcome.slow].sort((a, b) => b.ms - a.ms).slice(0, SHOWN);
  const { broken } = outcome;
  if (broken !== undefined)
    fault(outcome, `${broken.words}\ntwist ${broken.twist}`, Buffer.from(broken.bytes, 'base64'));
  const done = total();
  if (Math.floor(done / 50_000) > Math.floor((done - outcome.cases) / 50_000))
    say(`${done} cases, ${faults.length} broken, ${minutes()}`);
}

function fault({ law, seed }: Batch, words: string, bytes: Buffer): void {
  const file = join(folder, `broken-${faults.length}-${law}.yaml`);
  writeFileSync(file, bytes);
  faults.push(file);
  say(
    `BROKEN ${law}: ${words}\n  NETPOLISH_SEED=${seed} NETPOLISH_LAW=${law}\n  ${JSON.stringify(bytes.toString('latin1').slice(0, 2000))}\n  ${file}`,
  );
}

function finish(): void {
  for (const { name } of LAWS) say(`${name.padEnd(10)} ${counts.get(name) ?? 0} cases`);
  say('the slowest:');
  for (const [i, { law, ms, length, bytes }] of slowest.entries()) {
    const file = join(folder, `slow-${i}-${law}.yaml`);
    if (faults.length > 0) writeFileSync(file, Buffer.from(bytes, 'base64'));
    say(`  ${law.padEnd(10)} ${ms} ms, ${length} bytes${faults.length > 0 ? `, ${file}` : ''}`);
  }
  say(
    `${total()} cases in ${minutes()}, seed ${SEED}: ${faults.length === 0 ? 'every law holds' : `${faults.length} batches broke a law`}`,
  );
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  process.exitCode = faults.length === 0 ? 0 : 1;
}

function total(): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function minutes(): string {
  return `${((Date.now() - started) / 60_000).toFixed(1)} min`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
