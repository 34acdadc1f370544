import { inBatches, isWorthCrew } from '../host/batches.ts';
import { polishBeside } from '../host/beside.ts';
import type { Io } from '../io.ts';
import { joinPolished, withoutTold } from '../pipeline/join.ts';
import type { KnownFindings } from '../pipeline/known-findings.ts';
import { knownGate } from '../pipeline/known-gate.ts';
import { type Polished, type PolishOptions, polish } from '../pipeline/polish.ts';
import type { Source } from '../pipeline/read.ts';
import { progressOf } from './progress.ts';

/**
 * Judges files, each by itself unless `options` say that they are one stream; many of them on every core. `tell` hears what
 * each piece of them brought, in their order and as soon as it is known. What is found is the same however many cores there are.
 */
export async function judgeFiles(
  sources: readonly Source[],
  options: PolishOptions,
  io: Io,
  tell: (part: Polished) => void,
  known: readonly KnownFindings[] = [],
): Promise<Polished> {
  const batches = options.oneStream || sources.length === 0 ? [sources] : inBatches(sources);
  const isWorth = batches.length > 1 && isWorthCrew(sources);
  const batched =
    isWorth && io.crew !== undefined && io.crew.size > 1
      ? polishBeside(batches, options, io.crew)
      : inTurn(batches, options);
  const progress = progressOf(sources.length, 'files', io);
  const parts: Polished[] = [];
  const told = new Set<string>();
  const gate = knownGate(known, options);
  try {
    for await (const found of batched) {
      const part = gate.part(withoutTold(found, told));
      progress.around(() => tell(part));
      progress.done(batches[parts.length]?.length ?? 0);
      parts.push(part);
    }
  } finally {
    progress.end();
  }
  const [only] = parts;
  return gate.end(only !== undefined && parts.length === 1 ? only : joinPolished(parts));
}

/** One piece behind the other, so that what the first brought is told before the second is begun. */
function* inTurn(batches: readonly (readonly Source[])[], options: PolishOptions): Generator<Polished> {
  for (const batch of batches) yield polish(batch, options);
}
