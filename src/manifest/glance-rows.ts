import type { DocumentText } from './document-text.ts';
import { type Glance, glanceAt, glanceText, itemsIn, NOTHING, remembered, shifted, Unclear } from './glance.ts';
import { isKey, ROW, type RowKind, type Rows, readRows } from './rows.ts';
import { withoutComment } from './skim.ts';
import type { Document } from './stream.ts';

/**
 * What `glanceAt` gives for the text of a document, read off its bytes where they are written as templates write them. The
 * glance is for `read` alone: it holds on to all that was cut.
 */
export function glanceAtDocument<T>(
  bytes: Buffer,
  { body, end }: Document,
  within: Pick<DocumentText, 'text'>,
  read: (glance: Glance) => T,
): T | undefined {
  const rows = readRows(bytes.subarray(body, end));
  if (rows === undefined) return glanceAt(within.text, read);
  try {
    const glance = mapAt(rows, { from: 0, to: rows.kinds.length }, 0);
    return glance === undefined ? undefined : read(glance);
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    return glanceAt(within.text, read);
  }
}

/** Some rows, `to` exclusive. */
type Part = { readonly from: number; readonly to: number };

/** The mapping that some rows are; undefined where they are a list or nothing. `start` is the offset where they begin. */
function mapAt(rows: Rows, part: Part, start: number): Glance | undefined {
  const first = kindAt(rows, part);
  if (first === undefined || first === ROW.DASH) return undefined;
  if (first === ROW.FLOW) return bracketsAt(rows, part.from, start);
  const keys = keysIn(rows, part);
  return {
    keys: [...keys.keys()],
    word: (key) => {
      const below = keys.get(key);
      return below && wordAt(rows, below);
    },
    map: remembered((key) => {
      const below = keys.get(key);
      return below && mapBelow(rows, below);
    }),
    items: remembered((key) => {
      const below = keys.get(key);
      return below === undefined ? [] : itemsBelow(rows, below);
    }),
    offset: (key) => {
      const below = keys.get(key);
      if (below === undefined) return start;
      const row = below.from - 1;
      return (rows.lines[row] ?? 0) + (row === part.from ? (rows.columns[row] ?? 0) : 0);
    },
  };
}

/** The keys of a mapping, each with the rows below it; its own is the one before these. */
function keysIn(rows: Rows, { from, to }: Part): ReadonlyMap<string, Part> {
  const { columns, kinds } = rows;
  const column = columns[from] ?? 0;
  const found: number[] = [];
  for (let row = from; row < to; row++) {
    const own = columns[row] ?? 0;
    if (own > column || (own === column && kinds[row] === ROW.DASH && row > from)) continue;
    if (own < column || !isKey(kinds[row])) throw new Unclear();
    found.push(row);
  }
  const keys = new Map<string, Part>();
  for (const [i, row] of found.entries()) {
    const name = textAt(rows, rows.starts[row], rows.keyEnds[row]);
    // Given twice, or blank where it must not be: the parser tells what becomes of it.
    if (keys.has(name) || (isIdentity(name) && scalarAt(rows, row) === '')) throw new Unclear();
    keys.set(name, { from: row + 1, to: found[i + 1] ?? to });
  }
  return keys;
}

function isIdentity(key: string): boolean {
  return key === 'kind' || key === 'apiVersion';
}

function wordAt(rows: Rows, below: Part): string | undefined {
  const row = below.from - 1;
  const kind = rows.kinds[row];
  if (kind === ROW.BRACKETS) return undefined;
  const word = scalarAt(rows, row);
  const nested = kindAt(rows, below);
  if (nested === undefined) return kind === ROW.PLAIN && NOTHING.has(word) ? '' : word;
  if (kind === ROW.QUOTED && word !== '') return word;
  if (kind !== ROW.EMPTY || nested === ROW.DASH || nested === ROW.OTHER) throw new Unclear();
  if (isKey(nested)) keysIn(rows, below);
  return undefined;
}

