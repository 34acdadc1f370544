import { isAscii } from 'node:buffer';
import { IN_WORD } from './words.ts';

/** What stands on a line, or behind a dash: an item of a list, a key with its value, a value, or what only a parser can tell. */
export type RowKind = (typeof ROW)[keyof typeof ROW];

/** `EMPTY` to `HIDDEN` are keys, told apart by what stands behind them; `FLOW` is a value between brackets, alone on its line. */
export const ROW = { DASH: 0, OTHER: 1, FLOW: 2, EMPTY: 3, PLAIN: 4, QUOTED: 5, BRACKETS: 6, HIDDEN: 7 } as const;

/** The lines of a document that hold something, by their place in the document; all offsets count from its first byte. */
export type Rows = {
  readonly bytes: Buffer;
  readonly kinds: RowKind[];
  readonly columns: number[];
  /** Where its line begins. */
  readonly lines: number[];
  /** Where its key or value begins, without a quote. */
  readonly starts: number[];
  readonly keyEnds: number[];
  readonly valueStarts: number[];
  readonly valueEnds: number[];
};

/**
 * Cuts the bytes of a document into rows without decoding them, each looked at once. Undefined where it is not written the way
 * that templates write: beyond ASCII, with tabs, carriage returns, anchors or tags, or with quotes or brackets that end on another
 * line. What it gives is only where things stand: whether that is a mapping is for the reader to ask.
 */
export function readRows(bytes: Buffer): Rows | undefined {
  if (!isAscii(bytes) || bytes.includes(CARRIAGE_RETURN)) return undefined;
  const rows: Rows = {
    bytes,
    kinds: [],
    columns: [],
    lines: [],
    starts: [],
    keyEnds: [],
    valueStarts: [],
    valueEnds: [],
  };
  // A block scalar holds all lines that are indented further than its key.
  let scalar = Number.MAX_SAFE_INTEGER;
  for (let line = 0; line < bytes.length; ) {
    const start = skipSpaces(bytes, line);
    const byte = bytes[start];
    const isBlank = byte === undefined || byte === NEWLINE || byte === HASH;
    if (isBlank || start - line > scalar) {
      line = nextLine(bytes, start);
      continue;
    }
    const read = readLine(rows, line, start);
    if (read === FAILED) return undefined;
    scalar = read === NONE ? Number.MAX_SAFE_INTEGER : read;
    line = nextLine(bytes, rows.valueEnds[rows.valueEnds.length - 1] ?? start);
  }
  return rows;
}

/** Whether the row is a key. */
export function isKey(kind: RowKind | undefined): boolean {
  return kind !== undefined && kind >= ROW.EMPTY;
}

const [NEWLINE, SPACE, HASH, DASH, COLON, BACKSLASH] = [0x0a, 0x20, 0x23, 0x2d, 0x3a, 0x5c] as const;
const [QUOTE, APOSTROPHE, OPEN_LIST, OPEN_MAP, CLOSE_LIST, CLOSE_MAP] = [0x22, 0x27, 0x5b, 0x7b, 0x5d, 0x7d] as const;
const [PIPE, FOLD, ALIAS, ANCHOR, TAG] = [0x7c, 0x3e, 0x2a, 0x26, 0x21] as const;
const [TAB, CARRIAGE_RETURN] = [0x09, 0x0d] as const;

/** Within a word an apostrophe is none that opens a text. */
const BEFORE_QUOTE = new Uint8Array(256);
for (const char of ' ,:[{') BEFORE_QUOTE[char.charCodeAt(0)] = 1;

const [FAILED, NONE] = [-2, -1] as const;

/** Adds what stands on a line; gives the column of a block scalar that it opens, `NONE` or `FAILED`. */
function readLine(rows: Rows, line: number, first: number): number {
  const { bytes } = rows;
  let start = first;
  let dash = NONE as number;
  while (bytes[start] === DASH && isBlankAt(bytes, start + 1)) {
    dash = start - line;
    const content = skipSpaces(bytes, start + 1);
    add(rows, ROW.DASH, dash, line, start, start + 1, content, content);
    start = content;
    const byte = bytes[start];
    if (byte === undefined || byte === NEWLINE || byte === HASH) return NONE;
  }
  const byte = bytes[start];
  if (byte === TAB || byte === ANCHOR || byte === TAG) return FAILED;
  if (byte === OPEN_MAP || byte === OPEN_LIST) {
    const end = closing(bytes, start);
    if (end === FAILED) return FAILED;
    add(rows, ROW.FLOW, start - line, line, start, start, start, end);
    return NONE;
  }
  if (byte === QUOTE || byte === APOSTROPHE) return readQuotedKey(rows, line, start);
  let end = start;
  while (IN_WORD[bytes[end] ?? 0] === 1) end++;
  if (end > start && bytes[end] === COLON && isBlankAt(bytes, end + 1))
    return readValue(rows, line, start, start, end, end + 1);
  add(rows, ROW.OTHER, start - line, line, start, start, start, start);
  return dash !== NONE && (byte === PIPE || byte === FOLD) ? dash : NONE;
}

