import { Worker } from 'node:worker_threads';
import type { Bundle } from './bundle.ts';
import type { Job, Outcome } from './worker.ts';

/** What became of a job; `gone` where the thread ended or was ended, by an endless loop or for want of memory. */
export type Answer = Outcome | 'gone';

/** What threads are made of. */
export type Ground = { readonly threads: number; readonly worker: string; readonly bundle: Bundle };

/** Of the laws a hundredth is tried: what survives that and all tables has to be read anyhow. */
const ENVIRONMENT = { NETPOLISH_LONG: '0.01', UPDATE: '' };

/** Does jobs one by one in each of some threads. `limit` says how many milliseconds one may take. */
export async function runAll<T>(
  jobs: readonly T[],
  ground: Ground,
  {
    jobOf,
    limit,
    done,
  }: {
    readonly jobOf: (one: T) => Job;
    readonly limit: (one: T) => number;
    readonly done: (one: T, answer: Answer) => void;
  },
): Promise<void> {
  const waiting = jobs.values();
  const thread = async (): Promise<void> => {
    let worker = start(ground);
    for (const one of waiting) {
      const answer = await ask(worker, jobOf(one), limit(one));
      if (answer === 'gone') {
        await worker.terminate();
        worker = start(ground);
      }
      done(one, answer);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: ground.threads }, thread));
}

function start({ worker, bundle: { below, tests } }: Ground): Worker {
  const one = new Worker(worker, {
    eval: true,
    execArgv: [],
    env: { ...process.env, ...ENVIRONMENT },
    workerData: { below, tests, root: process.cwd() },
    resourceLimits: { maxOldGenerationSizeMb: 1500 },
    stdout: true,
    stderr: true,
  });
  one.on('error', () => {});
  return one;
}

function ask(worker: Worker, job: Job, limit: number): Promise<Answer> {
  return new Promise((resolve) => {
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      worker.removeAllListeners('message').removeAllListeners('exit');
      resolve(answer);
    };
    const timer = setTimeout(end, limit, 'gone');
    worker.once('message', end).once('exit', () => end('gone'));
    worker.postMessage(job);
  });
}
