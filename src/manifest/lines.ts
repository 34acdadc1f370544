/** A place people can go to: both count from 1, the column in characters. */
export type Place = { readonly line: number; readonly column: number };

/** The lines of a text that begins at `origin` of its input. */
export type Lines = {
  readonly place: (offset: number) => Place;
  /** The text of a line of the input, without its line break, or undefined outside this text. */
  readonly line: (number: number) => string | undefined;
};

/** Maps offsets (UTF-16 units, as the parser counts) in `text` to lines and columns of the whole input. */
export function linesOf(text: string, origin: Place = { line: 1, column: 1 }): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const indexOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  // A line of thousands of places is looked through once.
  const wide = new Map<number, readonly number[]>();
  const columnOf = (index: number, offset: number): number => {
    const start = starts[index] ?? 0;
    const pairs = wide.get(index) ?? pairsIn(text.slice(start, starts[index + 1] ?? text.length));
    wide.set(index, pairs);
    return offset - start - countBelow(pairs, offset - start);
  };
  return {
    place: (offset) => {
      const index = indexOf(offset);
      const column = columnOf(index, offset) + (index === 0 ? origin.column : 1);
      return { line: origin.line + index, column };
    },
    line: (number) => {
      const start = starts[number - origin.line];
      if (start === undefined) return undefined;
      const end = starts[number - origin.line + 1] ?? text.length + 1;
      return text.slice(start, end - 1).replace(/\r$/, '');
    },
  };
}

/** Where the second halves stand of what takes two UTF-16 units and is one character. */
function pairsIn(line: string): readonly number[] {
  if (!/[\ud800-\udfff]/.test(line)) return [];
  return [...line.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map(({ index }) => index + 1);
}

function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
