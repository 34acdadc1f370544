import type { ChartReport, ChartRow, RenderFailure } from '../chart/types.ts';
import type { Finding, Severity } from '../finding.ts';
import { countFindings, type Summary } from '../pipeline/polish.ts';
import type { ChartContext } from './chart-context.ts';
import { failureFinding } from './chart-failure.ts';
import { ignoredCount } from './ignore-text.ts';
import { plural } from './plural.ts';
import { isShown } from './shown.ts';

/** How many faults of each kind a chart has; renders that fail by a fault of it are among them. */
export type ChartCounts = Pick<Summary, 'errors' | 'warnings' | 'infos' | 'ignored' | 'ignoredErrors'>;

/** Counts the faults of a chart. */
export function chartCounts(report: ChartReport): ChartCounts {
  const { errors, warnings, infos, ignored, ignoredErrors } = countFindings(faultsOf(report));
  return { errors, warnings, infos, ignored, ignoredErrors };
}

/** The findings of the rows, then those of the renders that fail by a fault of the chart. */
export function faultsOf(report: ChartReport): readonly Finding[] {
  return [
    ...report.rows.map(({ finding }) => finding),
    ...faultyFailures(report).map((failure) => failureFinding(report, failure)),
  ];
}

/** The renders that fail by a fault of the chart. */
export function faultyFailures({ failures }: Pick<ChartReport, 'failures'>): readonly RenderFailure[] {
  return failures.filter(({ isFault }) => isFault);
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The rows that are told: those of the base first, then the loud ones; what somebody let pass comes last. */
export function shownRows({ rows }: ChartReport, context: Pick<ChartContext, 'verbose'>): readonly ChartRow[] {
  const shown = rows.filter(({ finding }) => isShown(finding, context));
  const place = ({ choice, finding }: ChartRow): number =>
    (finding.ignored ? 6 : 0) + (choice.length === 0 ? 0 : 3) + RANK[finding.severity];
  return [...shown].sort((a, b) => place(a) - place(b));
}

/** The whole in a line: `3 errors in 4 of 87 choices of 23 values (87 renders, 31 different; Helm 3.17.2)`; hidden infos apart. */
export function closingWords(
  report: ChartReport,
  { verbose }: Pick<ChartContext, 'verbose'> = { verbose: false },
): string {
  const counts = chartCounts(report);
  const { tried, values, renders, distinct } = report.sweep;
  const found = [
    plural(counts.errors, 'error'),
    plural(counts.warnings, 'warning'),
    verbose ? plural(counts.infos, 'info') : '',
    ignoredCount(counts),
  ].filter((words) => words !== '');
  const hidden = verbose || counts.infos === 0 ? '' : `; ${plural(counts.infos, 'info')} with --verbose`;
  if (found.length === 0)
    return `nothing found${report.sweep.stopped === undefined ? '' : ' so far'} in ${choicesWords(tried, values)} (${counted(renders, 'render')})${hidden}`;
  const faulty = faultyChoices(report, verbose);
  return `${found.join(', ')} in ${faulty} of ${choicesWords(tried, values)} (${counted(renders, 'render')}, ${distinct} different; Helm ${report.helm})${hidden}`;
}

/** Why the sweep ended early; '' where it did not. */
export function stopWords({ sweep: { stopped, tried, planned } }: Pick<ChartReport, 'sweep'>): string {
  if (stopped === undefined) return '';
  return `stopped after ${stopped}: ${tried} of ${counted(planned, 'choice')} tried; --budget allows more`;
}

/** Renders that failed and are no fault of the chart, in a few lines: those that it refuses itself are only counted. */
export function failureNotes(report: Pick<ChartReport, 'failures'>): readonly string[] {
  const others = report.failures.filter(({ isFault }) => !isFault);
  const refused = others.filter(({ kind }) => kind === 'refused').reduce((sum, { count }) => sum + count, 0);
  const rest = others.filter(({ kind }) => kind !== 'refused');
  return [
    ...(refused === 0 ? [] : [`${counted(refused, 'render')} refused by the chart itself (fail, required, schema)`]),
    ...rest.slice(0, MAX_FAILURES).map(({ count, message }) => `${counted(count, 'render')} failed: ${message}`),
    ...(rest.length > MAX_FAILURES ? [`and ${rest.length - MAX_FAILURES} more causes`] : []),
  ];
}

const MAX_FAILURES = 5;

/** How many choices show a fault that is counted. */
function faultyChoices(report: ChartReport, withInfos: boolean): number {
  const rows = report.rows
    .filter(({ finding }) => withInfos || finding.severity !== 'info')
    .flatMap(({ choice, others }) => [choice, ...others]);
  const all = [...rows, ...faultyFailures(report).map(({ choice }) => choice)];
  return new Set(all.map((choice) => JSON.stringify(choice))).size;
}

function choicesWords(choices: number, values: number): string {
  return `${counted(choices, 'choice')} of ${counted(values, 'value')}`;
}

/** As `plural`, with a nought. */
function counted(number: number, word: string): string {
  return number === 0 ? `0 ${word}s` : plural(number, word);
}
