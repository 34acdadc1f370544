import type { Choice } from './types.ts';

/**
 * The fewest assignments of a choice that still show something: none can be left out. `first` is tried before anything else.
 * Asks about n log n choices at most, for n assignments, where they hang on each other badly.
 */
export async function shrink(
  choice: Choice,
  shows: (choice: Choice) => Promise<boolean>,
  first: Choice = [],
): Promise<Choice> {
  if (first.length < choice.length && (await shows(first))) return first.length > 1 ? shrink(first, shows) : first;
  let kept = choice;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length && kept.length > 1; ) {
      const fewer = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (fewer.length < kept.length && (await shows(fewer))) kept = fewer;
      else at += size;
    }
  }
  return kept;
}
