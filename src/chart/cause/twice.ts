import { actionAround } from './around.ts';
import { otherwise } from './conditions.ts';
import { without, wrapped } from './edit.ts';
import type { Around, Line, Sheet } from './lines.ts';
import type { CureCandidate, Explained } from './place.ts';
import { encloses, itemOf, keyRegion, parentOf } from './regions.ts';

/** One key given twice in a mapping: by two lines of the template that can both be written, or by one and an include. */
export function explainTwice(sheet: Sheet, line: Line): Explained {
  const around = actionAround(sheet, line);
  const told = around && { around };
  const twin = twinOf(sheet, line);
  if (line.key === undefined || twin === undefined) return { ...told, ...printedTwin(sheet, line), cures: [] };
  const [first, second] = twin.index < line.index ? [twin, line] : [line, twin];
  const places = `\`${line.key}:\` is written on line ${first.index + 1} and on line ${second.index + 1}`;
  const isFree = first.around.length === 0 && second.around.length === 0;
  const cause = isFree ? `${places} of the same mapping.` : `${places}, and both can hold; the last one wins.`;
  return { ...told, cause, cures: curesOf(sheet, first, second) };
}

/** The nearest one; of very many only the nearest are looked at. */
function twinOf(sheet: Sheet, line: Line): Line | undefined {
  const alike = sheet.lines.filter(
    (other) =>
      other !== line &&
      other.kind === 'content' &&
      other.key === line.key &&
      other.keyColumn === line.keyColumn &&
      !areExclusive(other.around, line.around),
  );
  const nearest = alike.sort((a, b) => Math.abs(a.index - line.index) - Math.abs(b.index - line.index)).slice(0, MOST);
  return nearest.find(
    (other) =>
      isSameDocument(sheet, other, line) &&
      itemOf(sheet, other) === itemOf(sheet, line) &&
      parentOf(sheet, other) === parentOf(sheet, line),
  );
}

const MOST = 100;

function isSameDocument({ lines }: Sheet, a: Line, b: Line): boolean {
  const between = lines.slice(Math.min(a.index, b.index), Math.max(a.index, b.index));
  return between.every(({ kind }) => kind !== 'edge');
}

/** Two branches of one control. */
function areExclusive(a: readonly Around[], b: readonly Around[]): boolean {
  return a.some(({ control, arm }, i) => b[i]?.control === control && b[i]?.arm !== arm);
}

/** What the cluster gets stays: the last one wins, so that the first gives way. */
function curesOf(sheet: Sheet, first: Line, second: Line): readonly CureCandidate[] {
  const region = keyRegion(sheet, first);
  const message = `leave the first \`${first.key}:\` out where the second is written`;
  if (region === undefined || first.isItem) return [];
  if (encloses(second.around, first.around))
    return [{ message: `delete the first \`${first.key}:\``, text: without(sheet, region) }];
  const shared = second.around.filter(({ arm }, i) => first.around[i]?.arm === arm);
  const other = otherwise(sheet, { ...first, around: shared }, second);
  if (typeof other !== 'string') return [];
  return [{ message, text: wrapped(sheet, region, other) }];
}

function printedTwin(sheet: Sheet, line: Line): { readonly cause?: string } {
  const beside = sheet.lines.find(
    (other) =>
      other.kind === 'print' && other.column === line.keyColumn && parentOf(sheet, other) === parentOf(sheet, line),
  );
  if (beside === undefined || line.key === undefined) return {};
  const { text } = sheet.tree;
  const action = text.slice(beside.start, beside.end).trim();
  return { cause: `\`${line.key}:\` is written here, and again by line ${beside.index + 1}: \`${action}\`.` };
}
