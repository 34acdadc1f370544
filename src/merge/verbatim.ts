import { endOf, lastOffset, lineStop } from '../manifest/extent.ts';
import { type Entry, type Node, toJson } from '../manifest/tree.ts';
import { follow, writeNode } from '../manifest/write.ts';

/** One entry `key: value` as it was written, its comments included, moved to column `indent`; ends without a line break. */
export function entryAsWritten(text: string, entry: Entry, indent: number): string {
  const start = lineStart(text, entry.keySpan.start);
  const end = lineStop(text, endOf(entry));
  const movable =
    !entry.value.entangled && text.slice(start, entry.keySpan.start).trim() === '' && !endsEarly(text, entry, end);
  if (!movable) return `${' '.repeat(indent)}${entry.key}:${follow(entry.value, indent + 2)}`;
  return reindent(text.slice(start, end), entry.keySpan.start - start, indent);
}

/**
 * The items of a list as they were written, each with the comments above it, dashes at column `indent`. What is equal
 * to an item in `seen` is left out; `seen` grows.
 */
export function itemsAsWritten(text: string, list: Entry, indent: number, seen: Set<string>): string[] {
  if (list.value.kind !== 'list') return [];
  const { flow, items } = list.value;
  let from = lineStop(text, list.keySpan.end);
  return items.flatMap((item) => {
    const end = lineStop(text, lastOffset(item));
    const region = text.slice(from, end);
    from = end;
    const key = JSON.stringify(toJson(item));
    if (seen.has(key)) return [];
    seen.add(key);
    return [flow ? flowItem(text, item, indent) : blockItem(region, item, indent)];
  });
}

function flowItem(text: string, item: Node, indent: number): string {
  const written = text.slice(item.span.start, item.span.end);
  const isMovable = !written.includes('\n') && !item.entangled;
  return isMovable ? `${' '.repeat(indent)}- ${written}` : itemAnew(item, indent);
}

/** `region`: from the end of the line in front of the item, its comments included. */
function blockItem(region: string, item: Node, indent: number): string {
  const lines = region.split(/\r?\n/);
  const dash = lines.find((line) => /^ *-(\s|$)/.test(line));
  if (item.entangled || dash === undefined) return itemAnew(item, indent);
  return reindent(lines.join('\n'), dash.indexOf('-'), indent);
}

function itemAnew(item: Node, indent: number): string {
  return `${' '.repeat(indent)}- ${writeNode(item, indent + 2).trimStart()}`;
}

/** Something else of a flow mapping stands on the entry's last line. */
function endsEarly(text: string, entry: Entry, end: number): boolean {
  return /^\s*[,}\]]/.test(text.slice(endOf(entry), end));
}

/**
 * Moves lines from column `from` to column `to`; a line that stands further left keeps out of the way of its parent. Blank lines in
 * front go.
 */
function reindent(lines: string, from: number, to: number): string {
  return lines
    .replace(/\r$/, '')
    .split(/\r?\n/)
    .map((line) => {
      if (line === '') return '';
      const blanks = line.search(/[^ ]|$/);
      return ' '.repeat(Math.max(to, blanks + to - from)) + line.slice(blanks);
    })
    .join('\n')
    .replace(/^\s*\n/, '');
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at) + 1;
}
