import { lastOffset, lineStop } from './extent.ts';
import type { Entry, ListNode, MapNode, Node, Span } from './tree.ts';

/** Replaces a span of a document's text. */
export type Edit = { readonly span: Span; readonly text: string };

/** Applies edits to `text`; what two edits take out is taken out once, their order does not matter. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, Math.max(at, span.start)) + replacement;
    at = Math.max(at, span.end);
  }
  return result + text.slice(at);
}

/** Puts `written` where a value stands, behind the colon of a blank one; undefined where there is no colon of its own. */
export function replaceValue(text: string, entry: Entry, written: string): Edit | undefined {
  const { value } = entry;
  if (value.kind !== 'null' || value.written !== '') return { span: value.span, text: written };
  const at = behindColon(text, entry);
  if (at === undefined) return undefined;
  return { span: { start: at, end: at }, text: ` ${written}` };
}

/** Takes an entry out of a mapping: its lines in block style, itself and one comma in flow style. */
export function removeEntry(text: string, map: MapNode, key: string): Edit | undefined {
  const entry = map.entries.get(key);
  if (entry === undefined) return undefined;
  if (!map.flow) return removeLines(text, entry);
  const neighbours = [...map.entries.values()].map((e) => ({ start: e.keySpan.start, end: entryEnd(text, e) }));
  const own = { start: entry.keySpan.start, end: entryEnd(text, entry) };
  return { span: withComma(text, own, neighbours), text: '' };
}

/** Takes items, given by their indexes, out of a list between brackets, with the commas that no longer part anything. */
export function removeFlowItems(items: readonly Span[], gone: ReadonlySet<number>): Edit[] {
  const lastKept = items.findLastIndex((_item, i) => !gone.has(i));
  const edits: Edit[] = [];
  for (const [i, { start }] of items.entries()) {
    const next = items[i + 1];
    if (gone.has(i) && i < lastKept && next !== undefined) edits.push({ span: { start, end: next.start }, text: '' });
  }
  const [kept, last] = [items[lastKept], items.at(-1)];
  if (last !== undefined && lastKept < items.length - 1) {
    edits.push({ span: { start: kept?.end ?? items[0]?.start ?? last.start, end: last.end }, text: '' });
  }
  return edits;
}

/**
 * Takes one item out of a list, with the lines that are its alone; the last one leaves `[]`. Undefined where the text does
 * not show where it begins and ends.
 */
export function removeItem(text: string, { keySpan, value }: Entry, index: number): readonly Edit[] | undefined {
  if (value.kind !== 'list' || value.entangled || value.items[index] === undefined) return undefined;
  const spans = value.items.map(({ span }) => span);
  if (value.flow && value.items.length === 1) return [{ span: value.span, text: '[]' }];
  if (value.flow) return removeFlowItems(spans, new Set([index]));
  const lines = itemLines(text, value, index);
  if (lines === undefined || value.items.length > 1) return lines && [{ span: lines, text: '' }];
  const colon = behindColon(text, { keySpan });
  return colon === undefined
    ? undefined
    : [
        { span: { start: colon, end: colon }, text: ' []' },
        { span: lines, text: '' },
      ];
}

/** The lines of an item of a block list: from its dash to its last character, and what stands behind that on its line. */
function itemLines(text: string, { span, items }: ListNode, index: number): Span | undefined {
  const item = items[index];
  if (item === undefined) return undefined;
  const column = span.start - lineStart(text, span.start);
  let start = lineStart(text, item.span.start);
  while (start > span.start && !isDash(text, start, column)) start = lineStart(text, start - 1);
  if (!isDash(text, start, column)) return undefined;
  const stop = lineStop(text, Math.max(start + column + 1, lastContent(text, item)));
  return { start, end: Math.min(stop + 1, text.length) };
}

/** A block scalar ends with the line breaks that it keeps. */
function lastContent(text: string, item: Node): number {
  let at = lastOffset(item);
  while (at > item.span.start && /\s/.test(text.charAt(at - 1))) at--;
  return at;
}

/** Whether a line holds nothing but blanks up to the dash in this column. */
function isDash(text: string, start: number, column: number): boolean {
  return text.charAt(start + column) === '-' && text.slice(start, start + column).trim() === '';
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function entryEnd(text: string, { keySpan, value }: Entry): number {
  return Math.max(behindColon(text, { keySpan }) ?? keySpan.end, value.span.end);
}

/** A key between brackets may stand without a colon, and an explicit one has it on another line. */
function behindColon(text: string, { keySpan }: Pick<Entry, 'keySpan'>): number | undefined {
  const gap = /^[ \t]*:/.exec(text.slice(keySpan.end, keySpan.end + 200));
  return gap === null ? undefined : keySpan.end + gap[0].length;
}

/** Only an entry that has its lines to itself can go with them. */
function removeLines(text: string, entry: Entry): Edit | undefined {
  const start = text.lastIndexOf('\n', entry.keySpan.start - 1) + 1;
  if (text.slice(start, entry.keySpan.start).trim() !== '') return undefined;
  const newline = text.indexOf('\n', entryEnd(text, entry) - 1);
  return { span: { start, end: newline === -1 ? text.length : newline + 1 }, text: '' };
}

function withComma(text: string, own: Span, all: readonly Span[]): Span {
  const following = all.filter((s) => s.start > own.start).sort((a, b) => a.start - b.start)[0];
  if (following !== undefined) return { start: own.start, end: following.start };
  const preceding = all.filter((s) => s.end <= own.start).sort((a, b) => b.end - a.end)[0];
  if (preceding === undefined) return own;
  const comma = /^(?:\s|#[^\n]*\n)*,/.exec(text.slice(preceding.end, own.start));
  return { start: comma === null ? own.start : preceding.end + comma[0].length - 1, end: own.end };
}
