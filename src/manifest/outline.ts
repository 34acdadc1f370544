import {
  isDash,
  isEmptyAt,
  lineStart,
  lineStop,
  nextLine,
  readQuoted,
  skipFlow,
  skipFlowBlanks,
  skipProperties,
  skipSpaces,
  type Word,
  withoutComment,
} from './skim.ts';

/**
 * The keys at the top of a document, read without parsing it: what is nested is skipped line by line, so that a
 * document which is no policy never meets the YAML parser.
 */
export type Outline = {
  readonly style: 'block' | 'flow';
  /** Values of top-level keys that fit on their line, without quotes; undefined where only a parser can tell. */
  readonly fields: ReadonlyMap<string, string | undefined>;
  /** Where the value of each top-level key begins, if it begins on the line of its key. */
  readonly values: ReadonlyMap<string, number>;
  /** Where each top-level key stands with its value: its lines up to the next key, or itself between brackets. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** The items under `items:`, in block style each from the start of its `-` line; undefined when written otherwise. */
  readonly items: readonly Range[] | undefined;
  /** Whether the items stand between brackets. */
  readonly flowItems: boolean;
  /** A merge key, an alias or an explicit key stands at the top: only a parser can tell what the keys are. */
  readonly uncertain: boolean;
  /** Something stands behind the closing bracket: more JSON objects, which only some clients read. */
  readonly trailing: boolean;
};

/** Offsets in the text that was outlined, `end` exclusive. */
export type Range = { readonly start: number; readonly end: number };

/** Outlines the mapping in `text`; undefined where there is none (a scalar, a list, only comments). */
export function outline(text: string, range: Range = { start: 0, end: text.length }): Outline | undefined {
  const first = firstToken(text, range);
  if (first === undefined) return undefined;
  const char = text[first];
  if (char === '{') return outlineFlow(text, first, range.end);
  if (char === '[' || isDash(text, first)) return undefined;
  return outlineBlock(text, first, range.end);
}

/** Reads `- a: 1` as the mapping it holds: the text of an item with its dash blanked out, offsets unchanged. */
export function itemText(text: string, item: Range): string {
  const slice = text.slice(item.start, item.end);
  const dash = slice.indexOf('-');
  return `${slice.slice(0, dash)} ${slice.slice(dash + 1)}`;
}

function outlineBlock(text: string, first: number, end: number): Outline {
  const fields = new Map<string, string | undefined>();
  const starts: [string, number][] = [];
  const values = new Map<string, number>();
  const line = lineStart(text, first);
  const column = skipSpaces(text, line) - line;
  let uncertain = false;
  let items: Range[] | undefined;
  let flowItems = false;
  let at = first;
  while (at < end) {
    const content = skipSpaces(text, at);
    const isKey = at === first || (content - at === column && !isDash(text, content) && !isEmptyAt(text, content));
    if (!isKey) {
      at = nextAtColumn(text, at, end, column);
      continue;
    }
    const key = readKey(text, at === first ? first : content, end);
    if (key === undefined) {
      uncertain = true;
      at = nextLine(text, at);
      continue;
    }
    const value = readValue(text, key.end, end);
    uncertain ||= isUncertain(key.name, value.text, fields) || (value.text === '' && isIdentity(key.name));
    const open = skipProperties(text, skipSpaces(text, key.end));
    fields.set(key.name, value.text);
    values.set(key.name, open);
    starts.push([key.name, at]);
    at = nextLine(text, value.end);
    if (key.name !== 'items') continue;
    flowItems = text[open] === '[';
    items = flowItems
      ? flowItemsAt(text, open, end)
      : value.text === ''
        ? blockItems(text, at, end, column)
        : undefined;
  }
  const ranges = new Map(starts.map(([name, start], i) => [name, { start, end: starts[i + 1]?.[1] ?? end }]));
  return { style: 'block', fields, values, ranges, items, flowItems, uncertain, trailing: false };
}

const atColumn = new Map<number, RegExp>();

/** The offset of the next line that has something at a column, and blanks before it; what is nested is jumped over. */
function nextAtColumn(text: string, from: number, end: number, column: number): number {
  const pattern = atColumn.get(column) ?? new RegExp(`\\n {${column}}(?![ \\r\\n#])`, 'g');
  atColumn.set(column, pattern);
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match === null || match.index + 1 >= end ? end : match.index + 1;
}

/** The items of a block list, each from the start of its line to the next; undefined where none begins. */
export function blockItems(text: string, from: number, end: number, parentColumn: number): Range[] | undefined {
  const starts: number[] = [];
  let column = -1;
  let at = from;
  for (; at < end; at = nextLine(text, at)) {
    const content = skipSpaces(text, at);
    if (isEmptyAt(text, content)) continue;
    const indent = content - at;
    if (column === -1) {
      if (!isDash(text, content) || indent < parentColumn) return undefined;
      column = indent;
    }
    if (indent < column || (indent === column && !isDash(text, content))) break;
    if (indent === column) starts.push(at);
  }
  const stop = Math.min(at, end);
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? stop }));
}

