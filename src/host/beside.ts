import type { Worker } from 'node:worker_threads';
import { type Crew, FailureError } from '../io.ts';
import { fingerprintsOf } from '../pipeline/fingerprint.ts';
import { type JudgedPolicy, type Polished, type PolishOptions, polish } from '../pipeline/polish.ts';
import type { Source } from '../pipeline/read.ts';
import { BESIDE } from './detect.ts';

/** What crosses between threads: no functions, and buffers come as bytes. */
type Told = Omit<Polished, 'proofs' | 'fingerprints' | 'judged' | 'outputs'> & {
  readonly judged: readonly JudgedPolicy[];
};
type Order = { readonly id: number; readonly sources: readonly Source[] };
type Answer = { readonly id: number; readonly told: Told };

/**
 * Judges batches of inputs in threads beside this one, and gives what was found in the order of the batches, each as soon as
 * all before it are there. `options` must not merge, fix or join inputs: outputs do not come back. Throws what a thread throws.
 */
export async function* polishBeside(
  batches: readonly (readonly Source[])[],
  options: PolishOptions,
  crew: Crew,
): AsyncGenerator<Polished> {
  const results = batches.map(() => awaited<Polished | undefined>());
  // Only the first failure is thrown; the others must not end the process.
  for (const { promise } of results) promise.catch(() => undefined);
  const fail = (error: unknown): void => {
    for (const { reject } of results) reject(error);
  };
  const workers = startAll(Math.min(crew.size, batches.length), crew, options);
  let next = 0;
  /** Threads that run, and the batch that each was given last. */
  const running = new Map<Worker, number>();
  const give = (worker: Worker): void => {
    const id = next++;
    running.set(worker, id);
    const sources = batches[id];
    if (sources !== undefined) worker.postMessage({ id, sources } satisfies Order);
  };
  try {
    for (const worker of workers) {
      worker.on('message', ({ id, told }: Answer) => {
        results[id]?.resolve(withFunctions(told));
        give(worker);
      });
      worker.on('error', (error) => {
        if (!isNotStarted(error)) return fail(whyEnded(error));
        results[running.get(worker) ?? -1]?.resolve(undefined);
        running.delete(worker);
        if (running.size === 0) for (const { resolve } of results) resolve(undefined);
      });
      // Before it is asked to it must not end, and nobody else would say that it has.
      worker.on('exit', (code) => {
        if (running.has(worker)) fail(new FailureError(`a thread ended with exit code ${code}`));
      });
      give(worker);
    }
    if (workers.length === 0) for (const { resolve } of results) resolve(undefined);
    for (const [i, { promise }] of results.entries()) yield (await promise) ?? polish(batches[i] ?? [], options);
  } finally {
    for (const worker of workers) void worker.terminate();
  }
}

function withFunctions(told: Told): Polished {
  const fingerprints = (): ReturnType<Polished['fingerprints']> => fingerprintsOf(told.findings);
  return { ...told, judged: () => told.judged, outputs: [], proofs: () => [], fingerprints };
}

/** As many threads as there can be: they are forbidden in some places, and take descriptors and memory that may have run out. */
function startAll(count: number, crew: Crew, options: PolishOptions): readonly Worker[] {
  const workers: Worker[] = [];
  try {
    while (workers.length < count) workers.push(crew.start([BESIDE], options));
  } catch (error) {
    if (!isNotStarted(error)) throw error;
  }
  return workers;
}

/** Then what it would have done is done here. */
function isNotStarted(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_WORKER_INIT_FAILED' || code === 'ERR_ACCESS_DENIED';
}

function whyEnded(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new FailureError('out of memory: NODE_OPTIONS=--max-old-space-size=MEGABYTES allows more')
    : error;
}

/** The other side: judges what it is given until the port is closed. False where this is no such thread. */
export function serveBeside(): boolean {
  const { isMainThread, parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  if (isMainThread || parentPort === null) return false;
  const given = workerData as PolishOptions;
  const options = { ...given, context: given.context.map(withBuffer) };
  parentPort.on('message', ({ id, sources }: Order) => {
    const {
      proofs: _proofs,
      fingerprints: _fingerprints,
      outputs: _outputs,
      judged,
      ...told
    } = polish(sources.map(withBuffer), options);
    parentPort.postMessage({ id, told: { ...told, judged: judged() } } satisfies Answer);
  });
  return true;
}

type Awaited<T> = {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
};

/** Promise.withResolvers, which Node 20 has not. */
function awaited<T>(): Awaited<T> {
  let settle: Omit<Awaited<T>, 'promise'> = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}

function withBuffer(source: Source): Source {
  const { buffer, byteOffset, byteLength } = source.bytes;
  return { ...source, bytes: Buffer.from(buffer, byteOffset, byteLength) };
}
