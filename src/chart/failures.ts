import { oddity } from './loudness.ts';
import { type Failed, isFailed } from './outcome.ts';
import type { Renders } from './renders.ts';
import { shrink } from './shrink.ts';
import type { Tried } from './sweep.ts';
import type { Choice } from './types.ts';

/** Renders that failed for one reason. */
export type FoundFailure = {
  readonly failure: Failed['failure'];
  /** The fewest values that show it. */
  readonly choice: Choice;
  readonly count: number;
};

/** Every reason for which renders failed, once. */
export async function failuresOf(tried: readonly Tried[], renders: Renders): Promise<readonly FoundFailure[]> {
  const groups = new Map<string, { failure: Failed['failure']; choice: Choice; count: number }>();
  const order = [...tried].sort((a, b) => oddity(a.choice) - oddity(b.choice));
  for (const { choice, own, outcome } of order) {
    if (!isFailed(outcome)) continue;
    const key = failureKey(outcome.failure);
    const known = groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      continue;
    }
    const shows = async (fewer: Choice): Promise<boolean> => {
      const result = await renders.of(fewer);
      return isFailed(result) && failureKey(result.failure) === key;
    };
    const fewest = await shrink(choice, shows, own.length < choice.length ? own : []);
    groups.set(key, { failure: outcome.failure, choice: fewest, count: 1 });
  }
  return [...groups.values()];
}

function failureKey({ kind, message, at }: Failed['failure']): string {
  return JSON.stringify([kind, at?.template, at?.line, at === undefined ? message : '']);
}