function outlineFlow(text: string, open: number, end: number): Outline {
  const fields = new Map<string, string | undefined>();
  const ranges = new Map<string, Range>();
  const values = new Map<string, number>();
  let items: Range[] | undefined;
  let uncertain = false;
  let trailing = false;
  let isClosed = false;
  let at = open + 1;
  while (at < end) {
    at = skipFlowBlanks(text, at, end);
    if (text[at] === '}') {
      isClosed = true;
      trailing =
        skipFlowBlanks(text, at + 1, end) < end && !/^\.\.\.\s/.test(text.slice(skipFlowBlanks(text, at + 1, end)));
      break;
    }
    if (text[at] === ',') {
      at++;
      continue;
    }
    const key = readKey(text, at, end, true);
    if (key === undefined)
      return { style: 'flow', fields, values, ranges, items, flowItems: true, uncertain: true, trailing };
    const valueAt = skipProperties(text, skipFlowBlanks(text, key.end, end));
    const value = readFlowValue(text, valueAt, end);
    if (key.name === 'items' && text[valueAt] === '[') items = flowItemsAt(text, valueAt, end);
    ranges.set(key.name, { start: at, end: value.end });
    values.set(key.name, valueAt);
    uncertain ||= isUncertain(key.name, value.text, fields);
    fields.set(key.name, value.text);
    at = value.end;
  }
  return { style: 'flow', fields, values, ranges, items, flowItems: true, uncertain: uncertain || !isClosed, trailing };
}

function isIdentity(key: string): boolean {
  return key === 'kind' || key === 'apiVersion';
}

/** Merged in, written where it cannot be read from here, or given twice: a line of a quoted text may look like a key. */
function isUncertain(key: string, value: string | undefined, fields: ReadonlyMap<string, unknown>): boolean {
  return key === '<<' || (isIdentity(key) && value === undefined) || fields.has(key);
}

/** The items of a list between brackets, or undefined where it does not end. */
export function flowItemsAt(text: string, open: number, end: number): Range[] | undefined {
  const items: Range[] = [];
  for (let at = skipFlowBlanks(text, open + 1, end); at < end; at = skipFlowBlanks(text, at, end)) {
    if (text[at] === ']') return items;
    if (text[at] === ',') at++;
    else {
      const stop = readFlowValue(text, at, end).end;
      items.push({ start: at, end: at + text.slice(at, stop).trimEnd().length });
      at = stop;
    }
  }
  return undefined;
}

function readKey(text: string, at: number, end: number, flow = false): { name: string; end: number } | undefined {
  const start = skipProperties(text, at);
  const char = text[start];
  if (char === '"' || char === "'") {
    const quoted = readQuoted(text, start, end);
    const colon = skipSpaces(text, quoted.end);
    if (text[colon] !== ':' || quoted.text === undefined) return undefined;
    return { name: quoted.text, end: colon + 1 };
  }
  if (char === '?' || char === '*' || char === '{' || char === '[') return undefined;
  const stop = flow ? /:(?=[\s,{}[\]"']|$)|[,{}\n]/g : /:(?=\s|$)|\n/g;
  stop.lastIndex = start;
  const match = stop.exec(text);
  if (match?.[0] !== ':' || match.index >= end) return undefined;
  return { name: text.slice(start, match.index).trim(), end: match.index + 1 };
}

function readValue(text: string, from: number, end: number): Word {
  const at = skipProperties(text, skipSpaces(text, from));
  const char = text[at];
  if (char === '"' || char === "'") return readQuoted(text, at, end);
  if (char === '{' || char === '[') return { text: undefined, end: skipFlow(text, at, end) };
  if (char === '|' || char === '>' || char === '*') return { text: undefined, end: at };
  const stop = lineStop(text, at, end);
  return { text: withoutComment(text.slice(at, stop)), end: at };
}

function readFlowValue(text: string, at: number, end: number): Word {
  const start = skipProperties(text, at);
  const char = text[start];
  if (char === '"' || char === "'") return readQuoted(text, start, end);
  if (char === '{' || char === '[') return { text: undefined, end: skipFlow(text, start, end) };
  const stop = /[,}\]\n]/g;
  stop.lastIndex = start;
  const index = stop.exec(text)?.index ?? end;
  return { text: char === '*' ? undefined : withoutComment(text.slice(start, index)), end: Math.max(index, at + 1) };
}

/** The offset of the first thing in a range that is neither blank, comment nor property; undefined where there is none. */
export function firstToken(text: string, range: Range): number | undefined {
  for (let at = range.start; at < range.end; at = nextLine(text, at)) {
    const content = skipProperties(text, skipSpaces(text, at));
    if (content < range.end && !isEmptyAt(text, content)) return content;
  }
  return undefined;
}
