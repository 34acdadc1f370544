import type { ChartReport, ChartRow, Cure, RenderFailure } from '../chart/types.ts';
import type { ChartContext } from './chart-context.ts';
import { failureFinding } from './chart-failure.ts';
import { failurePlace, longPlace, placedFinding } from './chart-place.ts';
import { choiceWords, commandWords, flagWords } from './chart-words.ts';
import { clean, cleanLine, cut } from './clean.ts';
import { clientLines, excerptLines, headLine, indented, paint, relatedLines } from './finding-text.ts';
import { ignoredWords } from './ignore-text.ts';
import { plural } from './plural.ts';

/** One fault of a chart as people read it, cut into lines. */
export function chartRowLines(report: ChartReport, row: ChartRow, context: ChartContext): string[] {
  const finding = placedFinding(report.chart, row);
  const { ignored, effectText, help } = finding;
  const state = ignored === undefined ? '' : ignoredWords(ignored);
  const head = headLine(finding, state, longPlace(report.chart, row), context);
  if (ignored !== undefined && !context.verbose) return [head, `  ${cleanLine(cut(finding.caret, MAX_LINE))}`];
  return [
    head,
    ...excerptLines(finding, context),
    ...told(`${withWords(row, context)}${othersWords(row)}`),
    ...clientLines(finding, context),
    ...told(effectText),
    ...relatedLines(finding),
    ...told(causeWords(row)),
    ...(row.cure === undefined ? indented(`Write: ${help}`) : cureLines(row.cure, context)),
    ...told(`Try: ${commandWords(report, row.flags, context)}`),
  ];
}

/** A render that fails by a fault of the chart. */
export function failureLines(report: ChartReport, failure: RenderFailure, context: ChartContext): string[] {
  const finding = failureFinding(report, failure);
  const { count } = failure;
  const more = count > 1 ? `; ${plural(count, 'render')} ended so` : '';
  return [
    `${paint(finding.severity, finding.severity, context)} ${paint(finding.check, 'bold', context)}  ${told(failurePlace(report.chart, failure)).join('').trim()}`,
    ...told(failure.message),
    ...told(`${withWords(failure, context)}${more}`),
    ...told(finding.effectText),
    ...told(`Write: ${finding.help}`),
    ...told(`Try: ${commandWords(report, failure.flags, context)}`),
  ];
}

/** What a template does there, and by which of its actions: `cause`, and the action around with its line. */
export function causeWords({ cause, around }: Pick<ChartRow, 'cause' | 'around'>): string {
  const action = around === undefined ? '' : `\`{{ ${cut(around.text, MAX_ACTION)} }}\` (line ${around.line})`;
  if (cause === undefined) return action === '' ? '' : `Why: it stands inside ${action}`;
  const sentence = cause.replace(/\.$/, '');
  if (around !== undefined && cause.includes(`\`${around.text}\``)) return `Why: ${sentence} (line ${around.line})`;
  return `Why: ${sentence}${action === '' ? '' : `; around it: ${action}`}`;
}

/** Other values that show the same: `; also with a=true, b=true and 3 more`. */
export function othersWords({ others }: Pick<ChartRow, 'others'>): string {
  if (others.length === 0) return '';
  const shown = others.slice(0, MAX_OTHERS).map((choice) => (choice.length === 0 ? 'none' : choiceWords(choice)));
  const more = others.length - shown.length;
  return `; also with ${shown.join(' | ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MAX_OTHERS = 3;
const MAX_ACTION = 200;
const MAX_LINE = 2000;

function cureLines({ message, diff }: Cure, context: ChartContext): string[] {
  const lines = diff.replace(/\n$/, '').split('\n');
  return [
    ...told(`Cure (tried with a render): ${message}`),
    ...lines.map((line) => `    ${paintedDiff(clean(cut(line, MAX_LINE)), context)}`.trimEnd()),
  ];
}

function paintedDiff(line: string, context: ChartContext): string {
  if (/^(---|\+\+\+) /.test(line)) return paint(line, 'bold', context);
  if (line.startsWith('+')) return paint(line, 'added', context);
  if (line.startsWith('-')) return paint(line, 'error', context);
  return line.startsWith('@@') ? paint(line, 'info', context) : line;
}

function withWords(row: Pick<ChartRow, 'choice' | 'flags'>, context: ChartContext): string {
  return `With${row.choice.length === 0 ? '' : ':'} ${flagWords(row, context)}`;
}

function told(words: string): string[] {
  return words === '' ? [] : indented(cleanLine(words));
}