/** The text of a scalar, '' where it is blank; throws Unclear for one that only a parser reads. */
function scalarAt(rows: Rows, row: number): string {
  const kind = rows.kinds[row];
  if (kind === ROW.EMPTY) return '';
  if (kind !== ROW.PLAIN && kind !== ROW.QUOTED) throw new Unclear();
  const text = textAt(rows, rows.valueStarts[row], rows.valueEnds[row]);
  return kind === ROW.QUOTED ? text : withoutComment(text);
}

function mapBelow(rows: Rows, below: Part): Glance | undefined {
  const row = below.from - 1;
  if (rows.kinds[row] === ROW.BRACKETS) return bracketsAt(rows, row);
  if (!isBlock(rows, below)) return undefined;
  return kindAt(rows, below) === ROW.FLOW ? bracketsAt(rows, below.from) : mapAt(rows, below, nextLine(rows, row));
}

function itemsBelow(rows: Rows, below: Part): readonly Glance[] {
  const row = below.from - 1;
  if (rows.kinds[row] === ROW.BRACKETS) return listAt(rows, row);
  if (!isBlock(rows, below)) return [];
  const first = kindAt(rows, below);
  if (first === ROW.FLOW) return listAt(rows, below.from);
  return first === ROW.DASH ? itemsAt(rows, below) : [];
}

/** Whether what a key holds stands on the lines below. */
function isBlock(rows: Rows, below: Part): boolean {
  const row = below.from - 1;
  if (rows.kinds[row] === ROW.EMPTY) return true;
  if (scalarAt(rows, row) === '' && kindAt(rows, below) !== undefined) throw new Unclear();
  return false;
}

function itemsAt(rows: Rows, { from, to }: Part): readonly Glance[] {
  const { columns, kinds, lines } = rows;
  const column = columns[from] ?? 0;
  const starts: number[] = [];
  for (let row = from; row < to; row++) {
    const own = columns[row] ?? 0;
    if (own > column) continue;
    if (own < column || kinds[row] !== ROW.DASH) throw new Unclear();
    starts.push(row);
  }
  return starts.flatMap((row, i) => mapAt(rows, { from: row + 1, to: starts[i + 1] ?? to }, lines[row] ?? 0) ?? []);
}

/** The mapping between brackets that a row holds. */
function bracketsAt(rows: Rows, row: number, start?: number): Glance | undefined {
  const text = textAt(rows, rows.valueStarts[row], rows.valueEnds[row]);
  const read = text.startsWith('{') ? glanceText(text, { start: 0, end: text.length }) : undefined;
  const glance = read && shifted(read, rows.valueStarts[row] ?? 0);
  if (glance === undefined || start === undefined) return glance;
  return { ...glance, offset: (key) => (glance.keys.includes(key) ? glance.offset(key) : start) };
}

function listAt(rows: Rows, row: number): readonly Glance[] {
  const text = textAt(rows, rows.valueStarts[row], rows.valueEnds[row]);
  const range = { start: 0, end: text.length };
  return itemsIn(text, range, 0).map((item) => shifted(item, rows.valueStarts[row] ?? 0));
}

function kindAt(rows: Rows, { from, to }: Part): RowKind | undefined {
  return from < to ? rows.kinds[from] : undefined;
}

function nextLine({ bytes, lines, valueEnds }: Rows, row: number): number {
  const newline = bytes.indexOf(0x0a, Math.max(lines[row] ?? 0, valueEnds[row] ?? 0));
  return newline === -1 ? bytes.length : newline + 1;
}

/**
 * A text of its own: a piece of the decoded document would keep all of it. Objects say the same few words: one is mostly found
 * among those read last, which is faster than to make it, and one string for all of them.
 */
function textAt({ bytes }: Rows, start = 0, end = 0): string {
  if (end - start > LONGEST_KNOWN) return bytes.toString('latin1', start, end);
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (hash * 31 + (bytes[at] ?? 0)) & (WORDS - 1);
  const known = words[hash];
  if (known !== undefined && isWritten(known, bytes, start, end)) return known;
  const word = bytes.toString('latin1', start, end);
  words[hash] = word;
  return word;
}

function isWritten(word: string, bytes: Buffer, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

const WORDS = 1 << 12;
const LONGEST_KNOWN = 63;
const words: string[] = new Array<string>(WORDS);
