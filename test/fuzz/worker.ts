/** A process of the long run: tries a law on as many cases as it is told, and says what it saw. */
import { openSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import type { Case } from './inputs.ts';
import { LAWS, type Law } from './laws.ts';
import { smallest } from './shrink.ts';

/** Cases of one law; their seed makes them the same again. */
export type Batch = {
  readonly law: string;
  readonly seed: number;
  readonly cases: number;
  /** Where each case is written before it is tried: it is known then which one takes the process with it. */
  readonly log?: string;
};

/** What came of a batch: its slowest cases, and the first case that broke the law. */
export type Outcome = Batch & {
  readonly slow: readonly Slow[];
  readonly broken?: { readonly words: string; readonly bytes: string; readonly whole: string; readonly twist: number };
};

/** A case that took long: milliseconds by the clock, of the processor where it is worth asking; `bytes` is base64. */
export type Slow = {
  readonly law: string;
  readonly ms: number;
  readonly length: number;
  readonly twist: number;
  readonly bytes: string;
};

const HANG = { ms: 2000, bytes: 100_000 };
const KEPT = 3;
const LONG_MS = 200;

process.on('message', (batch: Batch) => {
  void tryBatch(batch).then((outcome) => process.send?.(outcome));
});

async function tryBatch(batch: Batch): Promise<Outcome> {
  const law = LAWS.find(({ name }) => name === batch.law);
  if (law === undefined) throw new Error(`no law ${batch.law}`);
  const log = batch.log === undefined ? undefined : openSync(batch.log, 'w');
  let slow: Slow[] = [];
  let tried = 0;
  for (const one of fc.sample(law.inputs, { numRuns: batch.cases, seed: batch.seed })) {
    tried++;
    if (log !== undefined) note(log, one);
    const start = performance.now();
    const words = await law.broken(one).catch(String);
    const wall = performance.now() - start;
    // The clock is cheap to ask and says too much where others work too.
    const ms = wall < LONG_MS ? wall : await processorTime(law, one);
    slow = [...slow, slowOf(law, one, ms)].sort((a, b) => b.ms - a.ms).slice(0, KEPT);
    const isHang = ms > HANG.ms && one.bytes.length <= HANG.bytes;
    if (words === undefined && !isHang) continue;
    return {
      ...batch,
      cases: tried,
      slow,
      broken: await told(law, one, words ?? `${ms} ms for ${one.bytes.length} bytes`, words === undefined),
    };
  }
  return { ...batch, slow };
}

async function told(law: Law, one: Case, words: string, isSlow: boolean): Promise<NonNullable<Outcome['broken']>> {
  const bytes = await smallest(one.bytes, async (less) => {
    const isBroken = (await law.broken({ ...one, bytes: less }).catch(String)) !== undefined;
    return isBroken || (isSlow && (await processorTime(law, { ...one, bytes: less })) > HANG.ms);
  });
  return { words, bytes: bytes.toString('base64'), whole: one.bytes.toString('base64'), twist: one.twist };
}

async function processorTime(law: Law, one: Case): Promise<number> {
  const start = process.cpuUsage();
  await law.broken(one).catch(String);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function slowOf({ name }: Law, { bytes, twist }: Case, ms: number): Slow {
  return { law: name, ms: Math.round(ms), length: bytes.length, twist, bytes: bytes.toString('base64') };
}

function note(log: number, { bytes, twist }: Case): void {
  const head = Buffer.from(
    `twist ${twist} length ${bytes.length}
`.padEnd(60),
  );
  writeSync(log, Buffer.concat([head, bytes]), 0, head.length + bytes.length, 0);
}