function readQuotedKey(rows: Rows, line: number, start: number): number {
  const { bytes } = rows;
  const end = closingQuote(bytes, start);
  if (end === FAILED) return FAILED;
  const colon = skipSpaces(bytes, end);
  if (bytes[colon] !== COLON) {
    add(rows, ROW.OTHER, start - line, line, start, start, start, end);
    return NONE;
  }
  if (isEscaped(bytes, start, end) || !isBlankAt(bytes, colon + 1)) return FAILED;
  return readValue(rows, line, start, start + 1, end - 1, colon + 1);
}

function readValue(rows: Rows, line: number, first: number, key: number, keyEnd: number, behind: number): number {
  const { bytes } = rows;
  const column = first - line;
  const value = skipSpaces(bytes, behind);
  const byte = bytes[value];
  if (byte === TAB || byte === ANCHOR || byte === TAG) return FAILED;
  if (byte === undefined || byte === NEWLINE || byte === HASH)
    add(rows, ROW.EMPTY, column, line, key, keyEnd, value, value);
  else if (byte === QUOTE || byte === APOSTROPHE) {
    const end = closingQuote(bytes, value);
    if (end === FAILED) return FAILED;
    const kind = isEscaped(bytes, value, end) ? ROW.HIDDEN : ROW.QUOTED;
    add(rows, kind, column, line, key, keyEnd, value + 1, end - 1);
  } else if (byte === OPEN_MAP || byte === OPEN_LIST) {
    const end = closing(bytes, value);
    if (end === FAILED) return FAILED;
    add(rows, ROW.BRACKETS, column, line, key, keyEnd, value, end);
  } else if (byte === PIPE || byte === FOLD || byte === ALIAS) {
    add(rows, ROW.HIDDEN, column, line, key, keyEnd, value, value);
    return byte === ALIAS ? NONE : column;
  } else add(rows, ROW.PLAIN, column, line, key, keyEnd, value, lineEnd(bytes, value));
  return NONE;
}

function add(
  rows: Rows,
  kind: RowKind,
  column: number,
  line: number,
  start: number,
  keyEnd: number,
  valueStart: number,
  valueEnd: number,
): void {
  rows.kinds.push(kind);
  rows.columns.push(column);
  rows.lines.push(line);
  rows.starts.push(start);
  rows.keyEnds.push(keyEnd);
  rows.valueStarts.push(valueStart);
  rows.valueEnds.push(valueEnd);
}

/** Behind the quote that closes the one at `open` on the same line. */
function closingQuote(bytes: Buffer, open: number): number {
  const quote = bytes[open];
  for (let at = open + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE) return FAILED;
    if (byte === BACKSLASH && quote === QUOTE) {
      if (bytes[++at] === NEWLINE) return FAILED;
    } else if (byte === quote) {
      if (quote === QUOTE || bytes[at + 1] !== APOSTROPHE) return at + 1;
      at++;
    }
  }
  return FAILED;
}

/** Whether the text between quotes is another than what is written. */
function isEscaped(bytes: Buffer, open: number, end: number): boolean {
  const escaping = bytes[open] === QUOTE ? BACKSLASH : APOSTROPHE;
  for (let at = open + 1; at < end - 1; at++) if (bytes[at] === escaping) return true;
  return false;
}

/** Behind the bracket that closes the one at `open` on the same line. */
function closing(bytes: Buffer, open: number): number {
  let depth = 0;
  for (let at = open; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === NEWLINE || byte === HASH || byte === TAB) return FAILED;
    if (byte === QUOTE || byte === APOSTROPHE) {
      const end = BEFORE_QUOTE[bytes[at - 1] ?? 0] === 1 ? closingQuote(bytes, at) : FAILED;
      if (end === FAILED) return FAILED;
      at = end - 1;
    } else if (byte === OPEN_MAP || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return FAILED;
}

function isBlankAt(bytes: Buffer, at: number): boolean {
  const byte = bytes[at];
  return byte === undefined || byte === SPACE || byte === NEWLINE;
}

function skipSpaces(bytes: Buffer, at: number): number {
  let next = at;
  while (bytes[next] === SPACE) next++;
  return next;
}

function lineEnd(bytes: Buffer, at: number): number {
  let next = at;
  while (next < bytes.length && bytes[next] !== NEWLINE) next++;
  return next;
}

function nextLine(bytes: Buffer, at: number): number {
  return lineEnd(bytes, at) + 1;
}
