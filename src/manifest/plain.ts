import { readPlainKey, readPlainScalar } from './scalar.ts';
import type { Entry, ListNode, MapNode, Node, Span } from './tree.ts';

/**
 * Reads the YAML that templates write most: block mappings and lists, one value a line, words and numbers without escapes. It
 * gives the very tree that the parser gives, places included, some ten times as fast, and undefined for all else: what is empty,
 * repeated, folded, anchored, commented behind a value or in any way unusual is for the parser to judge. `offset` is added to
 * every span.
 */
export function readPlain(text: string, offset: number): Node | undefined {
  if (!ORDINARY.test(text)) return undefined;
  const lines = linesOf(text);
  const first = lines?.[0];
  if (lines === undefined || first === undefined) return undefined;
  const state: State = { text, offset, lines, at: 0, values: 0 };
  const root = readBlock(state, first.indent, 0);
  return state.at === lines.length && state.values <= MAX_VALUES ? root : undefined;
}

/** Neither tabs nor carriage returns, nor anything that needs a second look. */
const ORDINARY = /^[\n\x20-\x7e]*$/;
const MAX_DEPTH = 60;
const MAX_VALUES = 100_000;
/** Longer keys need a `?` (YAML 1.2, 7.4.2: 1024 characters). */
const MAX_KEY = 1_000;

/** A line that holds something: its column, and where its content begins and ends. */
type Line = { indent: number; start: number; readonly end: number };

type State = { readonly text: string; readonly offset: number; readonly lines: Line[]; at: number; values: number };

/** Undefined where a comment stands elsewhere than at the head or right above its line: to whom it belongs is intricate. */
function linesOf(text: string): Line[] | undefined {
  const lines: Line[] = [];
  let comment: number | undefined;
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const end = newline === -1 ? text.length : newline;
    let start = from;
    while (start < end && text.charCodeAt(start) === SPACE) start++;
    const indent = start - from;
    from = end + 1;
    if (start === end) continue;
    const isComment = text.charCodeAt(start) === HASH;
    if (comment !== undefined && comment !== indent) return undefined;
    if (isComment) comment = lines.length === 0 ? undefined : indent;
    else {
      lines.push({ indent, start, end });
      comment = undefined;
    }
  }
  return comment === undefined || comment === 0 ? lines : undefined;
}

const [SPACE, HASH, DASH, COLON] = [0x20, 0x23, 0x2d, 0x3a] as const;

function readBlock(state: State, indent: number, depth: number): MapNode | ListNode | undefined {
  const line = state.lines[state.at];
  if (line === undefined || depth > MAX_DEPTH) return undefined;
  return isDash(state.text, line) ? readList(state, indent, depth) : readMap(state, indent, depth);
}

function isDash(text: string, { start, end }: Line): boolean {
  return text.charCodeAt(start) === DASH && start + 1 < end && text.charCodeAt(start + 1) === SPACE;
}

function readMap(state: State, indent: number, depth: number): MapNode | undefined {
  const { text, lines, offset } = state;
  const entries = new Map<string, Entry>();
  const start = lines[state.at]?.start ?? 0;
  for (let line = lines[state.at]; line !== undefined && line.indent === indent; line = lines[state.at]) {
    if (isDash(text, line)) break;
    const colon = colonOf(text, line);
    if (colon === undefined) return undefined;
    const key = text.slice(line.start, colon);
    if (!isPlainKey(key) || entries.has(key)) return undefined;
    const value = readAfter(state, colon + 1, indent, depth);
    if (value === undefined) return undefined;
    entries.set(key, { key, keySpan: { start: line.start + offset, end: colon + offset }, value });
  }
  const next = lines[state.at];
  if (entries.size === 0 || (next !== undefined && next.indent > indent)) return undefined;
  return { kind: 'map', entries, duplicates: [], span: spanFrom(state, start), flow: false, entangled: false };
}

function readList(state: State, indent: number, depth: number): ListNode | undefined {
  const { text, lines } = state;
  const items: Node[] = [];
  const start = lines[state.at]?.start ?? 0;
  for (let line = lines[state.at]; line !== undefined && line.indent === indent; line = lines[state.at]) {
    if (!isDash(text, line)) break;
    const item = readItem(state, line, indent, depth);
    if (item === undefined) return undefined;
    items.push(item);
  }
  const next = lines[state.at];
  if (next !== undefined && next.indent > indent) return undefined;
  return { kind: 'list', items, span: spanFrom(state, start), flow: false, entangled: false };
}

/** What stands behind a dash: a mapping that begins on its line, or a value. */
function readItem(state: State, line: Line, indent: number, depth: number): Node | undefined {
  const { text } = state;
  let from = line.start + 1;
  while (from < line.end && text.charCodeAt(from) === SPACE) from++;
  if (from === line.end) return undefined;
  const inner = indent + from - line.start;
  line.start = from;
  line.indent = inner;
  if (colonOf(text, line) === undefined) {
    line.indent = indent;
    return readAfter(state, from, indent, depth);
  }
  state.values++;
  return depth > MAX_DEPTH ? undefined : readMap(state, inner, depth + 1);
}

