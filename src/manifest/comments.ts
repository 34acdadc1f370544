import { isEmptyAt, lineStart, lineStop, nextLine, skipSpaces } from './skim.ts';
import type { Entry, Node, Span } from './tree.ts';

/** A comment, from its `#` to the end of its line. */
export type Comment = {
  readonly text: string;
  readonly offset: number;
  /**
   * Where the line begins that it speaks of: its own one, where something stands in front of it, else the next that is neither
   * blank nor a comment. Undefined where nothing follows.
   */
  readonly about: number | undefined;
};

/** The comments of a document that hold `word`. `root` is its tree: what stands in a text is none. */
export function commentsWith(word: string, text: string, root: Node): readonly Comment[] {
  const isText = within(textSpans(root, text));
  const found: { readonly start: number; readonly end: number; readonly offset: number }[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at)) {
    const start = lineStart(text, at);
    const end = lineStop(text, at, text.length);
    const offset = hashes(text, start, end).find((hash) => !isText(hash));
    if (offset !== undefined) found.push({ start, end, offset });
    at = end;
  }
  // From the last to the first: of many that stand above each other, each asks the next.
  const known = new Map<number, number | undefined>();
  const comments = found.reverse().map(({ start, end, offset }): Comment => {
    const about = text.slice(start, offset).trim() === '' ? nextContent(text, start, known) : start;
    if (about !== start) known.set(start, about);
    return { text: text.slice(offset, end).trimEnd(), offset, about };
  });
  return comments.reverse();
}

/** Where a `#` can begin a comment: at the start of a line or behind a blank. */
function hashes(text: string, start: number, end: number): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf('#', start); at !== -1 && at < end; at = text.indexOf('#', at + 1))
    if (at === start || /[ \t]/.test(text[at - 1] ?? '')) found.push(at);
  return found;
}

/** The next line that is neither blank nor a comment; `known` are comments that were asked before. */
function nextContent(text: string, from: number, known: ReadonlyMap<number, number | undefined>): number | undefined {
  for (let at = nextLine(text, from); at < text.length; at = nextLine(text, at)) {
    if (known.has(at)) return known.get(at);
    if (!isEmptyAt(text, skipSpaces(text, at))) return at;
  }
  return undefined;
}

/** The texts of a tree, keys too, in which a `#` stands. */
function textSpans(root: Node, text: string): readonly Span[] {
  const spans: Span[] = [];
  const add = (span: Span): void => {
    if (text.slice(span.start, span.end).includes('#')) spans.push(span);
  };
  const addEntry = ({ keySpan, value }: Entry): void => {
    add(keySpan);
    walk(value);
  };
  const walk = (node: Node): void => {
    if (node.kind === 'list') for (const item of node.items) walk(item);
    else if (node.kind === 'map') {
      for (const entry of node.entries.values()) addEntry(entry);
      for (const { first } of node.duplicates) addEntry(first);
    } else add(node.span);
  };
  walk(root);
  return spans;
}

/** Whether an offset is in one of some spans, which do not overlap. */
function within(spans: readonly Span[]): (offset: number) => boolean {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  return (offset) => {
    const span = lastUpTo(sorted, offset);
    return span !== undefined && offset < span.end;
  };
}

/** The last of some spans, sorted, that begins at an offset or before it. */
export function lastUpTo<T extends Span>(sorted: readonly T[], offset: number): T | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}
