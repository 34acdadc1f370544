import { actionOf, type Writer, writersIn, writersOf } from './cause/actions.ts';
import { actionAround } from './cause/around.ts';
import { explainDash } from './cause/dash.ts';
import { type Line, type Sheet, sheetOf } from './cause/lines.ts';
import { inScope, type MissingPath, missingInHelpers, missingPaths, withPath } from './cause/paths.ts';
import type { Explained, FaultPlace } from './cause/place.ts';
import { keyRegion, type Region } from './cause/regions.ts';
import { explainTwice } from './cause/twice.ts';
import { emptiedCures } from './cure.ts';
import { isTemplateFault } from './template/nodes.ts';
import { parseTemplate } from './template/parse.ts';

export type { CureCandidate, Explained, FaultPlace, KnownValues } from './cause/place.ts';

/**
 * What the text of a template tells of a fault on one of its lines: the action that holds it or was to write there, why it came
 * out so, and changes that may cure it. Nothing is rendered here: each cure has to be tried.
 */
export function explainPlace(place: FaultPlace): Explained {
  const sheet = sheetOf(place.tree);
  const line = sheet.lines[place.line - 1];
  if (line === undefined) return { cures: [] };
  const explained = explainLine(place, sheet, line);
  // A condition may name a variable that is not known yet where it would stand.
  return { ...explained, cures: explained.cures.filter(({ text }) => !isTemplateFault(parseTemplate(text))) };
}

function explainLine(place: FaultPlace, sheet: Sheet, line: Line): Explained {
  if (place.check === 'peer-or-not-and') return explainDash(sheet, line);
  if (place.check === 'duplicate-key') return explainTwice(sheet, line);
  return explainEmptied(place, sheet, line);
}

function explainEmptied(place: FaultPlace, sheet: Sheet, line: Line): Explained {
  const region = (line.kind === 'content' && keyRegion(sheet, line)) || { first: line.index, last: line.index };
  const writers = line.kind === 'print' ? printsOn(sheet, line) : writersOf(sheet, line, region);
  const actions = writers.filter(({ kind }) => kind !== 'content');
  const [writer] = actions;
  const writing = writer && actionOf(sheet, writer);
  const missing = missingPaths(place, spanOf(sheet, region));
  const [first] = [...missing, ...missingInHelpers(place, writing?.text ?? '')];
  const cause = causeOf(place, sheet, line, writers, first);
  // What writes below a line is around it only in the words of a cause.
  const isTold = cause !== undefined || writing?.line === place.line;
  const around = (isTold ? writing : undefined) ?? actionAround(sheet, line);
  // A condition on a path that is misspelt would never hold.
  const corrected = missing.flatMap((one) => withPath(place, one));
  const cures = corrected.length > 0 ? corrected : emptiedCures({ sheet, line, writers }, place.check);
  return { ...(around && { around }), ...(cause !== undefined && { cause }), cures };
}

function printsOn(sheet: Sheet, line: Line): readonly Writer[] {
  const body = line.around.at(-1)?.arm.body ?? sheet.tree.nodes;
  return writersIn(sheet, body, { start: line.start, end: line.end });
}

function spanOf({ lines }: Sheet, { first, last }: Region): { readonly start: number; readonly end: number } {
  return { start: lines[first]?.start ?? 0, end: lines[last]?.end ?? 0 };
}

function causeOf(
  { scope, check }: FaultPlace,
  sheet: Sheet,
  line: Line,
  writers: readonly Writer[],
  missing: MissingPath | undefined,
): string | undefined {
  const path = missing && `\`.Values.${inScope(missing.path, scope).join('.')}\``;
  if (missing?.meant)
    return `no values have ${path}: was \`.Values.${inScope(missing.meant, scope).join('.')}\` meant?`;
  if (check === 'wrong-type') return typeCause(sheet, line, writers);
  if (!check.startsWith('emptied-')) return undefined;
  const why = writtenCause(sheet, line, writers);
  return why && path ? `${why}; no values have ${path}.` : why && `${why}.`;
}

function writtenCause(sheet: Sheet, line: Line, writers: readonly Writer[]): string | undefined {
  const key = `\`${writtenKey(sheet, line) ?? '-'}:\``;
  const [writer, ...others] = writers;
  if (writer === undefined) return line.key && `nothing in the template writes what is to stand under ${key}`;
  if (writers.some(({ kind }) => kind === 'content')) return undefined;
  const text = `\`${actionOf(sheet, writer)?.text}\``;
  if (line.kind === 'print') return `${text} writes its value as it is, and the fault stands in that`;
  if (others.length > 0) return `all that is to stand under ${key} depends on conditions, and ${key} itself does not`;
  if (writer.kind === 'control') {
    if (writer.node.kind === 'range') return `${key} stands outside of the ${text} that writes what is under it`;
    return `what is under ${key} depends on ${text}, and ${key} itself does not`;
  }
  return `${text} ${printCause(actionOf(sheet, writer)?.word)}, and ${key} is written all the same`;
}

/** As the template has it: `line.key` has other letters in the place of actions. */
function writtenKey({ tree }: Sheet, { key, start, keyColumn }: Line): string | undefined {
  if (key === undefined) return undefined;
  const first = start + keyColumn;
  const from = /["']/.test(tree.text.charAt(first)) ? first + 1 : first;
  return tree.text.slice(from, from + key.length);
}

const LISTS = new Set(['ingress', 'egress', 'from', 'to', 'ports']);

function typeCause(sheet: Sheet, line: Line, [writer]: readonly Writer[]): string | undefined {
  const action = writer && actionOf(sheet, writer);
  if (action === undefined || !LISTS.has(line.key ?? '')) return undefined;
  return `\`${action.text}\` writes what its value is, of an empty map \`{}\`, and \`${line.key}:\` takes a list.`;
}

function printCause(word: string | undefined): string {
  if (word === 'toYaml') return 'writes `[]`, `{}` or `null` of what is empty';
  if (word === 'tpl') return 'writes nothing, `[]`, `{}` or `null` of what is empty';
  return word === 'value' ? 'is empty' : 'printed nothing';
}
