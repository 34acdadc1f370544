import type { ChartDiff } from '../chart/compare.ts';
import type { ChartContext } from './chart-context.ts';
import { chartVerdict, failureWords, onlyWords, underWords, unsharedWords } from './chart-diff-words.ts';
import { cut } from './clean.ts';
import { diffParagraphs, inParagraphs } from './diff-text.ts';

/** Two versions of a chart for people: for each choice what it alone changes, in the way of `netpolish diff`; then the whole. */
export function chartDiffText(found: ChartDiff, context: Pick<ChartContext, 'given' | 'verbose'>): string {
  const most = context.verbose ? Number.POSITIVE_INFINITY : MAX_LINES;
  return inParagraphs([
    ...found.changes.flatMap((change) => [
      [`with     ${cut(underWords(change, context), MAX_WORDS)}`, ...indented(onlyWords(change))],
      ...diffParagraphs(change.diff, context).map((lines) => lines.map((line) => `  ${line}`)),
    ]),
    first(
      found.failures.map((failure) => `fails    ${cut(failureWords(failure, context), MAX_WORDS)}`),
      most,
    ),
    unsharedWords(found).map((line) => `values   ${cut(line, MAX_WORDS)}`),
    first(
      found.notes.map((note) => `note     ${cut(note, MAX_WORDS)}`),
      most,
    ),
    [
      ...(found.sweep.stopped === undefined ? [] : [`stopped after ${found.sweep.stopped}; --budget allows more`]),
      chartVerdict(found),
    ],
  ]);
}

const MAX_LINES = 8;
const MAX_WORDS = 2000;

function indented(line: string): readonly string[] {
  return line === '' ? [] : [`         ${line}`];
}

function first(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `and ${lines.length - most} more (--verbose)`];
}
