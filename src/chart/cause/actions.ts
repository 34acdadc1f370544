import type { Span } from '../../manifest/tree.ts';
import { lineOfOffset } from '../template/lines.ts';
import type { ControlNode, Operand, Pipeline, PrintNode, TemplateNode } from '../template/nodes.ts';
import type { Action } from '../types.ts';
import type { Line, Sheet } from './lines.ts';
import type { Region } from './regions.ts';

/** What writes in a region: an action of its own line or branch, or literal text (`content`). */
export type Writer =
  | { readonly kind: 'control'; readonly node: ControlNode }
  | { readonly kind: 'print'; readonly node: TemplateNode }
  | { readonly kind: 'content'; readonly line: Line };

/** What writes the value of a key: on its own line behind the colon, and below it; branches as a whole. */
export function writersOf(sheet: Sheet, line: Line, region: Region): readonly Writer[] {
  const { lines, tree } = sheet;
  const colon = tree.text.indexOf(':', line.start + line.keyColumn + (line.key ?? '').length);
  const from = line.key === undefined ? line.start + line.column : colon + 1;
  const end = lines[region.last]?.end ?? tree.text.length;
  const around = line.around.at(-1)?.arm.body ?? siblings(tree.nodes, line.start);
  return writersIn(sheet, around, { start: from, end }).filter(
    (writer) => writer.kind !== 'content' || writer.line.index > line.index || hasText(sheet, line, from),
  );
}

/** The nodes that stand beside an offset: those of the file, or of the define around it. */
function siblings(nodes: readonly TemplateNode[], offset: number): readonly TemplateNode[] {
  const define = nodes.find((node) => 'body' in node && node.action.end <= offset && offset < node.closing.start);
  return define !== undefined && 'body' in define ? define.body : nodes;
}

function hasText({ tree }: Sheet, line: Line, from: number): boolean {
  return /[^\s"']/.test(tree.text.slice(from, line.end).replace(/\{\{[\s\S]*?\}\}|#.*/g, ''));
}

/** What writes between two offsets, of nodes beside each other. */
export function writersIn(sheet: Sheet, nodes: readonly TemplateNode[], span: Span): readonly Writer[] {
  return nodes.flatMap((node): readonly Writer[] => {
    if (node.end <= span.start || node.start >= span.end) return [];
    if ('arms' in node) return node.start >= span.start ? [{ kind: 'control', node }] : [];
    if (node.kind === 'print') return node.pipeline.declares.length === 0 ? [{ kind: 'print', node }] : [];
    if (node.kind === 'template') return [{ kind: 'print', node }];
    if (node.kind !== 'text') return [];
    return textWriters(sheet, Math.max(node.start, span.start), Math.min(node.end, span.end));
  });
}

function textWriters({ tree, lines }: Sheet, from: number, to: number): readonly Writer[] {
  const found = /[^\s]/.exec(
    tree.text.slice(from, to).replace(/(^|\n)\s*#.*/g, (comment) => ' '.repeat(comment.length)),
  );
  const line = found && lines[lineOfOffset(lines, from + found.index)];
  return line ? [{ kind: 'content', line }] : [];
}

/** The action of a writer as it is told. */
export function actionOf({ lines, tree }: Sheet, writer: Writer): Action | undefined {
  if (writer.kind === 'content') return undefined;
  const span = writer.kind === 'control' ? writer.node.arms[0]?.action : writer.node;
  if (span === undefined) return undefined;
  const word = writer.kind === 'control' ? writer.node.kind : printWord(writer.node);
  return { word, line: lineOfOffset(lines, span.start) + 1, text: wordsOf(tree.text.slice(span.start, span.end)) };
}

/** An action without its braces, in one line. */
export function wordsOf(action: string): string {
  return action.replace(/^\{\{(-\s)?\s*|\s*(\s-)?\}\}$/g, '').replace(/\s+/g, ' ');
}

function printWord(node: TemplateNode): Action['word'] {
  if (node.kind !== 'print') return 'template';
  const names = functionsOf(node.pipeline);
  return (['include', 'tpl', 'toYaml'] as const).find((name) => names.includes(name)) ?? 'value';
}

function functionsOf(pipeline: Pipeline): readonly string[] {
  return pipeline.commands.flatMap(({ args }) =>
    args.flatMap((arg) => (arg.kind === 'function' ? [arg.name] : arg.kind === 'pipeline' ? functionsOf(arg) : [])),
  );
}

/** What a print writes, as an expression that is false where that is empty; undefined where nothing simple tells. */
export function printedExpression(text: string, { pipeline }: PrintNode): string | undefined {
  const yaml = argumentOf(pipeline, /^(toYaml|toYamlPretty|toJson)$/);
  if (yaml !== undefined) return text.slice(yaml.start, yaml.end);
  const [command] = pipeline.commands;
  const [head, , dot] = command?.args ?? [];
  if (command === undefined || head === undefined) return undefined;
  if (head.kind === 'function' && head.name === 'include') {
    const value = dot && valueInDict(dot);
    return value ? text.slice(value.start, value.end) : `${text.slice(command.start, command.end)} | trim`;
  }
  const isValue = head.kind === 'field' || head.kind === 'variable' || head.kind === 'dot';
  const isDefaulted = functionsOf(pipeline).some((name) => /^(default|coalesce|ternary|required)$/.test(name));
  return isValue && !isDefaulted ? text.slice(head.start, head.end) : undefined;
}

/** `X` of `toYaml X` or `X | toYaml`, wherever in a pipeline. */
function argumentOf({ commands }: Pipeline, name: RegExp): Span | undefined {
  for (const [i, { args }] of commands.entries()) {
    const [head, argument] = args;
    if (head?.kind === 'function' && name.test(head.name)) {
      if (argument !== undefined) return argument;
      const before = commands[i - 1];
      return before && { start: commands[0]?.start ?? before.start, end: before.end };
    }
    for (const arg of args) {
      const found = arg.kind === 'pipeline' ? argumentOf(arg, name) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** What helpers that render values are given: `dict "value" .Values.x "context" $`. */
function valueInDict(dot: Operand): Operand | undefined {
  const args = dot.kind === 'pipeline' ? (dot.commands[0]?.args ?? []) : [];
  const at = args.findIndex((arg) => arg.kind === 'string' && /^values?$/.test(arg.value));
  return at === -1 ? undefined : args[at + 1];
}
