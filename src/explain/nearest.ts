/** How many names are offered to a person who erred. */
const MAX_NEAREST = 3;

/** Of some names those that look most like a text, the nearest first; none where nothing is near. */
export function nearestOf(text: string, names: readonly string[]): readonly string[] {
  const plain = text.slice(text.lastIndexOf('/') + 1);
  const scored = [...new Set(names)].map((name) => {
    const last = name.slice(name.lastIndexOf('/') + 1);
    const isPart = plain !== '' && (last.includes(plain) || plain.includes(last));
    const far = Math.min(distance(text, name), distance(plain, last));
    // What shares no letter with the text is not near, however short both are.
    return [isPart ? 0 : far < last.length ? far : Number.POSITIVE_INFINITY, name] as const;
  });
  const limit = Math.max(2, Math.floor(plain.length / 3));
  return scored
    .filter(([score]) => score <= limit)
    .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
    .slice(0, MAX_NEAREST)
    .map(([, name]) => name);
}

/** Levenshtein's: how many letters must be put in, left out or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const change = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
