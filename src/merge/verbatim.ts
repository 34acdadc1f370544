import { endOf, lastOffset, lineStop } from '../manifest/extent.ts';
import { type Entry, type ListNode, toJson } from '../manifest/tree.ts';
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
  const { value } = list;
  let from = lineStop(text, list.keySpan.end);
  return value.items.flatMap((item, index) => {
    const end = lineStop(text, lastOffset(item));
    const region = text.slice(from, end);
    from = end;
    const key = JSON.stringify(toJson(item));
    if (seen.has(key)) return [];
    seen.add(key);
    return [itemAsWritten(text, value, index, region, indent)];
  });
}

function itemAsWritten(text: string, list: ListNode, index: number, region: string, indent: number): string {
  const item = list.items[index];
  if (item === undefined) return '';
  if (list.flow) {
    const written = text.slice(item.span.start, item.span.end);
    const oneLine = !written.includes('\n') && written !== '' && !item.entangled;
    return `${' '.repeat(indent)}- ${oneLine ? written : writeNode(item, indent + 2).trimStart()}`;
  }
  const lines = region.replace(/^\r?\n/, '').split(/\r?\n/);
  const dash = lines.find((line) => /^ *-(\s|$)/.test(line));
  if (item.entangled || dash === undefined) return `${' '.repeat(indent)}- ${writeNode(item, indent + 2).trimStart()}`;
  return reindent(lines.join('\n'), dash.indexOf('-'), indent);
}

/** Something else of a flow mapping stands on the entry's last line. */
function endsEarly(text: string, entry: Entry, end: number): boolean {
  return /^\s*[,}\]]/.test(text.slice(endOf(entry), end));
}

/** Moves lines from column `from` to column `to`; a line that stands further left keeps out of the way of its parent. */
function reindent(lines: string, from: number, to: number): string {
  return lines
    .replace(/\r$/, '')
    .split(/\r?\n/)
    .map((line) => {
      const blanks = line.length - line.trimStart().length;
      if (blanks === line.length) return '';
      return ' '.repeat(Math.max(to, blanks + to - from)) + line.slice(blanks);
    })
    .filter((line, i, all) => line !== '' || (i > 0 && i < all.length - 1))
    .join('\n');
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}
