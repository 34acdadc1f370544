import type { Around, Line, Sheet } from './lines.ts';

/** Lines by their indexes, the last one counted in. */
export type Region = { readonly first: number; readonly last: number };

/** A key with all that stands under it; undefined where a branch begins in it and ends elsewhere. */
export function keyRegion(sheet: Sheet, line: Line): Region | undefined {
  return extent(
    sheet,
    line,
    ({ column, isItem, kind }) =>
      column > line.keyColumn || (column === line.keyColumn && (isItem || kind === 'print')),
  );
}

/** An item of a list, from the line of its dash. */
export function itemRegion(sheet: Sheet, line: Line): Region | undefined {
  return extent(sheet, line, ({ column }) => column > line.column);
}

/** The document that a line stands in, within the branch around its first key. */
export function documentRegion(sheet: Sheet, line: Line): Region | undefined {
  let first: Line | undefined;
  for (let at = line.index; at >= 0 && sheet.lines[at]?.kind !== 'edge'; at--) {
    const one = sheet.lines[at];
    if (one?.kind === 'content' && one.column === 0 && encloses(one.around, line.around)) first = one;
  }
  return first && extent(sheet, first, () => true);
}

function extent(sheet: Sheet, from: Line, isInside: (line: Line) => boolean): Region | undefined {
  let depth = from.opens - from.closes;
  if (depth !== 0 || from.turns > 0) return undefined;
  let last = from.index;
  let open = 0;
  for (const line of sheet.lines.slice(from.index + 1)) {
    const leaves = line.closes > depth || (line.turns > 0 && depth === 0);
    const writes = line.kind === 'content' || line.kind === 'print';
    if (line.kind === 'edge' || leaves || (writes && !isInside(line))) break;
    depth += line.opens - line.closes;
    if (writes) {
      last = line.index;
      open = depth;
    } else if (line.closes > 0 && depth < open) {
      last = line.index;
      open = depth;
    }
  }
  return open === 0 ? { first: from.index, last } : undefined;
}

/** The line that the mapping with this line's key begins on, if it is an item: that of its dash. */
export function itemOf(sheet: Sheet, line: Line): Line | undefined {
  let column = line.keyColumn;
  if (line.isItem) return line;
  for (let at = line.index - 1; at >= 0; at--) {
    const above = sheet.lines[at];
    if (above === undefined || above.kind === 'edge') return undefined;
    if (above.kind !== 'content' || above.keyColumn > column) continue;
    if (above.isItem && encloses(above.around, line.around)) return above;
    if (above.keyColumn < column) column = above.keyColumn;
  }
  return undefined;
}

/** The line of the key that a line stands under. */
export function parentOf(sheet: Sheet, line: Line): Line | undefined {
  for (let at = line.index - 1; at >= 0; at--) {
    const above = sheet.lines[at];
    if (above === undefined || above.kind === 'edge') return undefined;
    if (above.kind !== 'content' || above.key === undefined) continue;
    const isItemOf = line.isItem && above.keyColumn === line.column && !above.isItem;
    const isItemOfItem = line.isItem && above.isItem && above.keyColumn === line.column && above.column < line.column;
    if (above.keyColumn < line.column || isItemOf || isItemOfItem) return above;
  }
  return undefined;
}

/** Whether what stands in `outer` stands around what stands in `inner`: the same branches, or fewer. */
export function encloses(outer: readonly Around[], inner: readonly Around[]): boolean {
  return outer.every(({ arm }, i) => inner[i]?.arm === arm);
}

/** The region with the comments right above it. */
export function withComments({ lines }: Sheet, { first, last }: Region): Region {
  let from = first;
  while (lines[from - 1]?.kind === 'comment' && lines[from - 1]?.column === lines[first]?.column) from--;
  return { first: from, last };
}
