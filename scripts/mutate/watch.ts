import { bundle } from './bundle.ts';
import { type Ground, runAll } from './pool.ts';
import type { Outcome, Unit } from './worker.ts';

/** A unit of tests, and what was seen of it while every fault slept. */
export type Watched = { readonly unit: Unit; readonly hits: readonly number[]; readonly milliseconds: number };

/** A fault that never sleeps may send a loop on forever: this many times as many steps as usual, and some more, are too many. */
const STEPS = { times: 20, more: 200_000 };
const ENDLESS = Number.MAX_SAFE_INTEGER;
const LIMIT = 600_000;
/**
 * Runs every test by itself and notes by which faults it came. One that fails by itself is run with its whole file,
 * and left out where that fails too.
 */
export async function watch(
  tests: readonly string[],
  files: readonly string[],
  worker: string,
): Promise<readonly Watched[]> {
  const ground: Ground = { threads: 2, worker, bundle: await bundle(tests, files, 'watch') };
  const counts = new Map<string, number>();
  const unload = (unit: Unit, { failed, tests: count, message }: Outcome): void => {
    if (failed !== undefined) throw new Error(`${unit.file} does not load: ${message}`);
    counts.set(unit.file, count);
  };
  await each(
    ground,
    tests.map((file) => unitOf(file, NO_TEST)),
    unload,
  );
  const watched: Watched[] = [];
  const joint = new Set<string>();
  const single = [...counts].flatMap(([file, count]) => Array.from({ length: count }, (_, test) => unitOf(file, test)));
  await each(ground, single, (unit, outcome) => {
    if (outcome.failed === undefined) watched.push(watchedOf(unit, outcome));
    else joint.add(unit.file);
  });
  await each(
    ground,
    [...joint].map((file) => unitOf(file, undefined)),
    (unit, outcome) => {
      if (outcome.failed === undefined) watched.push(watchedOf(unit, outcome));
      // Some count what came by, and a hundredth of a law is too little for them.
      else console.log(`left out: what fails of ${unit.file} though nothing is planted: ${outcome.message}`);
    },
  );
  return watched.sort((a, b) => a.milliseconds - b.milliseconds);
}

const NO_TEST = -1;

function unitOf(file: string, test: number | undefined): Unit {
  return { file, test, steps: ENDLESS };
}

function watchedOf(unit: Unit, { hits, steps, milliseconds }: Outcome): Watched {
  return { unit: { ...unit, steps: steps * STEPS.times + STEPS.more }, hits, milliseconds };
}

async function each(
  ground: Ground,
  units: readonly Unit[],
  done: (unit: Unit, outcome: Outcome) => void,
): Promise<void> {
  await runAll(units, ground, {
    jobOf: (unit) => ({ awake: 0, units: [unit] }),
    limit: () => LIMIT,
    done: (unit, answer) => {
      if (answer === 'gone') throw new Error(`${unit.file} did not end`);
      done(unit, answer);
    },
  });
}
