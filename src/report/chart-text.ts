import type { ChartReport } from '../chart/types.ts';
import type { ChartContext } from './chart-context.ts';
import { chartRowLines, failureLines } from './chart-finding-text.ts';
import { matrixLines } from './chart-matrix.ts';
import { closingWords, failureNotes, faultsOf, faultyFailures, shownRows, stopWords } from './chart-summary.ts';
import { tableLines, tableText } from './chart-table.ts';
import { cleanLine, cut } from './clean.ts';
import { refusedAnyway } from './ignore-text.ts';

/** A chart for people: a line for each fault, then each with its template, its values and its cure, then what was done. */
export function chartText(report: ChartReport, context: ChartContext): string {
  const rows = shownRows(report, context);
  const failures = faultyFailures(report);
  const listed = rows.filter(({ finding }) => !finding.ignored);
  const paragraphs = [
    tableText(tableLines(report, { rows: listed, failures }, context), context),
    ...rows.map((row) => chartRowLines(report, row, context)),
    ...failures.map((failure) => failureLines(report, failure, context)),
    ...(context.matrix ? matrixLines(report, context) : []),
    failureNotes(report).map(short),
    noteLines(report, context),
    closing(report, context),
  ];
  const filled = paragraphs.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${filled.join('\n\n')}\n`;
}

const MAX_NOTES = 3;

function noteLines({ notes }: ChartReport, { verbose }: ChartContext): readonly string[] {
  const shown = verbose ? notes : notes.slice(0, MAX_NOTES);
  const more = notes.length - shown.length;
  const lines = shown.map((note) => short(`note    ${note}`));
  return more > 0 ? [...lines, `note    and ${more} more (--verbose)`] : lines;
}

function closing(report: ChartReport, context: ChartContext): readonly string[] {
  const stop = stopWords(report);
  const lines = [...(stop === '' ? [] : [stop]), closingWords(report, context), ...refusedAnyway(faultsOf(report))];
  return lines.map(short);
}

/** Names are input, and may be as long as it is. */
function short(line: string): string {
  return cleanLine(cut(line, MAX_LINE));
}

const MAX_LINE = 2000;
