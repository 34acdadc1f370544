import type { Cell, ChartReport, Matrix } from '../chart/types.ts';
import type { ChartContext } from './chart-context.ts';
import { templateInChart } from './chart-place.ts';
import { valueWords } from './chart-words.ts';
import { cleanLine, cut } from './clean.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { columns } from './excerpt.ts';
import { paint } from './finding-text.ts';
import { policyName } from './shown.ts';

const MARKS: Readonly<Record<Cell, string>> = {
  same: '.',
  gone: '-',
  new: '+',
  changed: '~',
  fault: '!',
  failed: 'x',
  absent: ' ',
};
const LEGEND =
  '. as in the base   + new   - gone   ~ changed   ! a fault   x does not render   blank: not there in either';
const MAX_VALUE = 48;
const MAX_NAME = 300;

/** Values against policies, for a terminal: a line a choice, a column a policy, which are numbered and named below. */
export function matrixLines({ chart, matrix }: ChartReport, context: ChartContext): readonly (readonly string[])[] {
  const { policies } = matrix;
  if (policies.length === 0) return [];
  const { told, quiet } = toldRows(matrix);
  const names = told.map((row) => cleanLine(cut(valueWords(row, context), MAX_VALUE)));
  const width = Math.max(0, ...names.map(columns));
  const rows = told.map(({ cells }, i) => {
    const name = names[i] ?? '';
    return `${name}${' '.repeat(width - columns(name))}  ${cells.map((cell) => marked(cell, context)).join('')}`.trimEnd();
  });
  const key = policies.map(({ policy, template }, i) =>
    cleanLine(
      `${String(i + 1).padStart(4)}  ${cut(policyName({ policy }), MAX_NAME)}  ${cut(templateInChart(chart, template), MAX_NAME)}`,
    ),
  );
  return [[...heads(policies.length).map((line) => `${' '.repeat(width)}  ${line}`), ...rows, ...quiet], key, [LEGEND]];
}

/** The same as a table of Markdown, with its key; at most so many rows and policies. */
export function matrixMarkdown({ chart, matrix }: ChartReport, context: ChartContext): string {
  const policies = matrix.policies.slice(0, MAX_POLICIES);
  if (policies.length === 0) return '';
  const { told, quiet } = toldRows(matrix);
  const shown = told.slice(0, MAX_ROWS);
  const head = ['', ...policies.map((_, i) => String(i + 1))];
  const rows = shown.map((row) => [
    escapeMarkdown(cut(valueWords(row, context), MAX_VALUE * 2)),
    ...row.cells.slice(0, MAX_POLICIES).map((cell) => SIGNS[cell]),
  ]);
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const key = policies.map(
    ({ policy, template }, i) =>
      `${i + 1}. ${escapeMarkdown(cut(`${policyName({ policy })}  ${templateInChart(chart, template)}`, 200))}`,
  );
  const left = [
    ...quiet,
    ...(told.length > shown.length ? [`and ${told.length - shown.length} more choices`] : []),
    ...(matrix.policies.length > policies.length
      ? [`and ${matrix.policies.length - policies.length} more policies`]
      : []),
  ];
  return [table, ...(left.length === 0 ? [] : [left.join(', ')]), key.join('\n'), MARKDOWN_LEGEND].join('\n\n');
}

const SIGNS: Readonly<Record<Cell, string>> = {
  same: '',
  gone: 'gone',
  new: 'new',
  changed: 'changed',
  fault: '**fault**',
  failed: 'fails',
  absent: '–',
};
const MARKDOWN_LEGEND = 'Empty: as in the base. –: not there in either.';
const MAX_POLICIES = 30;
const MAX_ROWS = 60;

/** Choices that leave every policy as it is are only counted. */
function toldRows({ rows }: Matrix): { readonly told: Matrix['rows']; readonly quiet: readonly string[] } {
  const told = rows.filter(({ choice, cells }) => choice.length === 0 || cells.some((cell) => !QUIET.has(cell)));
  const quiet = rows.length - told.length;
  return {
    told,
    quiet:
      quiet === 0 ? [] : [`${quiet} more ${quiet === 1 ? 'choice leaves' : 'choices leave'} every policy as it is`],
  };
}

const QUIET: ReadonlySet<Cell> = new Set<Cell>(['same', 'absent']);

/** The numbers of the columns, a digit below the other. */
function heads(count: number): readonly string[] {
  const numbers = Array.from({ length: count }, (_, i) => String(i + 1));
  const height = String(count).length;
  return Array.from({ length: height }, (_, line) =>
    numbers
      .map((number) => number.padStart(height).charAt(line))
      .join('')
      .trimEnd(),
  );
}

function marked(cell: Cell, context: ChartContext): string {
  if (cell === 'fault' || cell === 'failed') return paint(MARKS[cell], 'error', context);
  return cell === 'same' || cell === 'absent' ? MARKS[cell] : paint(MARKS[cell], 'warning', context);
}