/** The value that stands at `from` on the line at hand, or on the lines below it. Nothing is for the parser to judge. */
function readAfter(state: State, from: number, indent: number, depth: number): Node | undefined {
  const { text, lines } = state;
  const line = lines[state.at];
  if (line === undefined) return undefined;
  let at = from;
  while (at < line.end && text.charCodeAt(at) === SPACE) at++;
  state.values++;
  const next = lines[++state.at];
  if (at < line.end) return next !== undefined && next.indent > indent ? undefined : readOnLine(state, at, line.end);
  if (next === undefined || next.indent < indent) return undefined;
  if (next.indent === indent) return isDash(text, next) ? readList(state, indent, depth + 1) : undefined;
  return readBlock(state, next.indent, depth + 1);
}

/** Where the colon behind the first word of a line stands, if one does, with a blank or nothing behind it. */
function colonOf(text: string, { start, end }: Line): number | undefined {
  let at = start;
  while (at < end && isKeyCharacter(text.charCodeAt(at))) at++;
  const ends = at + 1 === end || text.charCodeAt(at + 1) === SPACE;
  return at > start && at < end && at - start <= MAX_KEY && text.charCodeAt(at) === COLON && ends ? at : undefined;
}

function isKeyCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x2d && code <= 0x39) || code === 0x5f
  );
}

/** Keys that have been looked at: manifests repeat a few dozen. */
const plainKeys = new Map<string, boolean>();
const MAX_KEYS = 5_000;

function isPlainKey(key: string): boolean {
  const known = plainKeys.get(key);
  if (known !== undefined) return known;
  const isPlain = /^[A-Za-z]/.test(key) && readPlainKey(key) === key;
  if (plainKeys.size < MAX_KEYS) plainKeys.set(key, isPlain);
  return isPlain;
}

const WORDS = /^[A-Za-z0-9_/.](?:[\w/.,+=@ -]|:(?=[^ ]))*$/;
const WORD_LIST = /^\[[A-Za-z0-9_/.][\w/.+-]*(?:, ?[A-Za-z0-9_/.][\w/.+-]*)*\]$/;
const PAIRS = /^\{[A-Za-z][\w/.-]*: [A-Za-z0-9_/.][\w/.+-]*(?:, ?[A-Za-z][\w/.-]*: [A-Za-z0-9_/.][\w/.+-]*)*\}$/;

function readOnLine(state: State, start: number, end: number): Node | undefined {
  const { text } = state;
  const written = text.slice(start, end);
  const span = spanOf(state, start, end);
  if (written === '{}') return { kind: 'map', entries: new Map(), duplicates: [], span, flow: true, entangled: false };
  if (written === '[]') return { kind: 'list', items: [], span, flow: true, entangled: false };
  const quote = written[0];
  if (quote === '"' || quote === "'") {
    const value = written.slice(1, -1);
    const isWhole = written.length > 1 && written.at(-1) === quote && !value.includes(quote) && !value.includes('\\');
    return isWhole ? { kind: 'string', value, span, flow: false, entangled: false } : undefined;
  }
  if (quote === '[') return readWords(state, written, start, span);
  if (quote === '{') return readPairs(state, written, start, span);
  return WORDS.test(written) && !written.endsWith(' ') ? scalarOf(written, span) : undefined;
}

function readWords(state: State, written: string, start: number, whole: Span): ListNode | undefined {
  if (!WORD_LIST.test(written)) return undefined;
  const items: Node[] = [];
  for (const { 0: word, index } of written.matchAll(/[^[\], ]+/g)) {
    state.values++;
    const span = spanOf(state, start + index, start + index + word.length);
    const item = scalarOf(word, span);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return { kind: 'list', items, span: whole, flow: true, entangled: false };
}

function readPairs(state: State, written: string, start: number, whole: Span): MapNode | undefined {
  if (!PAIRS.test(written)) return undefined;
  const entries = new Map<string, Entry>();
  for (const { 0: pair, 1: key = '', 2: word = '', index } of written.matchAll(/([^{}, ]+): ([^{}, ]+)/g)) {
    state.values++;
    const at = start + index;
    const span = spanOf(state, at + pair.length - word.length, at + pair.length);
    const value = scalarOf(word, span);
    if (value === undefined || !isPlainKey(key) || entries.has(key)) return undefined;
    entries.set(key, { key, keySpan: spanOf(state, at, at + key.length), value });
  }
  return { kind: 'map', entries, duplicates: [], span: whole, flow: true, entangled: false };
}

/** Spelled out: to V8 each object that begins with a spread is of a kind of its own, which takes more than the object. */
function scalarOf(written: string, span: Span): Node | undefined {
  const reading = readPlainScalar(written);
  switch (reading.kind) {
    case 'string':
      return { kind: 'string', value: reading.value, span, flow: false, entangled: false };
    case 'number':
      return {
        kind: 'number',
        value: Number(reading.value),
        json: reading.json,
        span,
        flow: false,
        entangled: false,
      };
    case 'bool':
      return { kind: 'bool', value: reading.value, written, span, flow: false, entangled: false };
    default:
      return undefined;
  }
}

function spanOf({ offset }: State, start: number, end: number): Span {
  return { start: start + offset, end: end + offset };
}

/** From the first character of a block to the end of its last line, the line break included, as the parser counts. */
function spanFrom(state: State, start: number): Span {
  const last = state.lines[state.at - 1];
  const end = last === undefined ? start : last.end;
  return spanOf(state, start, Math.min(end + 1, state.text.length));
}
