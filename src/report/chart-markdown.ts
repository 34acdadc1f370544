import type { ChartReport, ChartRow, RenderFailure } from '../chart/types.ts';
import { blocks, type Client, type Finding } from '../finding.ts';
import type { ChartContext } from './chart-context.ts';
import { failureFinding } from './chart-failure.ts';
import { causeWords, othersWords } from './chart-finding-text.ts';
import { matrixMarkdown } from './chart-matrix.ts';
import { failurePlace, longPlace, placedFinding } from './chart-place.ts';
import { closingWords, failureNotes, faultsOf, faultyFailures, shownRows, stopWords } from './chart-summary.ts';
import { type TableLine, tableLines } from './chart-table.ts';
import { commandWords, flagWords } from './chart-words.ts';
import { cut } from './clean.ts';
import { escapeHtml, escapeMarkdown, escapeProse, fenced } from './escape-markdown.ts';
import { underline } from './excerpt.ts';
import { CLIENT_NAMES } from './finding-text.ts';
import { policyName } from './shown.ts';

/**
 * A chart as a comment on a pull request: the table, each fault folded away below it, and what the values do to the policies. It
 * stays below the 65,536 characters of a comment.
 */
export function chartMarkdown(report: ChartReport, context: ChartContext): string {
  const rows = shownRows(report, context).filter(({ finding }) => !finding.ignored || context.verbose);
  const failures = faultyFailures(report);
  const blocking = faultsOf(report).filter((finding) => blocks(finding, context.failOn)).length;
  const { name, version } = report.chart;
  const head = `### netpolish: ${escapeMarkdown(cut(`${name} ${version}`, MAX_NAME))}: ${escapeMarkdown(cut(closingWords(report, context), MAX_WORDS))}${blocking === 0 ? '' : `, ${blocking} blocking`}`;
  const asides = [stopWords(report), ...failureNotes(report), ...report.notes.slice(0, MAX_NOTES)]
    .filter((aside) => aside !== '')
    .map((aside) => cut(aside, MAX_ASIDE));
  const parts = [head, ...table(tableLines(report, { rows, failures }, context)), ...bullets(asides)];
  const whole = folded('Values against policies', matrixMarkdown(report, context));
  const matrix = whole.length > MAX_MATRIX ? '' : whole;
  let room = MAX_CHARACTERS - [...parts, matrix].reduce((sum, part) => sum + part.length + 2, 0);
  const details = [
    ...rows.map((row) => () => rowDetails(report, row, context)),
    ...failures.map((failure) => () => failureDetails(report, failure, context)),
  ];
  for (const write of details.slice(0, MAX_ROWS)) {
    const part = write();
    room -= part.length + 2;
    if (room < 0) break;
    parts.push(part);
  }
  return `${[...parts, matrix].filter((part) => part !== '').join('\n\n')}\n`;
}

const MAX_CHARACTERS = 60_000;
const MAX_ROWS = 60;
const MAX_NOTES = 5;
const MAX_ASIDE = 240;
const MAX_NAME = 120;
/** Escapes make strange names many times as long. */
const MAX_TABLE = 20_000;
const MAX_MATRIX = 15_000;
const MAX_WORDS = 400;
const MAX_DIFF = 4000;

function table(lines: readonly TableLine[]): readonly string[] {
  if (lines.length === 0) return [];
  const head = ['severity', 'value', 'what it does', 'template'];
  const written = [head, head.map(() => '---')].map(rowOf);
  let room = MAX_TABLE;
  for (const line of lines.slice(0, MAX_ROWS)) {
    const row = rowOf(cellsOf(line));
    room -= row.length;
    if (room < 0) break;
    written.push(row);
  }
  const more = lines.length + 2 - written.length;
  if (more > 0) written.push(rowOf(['', '', `and ${more} more`, '']));
  return [written.join('\n')];
}

