import type { DocumentText } from './document-text.ts';
import { type Glance, glanceAt, glanceText, itemsIn, NOTHING, shifted, Unclear } from './glance.ts';
import { isKey, ROW, type RowKind, type Rows, readRows } from './rows.ts';
import { withoutComment } from './skim.ts';
import type { Document } from './stream.ts';
import { isWritten, knownText } from './words.ts';

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
    const glance = mapAt(rows, 0, rows.kinds.length, 0);
    return glance === undefined ? undefined : read(glance);
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    return glanceAt(within.text, read);
  }
}

/** The mapping that the rows `from` to `to` are, undefined for a list or nothing; `start` is the offset where they begin. */
function mapAt(rows: Rows, from: number, to: number, start: number): Glance | undefined {
  const first = kindAt(rows, from, to);
  if (first === undefined || first === ROW.DASH) return undefined;
  if (first === ROW.FLOW) return bracketsAt(rows, from, start);
  return new RowsGlance(rows, keyRows(rows, from, to), to, start);
}

/** There is one for each mapping of a stream, and it is asked for few of its keys: these are looked for where they are written. */
class RowsGlance implements Glance {
  readonly #rows: Rows;
  readonly #own: readonly number[];
  readonly #to: number;
  readonly #start: number;
  #lastKey: string | undefined;
  #lastMap: Glance | undefined;
  #places: ReadonlyMap<string, number> | undefined;
  #next = 0;

  constructor(rows: Rows, own: readonly number[], to: number, start: number) {
    this.#rows = rows;
    this.#own = own;
    this.#to = to;
    this.#start = start;
    if (own.length > FEW) this.#places = placesOf(rows, own);
  }

  get keys(): readonly string[] {
    return this.#own.map((row) => textAt(this.#rows, this.#rows.starts[row], this.#rows.keyEnds[row]));
  }

