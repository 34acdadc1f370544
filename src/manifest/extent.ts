import type { Entry, Node } from './tree.ts';

/** The last offset that a value covers: a block collection ends with its last value, not with the comments after it. */
export function lastOffset(node: Node): number {
  if (node.flow || node.entangled) return node.span.end;
  if (node.kind === 'list') return Math.max(node.span.start, ...node.items.map(lastOffset));
  if (node.kind === 'map') return Math.max(node.span.start, ...[...node.entries.values()].map(endOf));
  return node.span.end;
}

/** The last offset of an entry: of its value, or of its key where that is blank. */
export function endOf({ keySpan, value }: Entry): number {
  return Math.max(keySpan.end, lastOffset(value));
}

/** The end of the line that holds the last character before `at`, without its line break. */
export function lineStop(text: string, at: number): number {
  const newline = text.indexOf('\n', text[at - 1] === '\n' ? at - 1 : at);
  return newline === -1 ? text.length : newline;
}
