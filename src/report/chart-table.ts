import type { ChartReport, ChartRow, RenderFailure } from '../chart/types.ts';
import type { Severity } from '../finding.ts';
import type { ChartContext } from './chart-context.ts';
import { failureFinding } from './chart-failure.ts';
import { shortPlace } from './chart-place.ts';
import { effectWords, valueWords } from './chart-words.ts';
import { cleanLine, cut } from './clean.ts';
import { columns } from './excerpt.ts';
import { paint } from './finding-text.ts';

/** A fault in a line: value, what it does, where. */
export type TableLine = {
  readonly severity: Severity;
  readonly value: string;
  readonly effect: string;
  readonly place: string;
};

/** The lines of the table that a report begins with. */
export function tableLines(
  report: ChartReport,
  { rows, failures }: { readonly rows: readonly ChartRow[]; readonly failures: readonly RenderFailure[] },
  context: ChartContext,
): readonly TableLine[] {
  const ofRows = rows.map(
    (row): TableLine => ({
      severity: row.finding.severity,
      value: valueWords(row, context),
      effect: effectWords(row.finding),
      place: shortPlace(report.chart, row),
    }),
  );
  const ofFailures = failures.map(
    (failure): TableLine => ({
      severity: failureFinding(report, failure).severity,
      value: valueWords(failure, context),
      effect: `does not render: ${failure.message}`,
      place: shortPlace(report.chart, failure),
    }),
  );
  return [...ofRows, ...ofFailures];
}

/** The table for a terminal: aligned, and cut in its middle to the width of it. */
export function tableText(lines: readonly TableLine[], context: ChartContext): readonly string[] {
  const width = context.width ?? WIDTH;
  const third = Math.max(MIN_CELL, Math.floor((width - 2 * ARROW.length) / 3));
  const shown = lines.slice(0, MAX_LINES).map(({ severity, value, effect, place }) => ({
    severity,
    value: cutWide(cleanLine(value), third),
    effect: cleanLine(effect),
    place: cutLeft(cleanLine(place), third),
  }));
  const widest = (key: 'value' | 'effect' | 'place'): number => Math.max(0, ...shown.map((line) => columns(line[key])));
  const [left, right] = [widest('value'), widest('place')];
  const room = Math.max(MIN_CELL, width - left - right - 2 * ARROW.length);
  const middle = Math.min(widest('effect'), room);
  const written = shown.map(({ severity, value, effect, place }) => {
    const head = paint(value, severity, context) + blanks(value, left);
    const what = cutWide(effect, middle);
    return `${head}${ARROW}${what}${place === '' ? '' : `${blanks(what, middle)}${ARROW}${place}`}`;
  });
  const more = lines.length - shown.length;
  return more > 0 ? [...written, `and ${more} more, told below`] : written;
}

const ARROW = ' -> ';
const MAX_LINES = 60;
const MIN_CELL = 20;
/** Where nobody looks at a terminal. */
const WIDTH = 140;

function blanks(words: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columns(words)));
}

/** At most so many columns of a text. */
function cutWide(text: string, width: number): string {
  let shown = cut(text, width);
  let limit = width;
  while (columns(shown) > width) {
    shown = cut(text, limit);
    limit -= 1;
  }
  return shown;
}

/** The end of a path says more than its beginning. */
function cutLeft(path: string, width: number): string {
  return path.length <= width ? path : `…${path.slice(1 - width).replace(/^[\udc00-\udfff]/, '')}`;
}