  word(key: string): string | undefined {
    const place = this.#placeOf(key);
    return place === NOWHERE ? undefined : wordAt(this.#rows, this.#own[place] ?? 0, this.#end(place));
  }

  map(key: string): Glance | undefined {
    if (this.#lastKey === key) return this.#lastMap;
    const place = this.#placeOf(key);
    if (place === NOWHERE) return undefined;
    const map = mapBelow(this.#rows, this.#own[place] ?? 0, this.#end(place));
    this.#lastKey = key;
    this.#lastMap = map;
    return map;
  }

  items(key: string): readonly Glance[] {
    const place = this.#placeOf(key);
    return place === NOWHERE ? [] : itemsBelow(this.#rows, this.#own[place] ?? 0, this.#end(place));
  }

  offset(key: string): number {
    const place = this.#placeOf(key);
    if (place === NOWHERE) return this.#start;
    const row = this.#own[place] ?? 0;
    const { lines, columns } = this.#rows;
    return (lines[row] ?? 0) + (place === 0 ? (columns[row] ?? 0) : 0);
  }

  #placeOf(key: string): number {
    if (this.#places !== undefined) return this.#places.get(key) ?? NOWHERE;
    const own = this.#own;
    // Keys are mostly asked for in their order.
    for (let i = 0, place = this.#next; i < own.length; i++, place++) {
      if (place >= own.length) place = 0;
      if (!isKeyAt(this.#rows, own[place] ?? 0, key)) continue;
      this.#next = place + 1;
      return place;
    }
    return NOWHERE;
  }

  /** Where the rows below a key end. */
  #end(place: number): number {
    return this.#own[place + 1] ?? this.#to;
  }
}

const NOWHERE = -1;
/** So many keys are compared with each other. */
const FEW = 16;

/** The rows of the keys of a mapping: what is below each ends where the next begins. */
function keyRows(rows: Rows, from: number, to: number): readonly number[] {
  const { columns, kinds } = rows;
  const column = columns[from] ?? 0;
  const own: number[] = [];
  for (let row = from; row < to; row++) {
    const at = columns[row] ?? 0;
    if (at > column || (at === column && kinds[row] === ROW.DASH && row > from)) continue;
    if (at < column || !isKey(kinds[row])) throw new Unclear();
    // Blank where it must not be: the parser tells what becomes of it.
    if (isIdentity(rows, row) && scalarAt(rows, row) === '') throw new Unclear();
    own.push(row);
  }
  if (own.length <= FEW && hasRepeats(rows, own)) throw new Unclear();
  return own;
}

function isIdentity(rows: Rows, row: number): boolean {
  return isKeyAt(rows, row, 'kind') || isKeyAt(rows, row, 'apiVersion');
}

/** A key that is given twice: the parser tells what becomes of it. */
function hasRepeats(rows: Rows, own: readonly number[]): boolean {
  for (let a = 1; a < own.length; a++) for (let b = 0; b < a; b++) if (isSameKey(rows, own[a], own[b])) return true;
  return false;
}

function isSameKey({ bytes, starts, keyEnds }: Rows, a = 0, b = 0): boolean {
  const [first, second] = [starts[a] ?? 0, starts[b] ?? 0];
  const length = (keyEnds[a] ?? 0) - first;
  if ((keyEnds[b] ?? 0) - second !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[first + i] !== bytes[second + i]) return false;
  return true;
}

function placesOf(rows: Rows, own: readonly number[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [place, row] of own.entries()) {
    const name = textAt(rows, rows.starts[row], rows.keyEnds[row]);
    if (places.has(name)) throw new Unclear();
    places.set(name, place);
  }
  return places;
}

function isKeyAt({ bytes, starts, keyEnds }: Rows, row: number, key: string): boolean {
  return isWritten(key, bytes, starts[row] ?? 0, keyEnds[row] ?? 0);
}

/** What stands behind the key of a row, and on the rows below it up to `to`. */
function wordAt(rows: Rows, row: number, to: number): string | undefined {
  const kind = rows.kinds[row];
  if (kind === ROW.BRACKETS) return undefined;
  const word = scalarAt(rows, row);
  const nested = kindAt(rows, row + 1, to);
  if (nested === undefined) return kind === ROW.PLAIN && NOTHING.has(word) ? '' : word;
  if (kind === ROW.QUOTED && word !== '') return word;
  if (kind !== ROW.EMPTY || nested === ROW.DASH || nested === ROW.OTHER) throw new Unclear();
  if (isKey(nested)) mapAt(rows, row + 1, to, 0);
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

function mapBelow(rows: Rows, row: number, to: number): Glance | undefined {
  if (rows.kinds[row] === ROW.BRACKETS) return bracketsAt(rows, row);
  if (!isBlock(rows, row, to)) return undefined;
  return kindAt(rows, row + 1, to) === ROW.FLOW
    ? bracketsAt(rows, row + 1)
    : mapAt(rows, row + 1, to, nextLine(rows, row));
}

function itemsBelow(rows: Rows, row: number, to: number): readonly Glance[] {
  if (rows.kinds[row] === ROW.BRACKETS) return listAt(rows, row);
  if (!isBlock(rows, row, to)) return [];
  const first = kindAt(rows, row + 1, to);
  if (first === ROW.FLOW) return listAt(rows, row + 1);
  return first === ROW.DASH ? itemsAt(rows, row + 1, to) : [];
}

/** Whether what a key holds stands on the lines below. */
function isBlock(rows: Rows, row: number, to: number): boolean {
  if (rows.kinds[row] === ROW.EMPTY) return true;
  if (scalarAt(rows, row) === '' && kindAt(rows, row + 1, to) !== undefined) throw new Unclear();
  return false;
}

function itemsAt(rows: Rows, from: number, to: number): readonly Glance[] {
  const { columns, kinds, lines } = rows;
  const column = columns[from] ?? 0;
  const starts: number[] = [];
  for (let row = from; row < to; row++) {
    const own = columns[row] ?? 0;
    if (own > column) continue;
    if (own < column || kinds[row] !== ROW.DASH) throw new Unclear();
    starts.push(row);
  }
  const items: Glance[] = [];
  for (const [i, row] of starts.entries()) {
    const item = mapAt(rows, row + 1, starts[i + 1] ?? to, lines[row] ?? 0);
    if (item !== undefined) items.push(item);
  }
  return items;
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

function kindAt(rows: Rows, from: number, to: number): RowKind | undefined {
  return from < to ? rows.kinds[from] : undefined;
}

function nextLine({ bytes, lines, valueEnds }: Rows, row: number): number {
  const newline = bytes.indexOf(0x0a, Math.max(lines[row] ?? 0, valueEnds[row] ?? 0));
  return newline === -1 ? bytes.length : newline + 1;
}

function textAt({ bytes }: Rows, start = 0, end = 0): string {
  return knownText(bytes, start, end);
}
