import type { Excerpt, Finding, Location } from '../finding.ts';
import type { Explained } from './cause.ts';
import type { Found } from './faults.ts';
import { helmWords } from './helm-words.ts';
import type { Spot } from './locate.ts';
import { oddity } from './loudness.ts';
import type { ChartRow, TemplatePlace } from './types.ts';

/** Where a template's file is, for reports: as seen from the working directory, and whether it is there to be opened. */
export type FileOf = (path: string) => { readonly name: string; readonly onDisk: boolean; readonly text: string };

/** A found fault as a row; `template` is the file that the render names. */
export function rowOf(
  { finding, choice, others, spot }: Found,
  template: string | undefined,
  fileOf: FileOf,
): ChartRow {
  const told = { choice, flags: helmWords(choice), others, ...(template !== undefined && { template }) };
  if (spot === undefined) return { ...told, finding: withoutPlace(finding) };
  const file = fileOf(spot.file);
  return { ...told, finding: placed(finding, spot, file), place: placeOf(spot, file) };
}

/**
 * A row with what its template tells. A direction that a switch asks for, and that an action was to fill, is no deny that somebody
 * wrote: it is a warning here, where a check of the render alone has to take it as meant.
 */
export function explained(row: ChartRow, { around, cause }: Explained): ChartRow {
  const told = { ...row, ...(around !== undefined && { around }), ...(cause !== undefined && { cause }) };
  const { check, severity, effect } = row.finding;
  const isAsked = row.choice.length > 0 && row.choice.every(({ kind, value }) => kind === 'switch' && value !== false);
  const isMissed = check === 'emptied-direction' && severity === 'info' && effect === 'closes' && cause !== undefined;
  return isMissed && isAsked ? { ...told, finding: { ...row.finding, severity: 'warning' } } : told;
}

/** Faults of the base first, then of what everybody does, each as its template has them. */
export function inOrder(rows: readonly ChartRow[]): readonly ChartRow[] {
  const key = ({ place, template }: ChartRow): string => place?.file ?? template ?? '';
  return [...rows].sort(
    (a, b) =>
      Number(a.choice.length > 0) - Number(b.choice.length > 0) ||
      RANK[a.finding.severity] - RANK[b.finding.severity] ||
      oddity(a.choice) - oddity(b.choice) ||
      (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
}

const RANK = { error: 0, warning: 1, info: 2 };

/** One row a fault: what one line writes into several policies with the same values is one, and names the others. */
export function distinct(rows: readonly ChartRow[]): readonly ChartRow[] {
  const known = new Map<string, ChartRow>();
  for (const row of rows) {
    const { finding, place, choice } = row;
    const name = place === undefined ? [finding.policy, finding.location.path] : [place.file, place.line];
    const key = JSON.stringify([finding.check, finding.effect, name, choice]);
    const before = known.get(key);
    known.set(key, before === undefined ? row : { ...before, finding: withOther(before.finding, finding) });
  }
  return [...known.values()];
}

function withOther(finding: Finding, { policy, location }: Finding): Finding {
  const names = [finding.policy, ...finding.related.map((one) => one.policy)].map((one) => one?.name);
  if (policy === null || names.includes(policy.name)) return finding;
  const message = `the same in ${policy.kind} ${policy.name}`;
  return { ...finding, related: [...finding.related, { message, policy, location }] };
}

/** The place of a spot, for reports. */
export function placeOf(
  { file, line, column, endColumn }: Spot,
  { onDisk }: { readonly onDisk: boolean },
): TemplatePlace {
  return { file, onDisk, line, column, endColumn };
}

function placed(finding: Finding, spot: Spot, file: ReturnType<FileOf>): Finding {
  const { line, column, endColumn } = spot;
  const location: Location = {
    file: file.name,
    origin: 'file',
    document: finding.location.document,
    path: finding.location.path,
    line,
    column,
    endLine: line,
    endColumn,
  };
  const { fix: _fix, choice: _choice, template: _template, ...rest } = finding;
  return { ...rest, location, related: [], excerpt: excerptOf(file.text, line) };
}

/** A fix of the render is none of the template. */
function withoutPlace(finding: Finding): Finding {
  const { fix: _fix, choice: _choice, ...rest } = finding;
  return rest;
}

function excerptOf(text: string, line: number): Excerpt {
  return [{ line, text: (text.split('\n')[line - 1] ?? '').replace(/\r$/, '') }];
}
