/** Runs tests of a bundle in a thread of its own, loaded anew for each fault: what one leaves behind no other comes upon. */
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { Script } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import type FastCheck from 'fast-check';
import type { Suite } from './uvu.ts';

/** Tests of one file, one of them by its number or all, in so many steps at most. */
export type Unit = { readonly file: string; readonly test: number | undefined; readonly steps: number };

/** Wakes a fault, and runs units one by one until one fails. Fault 0 is none. */
export type Job = { readonly awake: number; readonly units: readonly Unit[] };

/** How it went: which unit failed, if any, and why; what was come by, and what it took. */
export type Outcome = {
  readonly failed: number | undefined;
  readonly reason: 'test' | 'steps' | undefined;
  readonly message: string;
  readonly hits: readonly number[];
  readonly steps: number;
  readonly milliseconds: number;
  /** How many tests the last file has. */
  readonly tests: number;
};

type World = { readonly steps: Steps; readonly hits: Set<number>; readonly awake: number };
type Steps = { left: number; isOver: boolean; stop: () => void };

const { below, tests, root } = workerData as { readonly below: string; readonly tests: string; readonly root: string };
const requireOf = createRequire(`${root}/tests.cjs`);
// The first case that fails is enough; to look for the smallest takes long.
(requireOf('fast-check') as typeof FastCheck).configureGlobal({ endOnFailure: true });
const rooms = exportsOf(programOf(below, 'below.cjs'), requireOf);
const program = programOf(tests, 'tests.cjs');

parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await run(job)));

async function run({ awake, units }: Job): Promise<Outcome> {
  const start = performance.now();
  const world: World = { steps: stepsOf(), hits: new Set(), awake };
  const { files, suites } = load(world);
  const loaded = new Map<string, Suite>();
  const end = (failed: number | undefined, message = '', used = 0, tests = 0): Outcome => ({
    failed,
    reason: failed === undefined ? undefined : world.steps.isOver ? 'steps' : 'test',
    message,
    hits: [...world.hits],
    steps: used,
    milliseconds: performance.now() - start,
    tests,
  });
  let used = 0;
  let tests = 0;
  for (const [i, { file, test, steps }] of units.entries()) {
    world.steps.left = steps;
    try {
      if (!loaded.has(file)) {
        suites.length = 0;
        files.get(file)?.();
        loaded.set(file, joined(suites));
      }
      const suite = loaded.get(file);
      tests = suite?.tests.length ?? 0;
      if (suite !== undefined) await runTests(suite, test);
      used += steps - world.steps.left;
      if (world.steps.isOver) return end(i);
    } catch (error) {
      return end(i, error instanceof Error ? error.message : String(error));
    }
  }
  return end(undefined, '', used, tests);
}

function load({ awake, hits, steps }: World): { readonly files: Exports; readonly suites: Suite[] } {
  const suites: Suite[] = [];
  const hit = (id: number): boolean => {
    hits.add(id);
    return false;
  };
  const find = (path: string): unknown => rooms.get(path)?.() ?? requireOf(path);
  return { files: exportsOf(program, find, awake, hit, steps, suites), suites };
}

type Program = (exports: object, require: unknown, module: object, ...others: readonly unknown[]) => void;
type Exports = ReadonlyMap<string, () => unknown>;

function programOf(code: string, filename: string): Program {
  const parameters = ['exports', 'require', 'module', '__awake', '__hit', '__steps', '__suites'];
  return new Script(`(function(${parameters.join()}){${code}\n})`, { filename }).runInThisContext() as Program;
}

function exportsOf(of: Program, require: unknown, ...others: readonly unknown[]): Exports {
  const module = { exports: {} as Record<string, () => unknown> };
  of(module.exports, require, module, ...others);
  return new Map(Object.entries(module.exports));
}

/** Whoever goes on after the last step is stopped at each further one: some catch what they do not know. */
function stepsOf(): Steps {
  const steps: Steps = {
    left: 0,
    isOver: false,
    stop: () => {
      steps.isOver = true;
      throw new Error('too many steps');
    },
  };
  return steps;
}

function joined(suites: readonly Suite[]): Suite {
  const all = <K extends keyof Suite['hooks']>(name: K): Suite['hooks'][K] =>
    suites.flatMap(({ hooks }) => hooks[name]);
  return {
    tests: suites.flatMap(({ tests }) => tests),
    hooks: { before: all('before'), after: all('after'), each: all('each'), eachAfter: all('eachAfter') },
  };
}

async function runTests({ tests, hooks }: Suite, only: number | undefined): Promise<void> {
  for (const body of hooks.before) await body();
  try {
    for (const [i, { body }] of tests.entries()) {
      if (only !== undefined && only !== i) continue;
      for (const each of hooks.each) await each();
      await body();
      for (const each of hooks.eachAfter) await each();
    }
  } finally {
    for (const body of hooks.after) await body();
  }
}
