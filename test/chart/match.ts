import type { ChartReport, ChartRow, RenderFailure } from '../../src/chart/types.ts';
import type { Json } from '../../src/manifest/tree.ts';
import type { Planted } from './planted.ts';

/** What became of a fault that was planted: told at all, with the values it needs, and with its line. */
export type Outcome = {
  readonly planted: Planted;
  readonly found: boolean;
  readonly flagsRight: boolean;
  readonly lineRight: boolean;
  readonly hasCause: boolean;
  readonly hasCure: boolean;
  /** What was told in its place, for people. */
  readonly told: string;
};

/** Looks for each planted fault in the report of its chart. */
export const outcomes = (report: ChartReport, rows: readonly Planted[]): readonly Outcome[] =>
  rows.map((planted) => {
    const alike = candidates(report, planted);
    const best = alike.find((told) => hasFlags(told, planted) && hasLine(told, planted)) ?? alike[0];
    const told = [...report.rows, ...report.failures].map(describe).join('; ') || 'nothing';
    const flagsRight = best !== undefined && hasFlags(best, planted);
    const lineRight = best !== undefined && hasLine(best, planted);
    const { cause, cure } = best !== undefined && 'finding' in best ? best : {};
    const explained = { hasCause: cause !== undefined, hasCure: cure !== undefined };
    return { planted, found: best !== undefined, flagsRight, lineRight, ...explained, told };
  });

/** Rows that stop a run and that nobody planted. */
export const surplus = (report: ChartReport, rows: readonly Planted[]): readonly ChartRow[] =>
  report.rows.filter(
    (row) => row.finding.severity === 'error' && !rows.some((planted) => candidates(report, planted).includes(row)),
  );

/** A row or a failure in a few words. */
export const describe = (told: ChartRow | RenderFailure): string => {
  const what = 'finding' in told ? `${told.finding.severity} ${told.finding.check}` : `failure ${told.kind}`;
  return `${what} ${told.flags.join(' ') || '(defaults)'} at ${told.place?.file ?? told.template}:${told.place?.line}`;
};

/** Assignments of `--set` and `--set-json`, one a line, sorted: however the words are written. */
export const assignments = (flags: readonly string[]): readonly string[] =>
  flags
    .flatMap((word, index) => (index % 2 === 0 ? [] : [assignment(flags[index - 1] === '--set-json', word)]))
    .toSorted();

const assignment = (isJson: boolean, word: string): string => {
  const at = word.search(/(?<!\\)=/);
  const [path, text] = [word.slice(0, at), word.slice(at + 1)];
  return `${path}=${JSON.stringify(isJson ? (JSON.parse(text) as Json) : typed(text))}`;
};

/** What `--set` makes of a word. */
const typed = (text: string): Json => {
  if (['true', 'false', 'null'].includes(text)) return JSON.parse(text) as Json;
  return /^(0|-?[1-9][0-9]*)$/.test(text) ? Number(text) : text;
};

const candidates = (report: ChartReport, planted: Planted): readonly (ChartRow | RenderFailure)[] => {
  if (planted.kind === 'failure')
    return report.failures.filter(({ kind, isFault }) => isFault && kind === planted.check);
  // The release may have another name here.
  const policy = planted.policy.replace(/^shop/, '');
  const rows = report.rows.filter(
    ({ finding }) => finding.check === planted.check && finding.policy?.name.endsWith(policy),
  );
  const near = rows.filter((row) => hasFlags(row, planted) || hasLine(row, planted));
  return near.length > 0 ? near : rows;
};

const hasFlags = ({ flags }: ChartRow | RenderFailure, { choice }: Planted): boolean =>
  assignments(flags).join('\n') === assignments(choice).join('\n');

const hasLine = ({ place }: ChartRow | RenderFailure, { template, line, onDisk }: Planted): boolean =>
  place?.file === template && place.line === line && place.onDisk === (onDisk ?? true);
