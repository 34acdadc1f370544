import { lineOfOffset } from '../template/lines.ts';
import type { Pipeline, TemplateNode, TemplateTree } from '../template/nodes.ts';
import { ELEMENT } from './abstract.ts';

/** The keys that a place of a template stands under, from the root; `indent` is what `nindent` says. */
export type KeysAt = (offset: number, indent?: number) => readonly string[];

/** Reads the literal text of a template as far as its lines look like YAML. A computed key is `[]`. */
export function yamlKeys(tree: TemplateTree): KeysAt {
  const masked = maskActions(tree);
  const lines = linesOf(masked);
  return (offset, indent) => {
    const index = lineOfOffset(lines, offset);
    const line = lines[index];
    if (line === undefined) return [];
    const before = masked.slice(line.start, offset);
    if (/[^\s\u0002]/.test(before)) return namesOf(pushed(line.above, before));
    if (indent !== undefined) return namesOf(cut(line.above, indent));
    const next = nextWriting(lines, index);
    return namesOf(
      next?.isItem ? cut(line.above, next.column) : below(line.above, next?.column ?? Number.POSITIVE_INFINITY),
    );
  };
}

/** What `nindent` or `indent` at the end of a pipeline asks for. */
export function indentOf({ commands }: Pipeline): number | undefined {
  for (const { args } of commands.slice(-2)) {
    const [name, width] = args;
    if (name?.kind === 'function' && /^n?indent$/.test(name.name) && width?.kind === 'number')
      return Number(width.value);
  }
  return undefined;
}

type Key = {
  readonly column: number;
  readonly name: string;
  readonly isBare: boolean;
  readonly parent: Key | undefined;
};

/** Where what a line writes begins; `isItem` where it may be an item of a list. */
type Writing = { readonly column: number; readonly isItem: boolean };

/** `above` are the keys before the line. */
type Line = { readonly start: number; readonly above: Key | undefined; readonly writes: Writing | undefined };

/**
 * The text with each action as so many marks in its place: U+0003 for define, block and their ends, U+0002 for all else that
 * prints nothing, U+0001 for what prints, or U+E000 and the column that its `nindent` or `indent` asks for. Line breaks in an
 * action go.
 */
export function maskActions({ text, nodes }: TemplateTree): string {
  const pieces: string[] = [];
  const fill = ({ start, end }: { start: number; end: number }, char: string) => pieces.push(char.repeat(end - start));
  const visit = (node: TemplateNode): void => {
    if (node.kind === 'text') pieces.push(text.slice(node.start, node.end));
    else if ('arms' in node) {
      for (const arm of node.arms) {
        fill(arm.action, '\u0002');
        arm.body.forEach(visit);
      }
      fill(node.closing, '\u0002');
    } else if ('body' in node) {
      fill(node.action, '\u0003');
      node.body.forEach(visit);
      fill(node.closing, '\u0003');
    } else fill(node, printsText(node) ? columnMark(node) : '\u0002');
  };
  nodes.forEach(visit);
  return pieces.join('');
}

/** \u0001, or a private character that holds the column that `nindent` begins a new line at. */
function columnMark(node: TemplateNode): string {
  const indent = node.kind === 'print' ? indentOf(node.pipeline) : undefined;
  return indent === undefined || indent > 1000 ? '\u0001' : String.fromCharCode(0xe000 + indent);
}

function printsText(node: TemplateNode): boolean {
  return node.kind === 'template' || (node.kind === 'print' && node.pipeline.declares.length === 0);
}

function linesOf(masked: string): readonly Line[] {
  const lines: Line[] = [];
  let above: Key | undefined;
  let start = 0;
  for (const line of masked.split('\n')) {
    lines.push({ start, above, writes: writingOf(line) });
    // A define begins anew, and so does a document.
    above = line.includes('\u0003') || line.startsWith('---') ? undefined : pushed(above, line);
    start += line.length + 1;
  }
  return lines;
}

function writingOf(line: string): Writing | undefined {
  const content = /[^\s\u0002]/.exec(line);
  if (content === null || content[0] === '#' || content[0] === '\u0003') return undefined;
  const code = content[0].charCodeAt(0);
  if (code >= 0xe000 && code <= 0xe3e8) return { column: code - 0xe000, isItem: true };
  return { column: content.index, isItem: content[0] === '-' };
}

const ITEM =
  /^([ \u0002]*)((?:- +)*)(?:("[^"]*"|'[^']*'|[^\s#:"'{[\-&*!|>%@`\u0002][^:\n]*?)[ \u0002]*:(?=[\s\u0001\u0002\ue000-\ue3e8]|$)(.*)|(?:.*))$/s;

function pushed(above: Key | undefined, line: string): Key | undefined {
  const found = ITEM.exec(line.replace(/\r$/, ''));
  const indent = found?.[1]?.length ?? 0;
  const dashes = found?.[2]?.length ?? 0;
  const written = found?.[3];
  if (written === undefined) return dashes > 0 ? above && cut(above, indent) : above;
  const outer = dashes > 0 ? cut(above, indent) : below(above, indent);
  const name = /[\u0001\ue000-\ue3e8]/.test(written) ? ELEMENT : written.replace(/^(["'])(.*)\1$/, '$2');
  const rest = (found?.[4] ?? '').replace(/[\s\u0002\ue000-\ue3e8]|#.*$/g, '');
  return { column: indent + dashes, name, isBare: rest === '', parent: outer };
}

function below(key: Key | undefined, column: number): Key | undefined {
  let at = key;
  while (at !== undefined && at.column >= column) at = at.parent;
  return at;
}

/** The keys that something at a column stands under; an item may stand at the column of its key. */
function cut(key: Key | undefined, column: number): Key | undefined {
  let at = key;
  while (at !== undefined && (at.column > column || (at.column === column && !at.isBare))) at = at.parent;
  return at;
}

function nextWriting(lines: readonly Line[], index: number): Writing | undefined {
  return lines.slice(index, index + 50).find(({ writes }) => writes !== undefined)?.writes;
}

function namesOf(key: Key | undefined): readonly string[] {
  const names: string[] = [];
  for (let at = key; at !== undefined; at = at.parent) names.unshift(at.name);
  return names;
}
