import type { Location } from '../finding.ts';
import type { Mark, Unmarked } from './marks.ts';
import { policiesIn, type RenderedPolicy } from './outcome.ts';

/** Where something stands in a template: columns in UTF-16 units from 1, the end exclusive. */
export type Spot = Mark & {
  readonly column: number;
  readonly endColumn: number;
  /** The words that it is about stand there as they are: no action printed them. */
  readonly isLiteral: boolean;
};

/** A marked render beside the plain one; `locate` finds the place of a finding in its template. */
export type Located = { readonly locate: (location: Location) => Spot | undefined };

/**
 * Trusts a marked render where its policies without their marks are those of the plain render, byte for byte; undefined where
 * they are not. What else a chart renders may be drawn by lot, a password, and is not compared.
 */
export function locator(plain: Buffer, marked: Unmarked, textOf: (file: string) => string): Located | undefined {
  const [ours, theirs] = [policiesIn(plain), policiesIn(Buffer.from(marked.text))].map((all) => all.map(trimmed));
  if (ours === undefined || theirs === undefined) return undefined;
  const isSame = ours.length === theirs.length && ours.every((policy, i) => isEqual(policy, theirs[i]));
  if (!isSame) return undefined;
  const lines = marked.text.split('\n');
  return {
    locate: (location) => {
      const at = ours.findLastIndex((policy) => policy.line <= location.line);
      const [here, there] = [ours[at], theirs[at]];
      if (here === undefined || there === undefined) return undefined;
      const { index, column, words } = keyOf(lines, there.line + (location.line - here.line) - 1, location);
      const mark = markAt(marked, index, column);
      if (mark === undefined) return undefined;
      return spotOf(mark, { file: textOf(mark.file), words, rendered: (lines[index] ?? '').trim() });
    },
  };
}

/**
 * Where a template printed what is no YAML: `line` counts in what it printed alone, from 1, as Helm tells it. The renders are those of
 * `--debug`, which prints what it could not read; undefined where the two differ, or several documents make it uncertain.
 */
export function brokenSpot(
  plain: string,
  marked: Unmarked,
  { template, line }: { readonly template: string; readonly line: number },
  textOf: (file: string) => string,
): Spot | undefined {
  const [ours, theirs] = [printedBy(plain, template), printedBy(marked.text, template)];
  if (ours === undefined || theirs === undefined || ours.text.trimEnd() !== theirs.text.trimEnd()) return undefined;
  const mark = markAt(marked, theirs.line + line - 1, 0);
  const rendered = theirs.text.split('\n')[line - 1]?.trim() ?? '';
  return mark === undefined ? undefined : spotOf(mark, { file: textOf(mark.file), words: rendered, rendered });
}

/** What a template printed, and the index of its first line. */
function printedBy(render: string, template: string): { readonly text: string; readonly line: number } | undefined {
  const [head = '', ...others] = render.split(`# Source: ${template}\n`);
  const [text = ''] = (others[0] ?? '').split('\n---\n# Source: ');
  return others.length !== 1 || /^---/m.test(text) ? undefined : { text, line: head.split('\n').length };
}

function isEqual(a: RenderedPolicy, b: RenderedPolicy | undefined): boolean {
  return a.text === b?.text && a.template === b.template;
}

/** Helm trims the blanks around an object (releaseutil/manifest.go), and marks keep it from that. */
function trimmed(policy: RenderedPolicy): RenderedPolicy {
  const [head = ''] = /^\s*(# Source: .*\n)?\s*(?=\S)/.exec(policy.text) ?? [];
  // What stands before the first word of its line belongs to it.
  const start = head.lastIndexOf('\n') + 1;
  const lines = head.slice(0, start).split('\n').length - 1;
  return { ...policy, text: policy.text.slice(start).trimEnd(), line: policy.line + lines };
}

type Rendered = { readonly index: number; readonly column: number; readonly words: string };

/** An empty value on a line of its own is told at its key, as one that is blank is. */
function keyOf(
  lines: readonly string[],
  index: number,
  { line, column, endLine, endColumn, path }: Location,
): Rendered {
  const rendered = lines[index] ?? '';
  const words = (endLine === line ? rendered.slice(column - 1, endColumn - 1) : rendered.slice(column - 1)).trim();
  const key = path.at(-1);
  if (typeof key === 'string' && /^(\[\]|\{\}|""|''|null|~)$/.test(rendered.trim())) {
    const above = lines.slice(0, index).findLastIndex((text) => text.trim() !== '');
    const text = lines[above] ?? '';
    const start = text.lastIndexOf(`${key}:`);
    if (start !== -1 && text.trimEnd().endsWith(`${key}:`)) return { index: above, column: start + 1, words: key };
  }
  return { index, column, words };
}

/** How many lines one action may print before its mark: a list or map of values. */
const MOST_LINES = 10_000;

/** A piece ends with its mark: whatever stands before it and behind the one before was printed by it. */
function markAt({ marks }: Unmarked, index: number, column: number): Mark | undefined {
  const here = marks.get(index)?.find((mark) => mark.column > column);
  if (here !== undefined) return here;
  for (let i = index + 1; i < index + MOST_LINES; i += 1) {
    const [first] = marks.get(i) ?? [];
    if (first !== undefined) return first;
  }
  return undefined;
}

/** Lines that were trimmed together have one mark: the last of them that reads as what was rendered is meant. */
const FEW_LINES = 40;

function spotOf(mark: Mark, { file, words, rendered }: Record<'file' | 'words' | 'rendered', string>): Spot {
  const lines = file.split('\n');
  let { line } = mark;
  if (!(lines[line - 1] ?? '').includes(words)) {
    for (let i = line - 1; i >= 1 && i > mark.line - FEW_LINES; i -= 1) {
      if ((lines[i - 1] ?? '').trim() !== rendered) continue;
      line = i;
      break;
    }
  }
  const text = (lines[line - 1] ?? '').replace(/\r$/, '');
  const found = words === '' ? -1 : text.indexOf(words);
  const start = found === -1 ? text.length - text.trimStart().length : found;
  const end = found === -1 ? text.trimEnd().length : found + words.length;
  const isLiteral = found !== -1 && !inAction(text, found);
  return { file: mark.file, line, column: start + 1, endColumn: Math.max(end, start) + 1, isLiteral };
}

function inAction(line: string, at: number): boolean {
  return line.lastIndexOf('{{', at) > line.lastIndexOf('}}', at);
}
