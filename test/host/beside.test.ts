import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inBatches, isWorthCrew } from '../../src/host/batches.ts';
import { polishBeside } from '../../src/host/beside.ts';
import { type Crew, exitCodeOf } from '../../src/io.ts';
import { joinPolished } from '../../src/pipeline/join.ts';
import { type Polished, polish } from '../../src/pipeline/polish.ts';
import type { Source } from '../../src/pipeline/read.ts';
import { json } from '../../src/report/json.ts';
import { CHECKING } from '../checks/golden.ts';

const test = suite('threads beside each other');

const CHECKS = fileURLToPath(new URL('../checks/', import.meta.url));
// A thread does not take over what lets Node read TypeScript.
const MAIN = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('../../src/main.ts', import.meta.url).href)});
});`;

const crew: Crew = {
  size: 3,
  start: (argv, workerData) => new Worker(MAIN, { eval: true, argv: [...argv], workerData }),
};

const named = (name: string, bytes: Buffer): Source => ({ name, bytes, origin: 'file', mayBeTemplate: true });

/** Every fixture of the checks: what is found in them touches all there is. */
const fixtures: readonly Source[] = readdirSync(CHECKS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .sort()
  .map((path) => named(path, readFileSync(join(CHECKS, path))));

const collect = async (batches: readonly (readonly Source[])[], options = CHECKING): Promise<Polished> => {
  const parts: Polished[] = [];
  for await (const part of polishBeside(batches, options, crew)) parts.push(part);
  return joinPolished(parts);
};

test('what is found is the same on one core and on three, in the same order', async () => {
  const context = [named('context.yaml', fixtures[0]?.bytes ?? Buffer.alloc(0))].map((source) => ({
    ...source,
    isContext: true,
  }));
  for (const options of [CHECKING, { ...CHECKING, context, namespace: 'shop', cni: 'flannel' as const }]) {
    const batches = fixtures.map((source) => [source]);
    assert.ok(batches.length > 60);
    assert.is(json(await collect(batches, options)), json(polish(fixtures, options)));
  }
});

test('groups whose policies are in several files are told so, wherever the cut is', async () => {
  const twice = [
    ...fixtures.slice(0, 9),
    ...fixtures.slice(0, 9).map((source) => ({ ...source, name: `again/${source.name}` })),
  ];
  const whole = polish(twice, CHECKING);
  assert.ok(whole.groups.some(({ merge }) => merge.reason?.includes('other files')));
  assert.equal((await collect([twice.slice(0, 9), twice.slice(9)])).groups, whole.groups);
});

test('what a thread throws is thrown here, once, and the threads end', async () => {
  const broken = { ...CHECKING, severities: null as unknown as typeof CHECKING.severities };
  try {
    await collect(
      fixtures.map((source) => [source]),
      broken,
    );
    assert.unreachable('it went through');
  } catch (error) {
    assert.instance(error, Error);
  }
});

const codedError = (code: string): Error => Object.assign(new Error(code), { code });

/** A thread of which nothing is known but how it ends. */
const endsWith = (event: 'error' | 'exit', value: unknown): Worker => {
  const worker = Object.assign(new EventEmitter(), { postMessage: () => undefined, terminate: async () => 0 });
  setImmediate(() => worker.emit(event, value));
  return worker as unknown as Worker;
};

const refusing: Readonly<Record<string, Crew['start']>> = {
  'a thread that is forbidden': () => {
    throw codedError('ERR_ACCESS_DENIED');
  },
  'a thread that finds no descriptor left': () => endsWith('error', codedError('ERR_WORKER_INIT_FAILED')),
};

for (const [what, start] of Object.entries(refusing)) {
  test(`${what}: all is judged in this one`, async () => {
    const some = fixtures.slice(0, 4);
    const parts: Polished[] = [];
    const batches = some.map((source) => [source]);
    for await (const part of polishBeside(batches, CHECKING, { size: 2, start })) parts.push(part);
    assert.is(json(joinPolished(parts)), json(polish(some, CHECKING)));
  });
}

test('one thread of two that cannot start: only its own batch is judged here, the other takes the rest', async () => {
  const some = fixtures.slice(0, 8);
  let asked = 0;
  let started = 0;
  const start: Crew['start'] = (argv, data) => {
    if (started++ === 0) {
      const worker = endsWith('error', codedError('ERR_WORKER_INIT_FAILED'));
      // As Node does it: what cannot start ends too.
      worker.once('error', () => setImmediate(() => worker.emit('exit', 1)));
      return worker;
    }
    const worker = crew.start(argv, data);
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message: unknown) => {
      asked++;
      post(message);
    };
    return worker;
  };
  const parts: Polished[] = [];
  const batches = some.map((source) => [source]);
  for await (const part of polishBeside(batches, CHECKING, { size: 2, start })) parts.push(part);
  assert.is(json(joinPolished(parts)), json(polish(some, CHECKING)));
  assert.is(asked, some.length - 1);
});

for (const [event, value, says] of [
  ['exit', 1, 'a thread ended with exit code 1'],
  ['exit', 0, 'a thread ended with exit code 0'],
  ['error', codedError('ERR_WORKER_OUT_OF_MEMORY'), 'out of memory: '],
] as const) {
  test(`a thread that ends before it answers (${event} ${value}): a failure, and no clean run`, async () => {
    const batches = fixtures.slice(0, 4).map((source) => [source]);
    try {
      for await (const _ of polishBeside(batches, CHECKING, { size: 2, start: () => endsWith(event, value) }));
      assert.unreachable('it went through');
    } catch (error) {
      assert.match((error as Error).message, says);
      assert.is(exitCodeOf(error), 3);
    }
  });
}

test('the pieces hold every input once, in order, and none is large', () => {
  const sizes = [10, 300_000, 5, 200_000, 100_000, ...Array.from({ length: 200 }, () => 20)];
  const sources = sizes.map((size, i) => named(`${i}.yaml`, Buffer.alloc(size)));
  const batches = inBatches(sources);
  assert.equal(batches.flat(), sources);
  for (const batch of batches) {
    const bytes = batch.reduce((sum, source) => sum + source.bytes.length, 0);
    assert.ok(batch.length === 1 || bytes <= 256_000);
    assert.ok(batch.length <= 64);
  }
  assert.ok(isWorthCrew(sources));
  assert.not(isWorthCrew(sources.slice(0, 3)));
});

test.run();
