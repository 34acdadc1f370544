/** The name that is written differently from `key` only in case, hyphens and underscores, or undefined. */
export function sameWord(key: string, names: readonly string[]): string | undefined {
  return names.find((name) => squashed(name) === squashed(key));
}

/**
 * The one name that `key` is a slip away from, or undefined: one letter missing, too many, wrong or swapped; two of them
 * in long names; or it breaks off half way. `ingress` and `egress` are two apart, and `prot` may be `port` or `protocol`.
 */
export function nearWord(key: string, names: readonly string[]): string | undefined {
  const near = names.filter((name) => {
    const slips = name.length < 4 ? 0 : name.length < 10 ? 1 : 2;
    const isCut = key.length * 2 >= name.length && squashed(name).startsWith(squashed(key));
    return isCut || distance(squashed(key), squashed(name)) <= slips;
  });
  return near.length === 1 ? near[0] : undefined;
}

/** The word that somebody meant by one that is none, or undefined where none is near: a hint, never a decision. */
export function meantWord(word: string, words: readonly string[]): string | undefined {
  const near = words
    .map((name) => ({ name, slips: distance(squashed(word), squashed(name)) }))
    .filter(({ name, slips }) => slips <= Math.max(1, Math.floor(name.length / 4)))
    .sort((a, b) => a.slips - b.slips);
  return near[0]?.name ?? nearWord(word, words);
}

function squashed(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

/** Edits between two words, a swap of neighbours counting as one. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const edits = [at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + change];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(...edits, swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY));
    }
    before = above;
    above = row;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