function cellsOf({ severity, value, effect, place }: TableLine): readonly string[] {
  return [
    severity,
    escapeMarkdown(cut(value, MAX_NAME)),
    escapeProse(cut(effect, MAX_WORDS), { inTable: true }),
    escapeMarkdown(cut(place, MAX_NAME)),
  ];
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function rowDetails(report: ChartReport, row: ChartRow, context: ChartContext): string {
  const finding = placedFinding(report.chart, row);
  const { clients = {}, ignored, effectText, help } = finding;
  const behaviours = (Object.keys(clients) as Client[]).map((one) => `${CLIENT_NAMES[one]}: ${clients[one]}`);
  return folded(
    titleOf(finding, longPlace(report.chart, row)),
    quoted(finding),
    words(`With ${given(row, context)}${othersWords(row)}.`),
    words(effectText),
    ...bullets(behaviours),
    words(causeWords(row)),
    ...(row.cure === undefined ? advice(help) : cure(row.cure)),
    ignored === undefined ? '' : words(`Ignored (${ignored.by})${ignored.reason ? `: ${ignored.reason}` : ''}`),
    command(report, row.flags, context),
  );
}

function failureDetails(report: ChartReport, failure: RenderFailure, context: ChartContext): string {
  const finding = failureFinding(report, failure);
  return folded(
    titleOf(finding, failurePlace(report.chart, failure)),
    words(failure.message),
    words(`With ${given(failure, context)}. ${finding.effectText}`),
    ...advice(finding.help),
    command(report, failure.flags, context),
  );
}

function titleOf(finding: Finding, place: string): string {
  const { severity, ignored, check } = finding;
  const state = ignored === undefined ? '' : ' (ignored)';
  const whose = finding.policy === null ? [] : [cut(policyName(finding), MAX_NAME)];
  return [`${severity}${state}`, check, ...whose, cut(place, MAX_NAME)].join(' · ');
}

/** GitHub wants a blank line between the summary and Markdown. */
function folded(title: string, ...parts: readonly string[]): string {
  const filled = parts.filter((part) => part !== '');
  if (filled.length === 0) return '';
  return [`<details><summary>${escapeHtml(title)}</summary>`, ...filled, '</details>'].join('\n\n');
}

function quoted(finding: Finding): string {
  const drawn = underline(finding);
  if (drawn === undefined) return words(finding.caret);
  const { label, line, indent, marks } = drawn;
  const caret = cut(finding.caret, MAX_WORDS);
  return fenced('', [`${label} | ${line}`, `${' '.repeat(label.length)} | ${indent}${marks} ${caret}`]);
}

function cure({ message, diff }: NonNullable<ChartRow['cure']>): readonly string[] {
  const lines = cut(diff, MAX_DIFF).replace(/\n$/, '').split('\n');
  return [words(`Cure, tried with a render: ${message}`), fenced('diff', lines)];
}

/** The first line of an advice is a sentence, what follows is YAML. */
function advice(help: string): readonly string[] {
  const [first = '', ...rest] = cut(help, MAX_WORDS * 10).split('\n');
  return [words(`Write: ${first}`), ...(rest.length === 0 ? [] : [fenced('yaml', rest)])];
}

/** As code, but for the base. */
function given(row: Pick<ChartRow, 'choice' | 'flags'>, context: ChartContext): string {
  const flags = flagWords(row, context);
  return row.choice.length === 0 ? flags : `\`${cut(flags, MAX_WORDS)}\``;
}

function command(report: ChartReport, flags: readonly string[], context: ChartContext): string {
  return fenced('sh', [cut(commandWords(report, flags, context), MAX_WORDS * 3)]);
}

function words(text: string): string {
  return text === '' ? '' : escapeProse(cut(text, MAX_WORDS * 3), { inTable: false });
}

function bullets(items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  return [items.map((item) => `- ${escapeProse(cut(item, MAX_WORDS), { inTable: false })}`).join('\n')];
}
