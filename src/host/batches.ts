import type { Source } from '../pipeline/read.ts';

/** Below that a second thread costs more than it brings: it loads the program anew. */
const WORTH = { files: 16, bytes: 400_000 };
/** How much one thread takes at a time: results come in order, so that large pieces hold up what people see. */
const BATCH = { files: 64, bytes: 256_000 };

/** Whether judging these files is worth several threads. */
export function isWorthCrew(sources: readonly Source[]): boolean {
  const bytes = sources.reduce((sum, source) => sum + source.bytes.length, 0);
  return sources.length >= WORTH.files && bytes >= WORTH.bytes;
}

/** The inputs in pieces, in their order. */
export function inBatches(sources: readonly Source[]): readonly (readonly Source[])[] {
  const batches: Source[][] = [];
  let bytes = 0;
  for (const source of sources) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= BATCH.files || bytes + source.bytes.length > BATCH.bytes) {
      batches.push([source]);
      bytes = 0;
    } else last.push(source);
    bytes += source.bytes.length;
  }
  return batches;
}
