import type { Excerpt, Finding, Location } from '../finding.ts';
import { helmWords } from './helm-words.ts';
import type { Spot } from './locate.ts';
import { oddity } from './loudness.ts';
import type { Found } from './sweep.ts';
import type { ChartRow, Choice, TemplatePlace } from './types.ts';

/** Where a template's file is, for reports: as seen from the working directory, and whether it is there to be opened. */
export type FileOf = (path: string) => { readonly name: string; readonly onDisk: boolean; readonly text: string };

/** A found fault as a row; `spot` is where the marked render says it stands, `template` the file that the render names. */
export function rowOf(
  { finding, choice, others }: Found,
  spot: Spot | undefined,
  template: string | undefined,
  fileOf: FileOf,
): ChartRow {
  const told = { choice, flags: helmWords(choice), others, ...(template !== undefined && { template }) };
  if (spot === undefined) return { ...told, finding: withoutPlace(finding) };
  const file = fileOf(spot.file);
  return { ...told, finding: placed(finding, spot, file), place: placeOf(spot, file) };
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

/** One row a fault: the same line of a template can write it at several places of a policy, and into several policies. */
export function distinct(rows: readonly ChartRow[]): readonly ChartRow[] {
  const known = new Map<string, ChartRow>();
  for (const row of rows) {
    const { finding, place } = row;
    const name = place === undefined ? [finding.policy, finding.location.path] : [place.file, place.line];
    const key = JSON.stringify([finding.check, finding.effect, name]);
    const before = known.get(key);
    if (before === undefined) known.set(key, row);
    else if (!covers(before.choice, row.choice)) known.set(key, { ...before, others: [...before.others, row.choice] });
  }
  return [...known.values()];
}

/** Whether a choice shows nothing that a smaller one does not. */
function covers(smaller: Choice, choice: Choice): boolean {
  const all = new Set(choice.map((one) => JSON.stringify(one)));
  return smaller.every((one) => all.has(JSON.stringify(one)));
}

function placeOf({ file, line, column, endColumn }: Spot, { onDisk }: { readonly onDisk: boolean }): TemplatePlace {
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
