import type { Span } from '../../manifest/tree.ts';
import { lineOfOffset } from '../template/lines.ts';
import type { ControlNode } from '../template/nodes.ts';
import type { Line, Sheet } from './lines.ts';
import { type Region, withComments } from './regions.ts';

/** The template with a region in an `if` of its own, which stands where the region does, behind other `actions`. */
export function wrapped(sheet: Sheet, region: Region, condition: string, actions: readonly string[] = []): string {
  return aroundLines(sheet, region, [...actions, `{{- if ${condition} }}`], '{{- end }}', []);
}

/** The template with the actions of a control moved around a region; undefined where they share their lines with others. */
export function movedAround(sheet: Sheet, region: Region, control: ControlNode): string | undefined {
  const [first] = control.arms;
  const opening = first && ownLine(sheet, first.action);
  const closing = ownLine(sheet, control.closing);
  if (!first || !opening || !closing || control.arms.length > 1) return undefined;
  const [before = '', after = ''] = [first.action, control.closing].map(({ start, end }) =>
    sheet.tree.text.slice(start, end),
  );
  return aroundLines(sheet, region, [before], after, [opening, closing]);
}

/** The template with the line of a key moved behind the first action of a control. */
export function movedInto(sheet: Sheet, key: Line, control: ControlNode): string | undefined {
  const opening = control.arms[0] && ownLine(sheet, control.arms[0].action);
  if (!opening || control.arms.length > 1 || opening.index <= key.index) return undefined;
  const { first, last } = withComments(sheet, { first: key.index, last: key.index });
  const moved = sheet.lines.slice(first, last + 1).map((line) => textOf(sheet, line));
  return joined(sheet, (line) => {
    if (line.index >= first && line.index <= last) return [];
    return line.index === opening.index ? [textOf(sheet, line), ...moved] : [textOf(sheet, line)];
  });
}

/** The template with some characters replaced. */
export function replacedAt({ tree }: Sheet, { start, end }: Span, by: string): string {
  return tree.text.slice(0, start) + by + tree.text.slice(end);
}

/** The template without a region. */
export function without(sheet: Sheet, { first, last }: Region): string {
  return joined(sheet, (line) => (line.index >= first && line.index <= last ? [] : [textOf(sheet, line)]));
}

function aroundLines(
  sheet: Sheet,
  region: Region,
  before: readonly string[],
  after: string,
  gone: readonly Line[],
): string {
  const { first, last } = withComments(sheet, region);
  const own = sheet.lines[region.first];
  const [, indent = '', returns = ''] = /^([ \t]*)[^\r]*(\r?)/.exec(own ? textOf(sheet, own) : '') ?? [];
  const added = (action: string): string => `${indent}${action}${returns}`;
  return joined(sheet, (line) => [
    ...(line.index === first ? before.map(added) : []),
    ...(gone.includes(line) ? [] : [textOf(sheet, line)]),
    ...(line.index === last ? [added(after)] : []),
  ]);
}

/** The lines that each line becomes. */
function joined({ lines }: Sheet, become: (line: Line) => readonly string[]): string {
  return lines.flatMap(become).join('\n');
}

function textOf({ tree }: Sheet, { start, end }: Line): string {
  return tree.text.slice(start, end);
}

/** The line that an action has for itself. */
function ownLine(sheet: Sheet, { start, end }: Span): Line | undefined {
  const line = sheet.lines[lineOfOffset(sheet.lines, start)];
  if (line === undefined || end > line.end) return undefined;
  const { text } = sheet.tree;
  return (text.slice(line.start, start) + text.slice(end, line.end)).trim() === '' ? line : undefined;
}
