import type { Io } from '../../io.ts';
import { mayHoldPolicies, splitStream } from '../../manifest/stream.ts';
import { readInputs } from '../inputs.ts';

/** How much a check would read, or why it would read nothing. */
export type Documents = { readonly documents: number; readonly holdsPolicies: boolean } | { readonly problem: string };

/** Counts the documents under paths that `netpolish check` is given in a file. */
export function documentsAt(paths: readonly string[], cwd: string, io: Io): Documents {
  try {
    const sources = readInputs(paths, { ...io, cwd });
    return {
      documents: sources.reduce(
        (sum, { bytes }) => sum + splitStream(bytes).filter(({ number }) => number > 0).length,
        0,
      ),
      holdsPolicies: sources.some(({ bytes }) => mayHoldPolicies(bytes)),
    };
  } catch (error) {
    return { problem: `${(error as Error).message} here; an earlier step may write it` };
  }
}
