import type { Arm, ControlNode, DefineNode, Pipeline, TemplateFault, TemplateNode, TemplateTree } from './nodes.ts';
import { readPipeline, stringValue } from './pipeline.ts';
import {
  expect,
  forget,
  freshVariables,
  nested,
  next,
  peek,
  type Reader,
  Refusal,
  unexpected,
  words,
} from './reader.ts';
import { type Token, tokensOf } from './tokens.ts';

/**
 * Reads a template as Helm does: Go's text/template (parse/parse.go), whatever functions are called. What does not parse
 * gives a fault with Go's words; so does what nests more than 400 deep, which Go would read.
 */
export function parseTemplate(text: string): TemplateTree | TemplateFault {
  const reader: Reader = { text, tokens: tokensOf(text), at: 0, vars: freshVariables(), ranges: 0, depth: 0 };
  try {
    return { text, nodes: readTop(reader) };
  } catch (error) {
    if (error instanceof Refusal) return error.fault;
    throw error;
  }
}

function readTop(reader: Reader): readonly TemplateNode[] {
  const nodes: TemplateNode[] = [];
  const full = new Set<string>();
  while (peek(reader).kind !== 'eof') {
    const isDefine = peek(reader).kind === 'open' && peek(reader, 1).value === 'define';
    const node = isDefine ? readDefine(reader, full) : readNode(reader, full);
    if (!('stop' in node)) nodes.push(node);
    else throw new Refusal(`unexpected {{${node.stop}}}`, node.start);
  }
  return nodes;
}

/** An `end` or an `else`, which ends a list; `token` is the word of it. */
type Stop = { readonly stop: 'end' | 'else'; readonly start: number; readonly end: number; readonly next?: string };

type List = { readonly nodes: readonly TemplateNode[]; readonly stop: Stop };

function readList(reader: Reader, full: Set<string>): List {
  const nodes: TemplateNode[] = [];
  for (;;) {
    const token = peek(reader);
    if (token.kind === 'eof') throw new Refusal('unexpected EOF', token.start);
    const node = readNode(reader, full);
    if ('stop' in node) return { nodes, stop: node };
    nodes.push(node);
  }
}

function readNode(reader: Reader, full: Set<string>): TemplateNode | Stop {
  const token = next(reader);
  const { kind, start, end } = token;
  if (kind === 'text') return { kind, start, end, from: token.from, to: token.to };
  if (kind === 'comment') return { kind, start, end };
  if (kind !== 'open') return unexpected(token, 'input');
  const word = peek(reader);
  if (word.kind !== 'keyword') return readPrint(reader, start);
  reader.at++;
  switch (word.value) {
    case 'if':
    case 'with':
    case 'range':
      return nested(reader, token, () => readControl(reader, word.value as ControlNode['kind'], start, full));
    case 'else':
      return readElse(reader, start);
    case 'end':
      return { stop: 'end', start, end: expect(reader, 'close', 'end').end };
    case 'break':
    case 'continue':
      return readJump(reader, word.value, start);
    case 'template':
      return readCall(reader, start);
    case 'block':
      return nested(reader, token, () => readBlock(reader, start, full));
    default:
      return unexpected(word, 'command');
  }
}

function readPrint(reader: Reader, start: number): TemplateNode {
  const pipeline = readPipeline(reader, 'command', 'close');
  return { kind: 'print', start, end: closed(reader), pipeline };
}

/** The end of the token that was read last. */
function closed(reader: Reader): number {
  return peek(reader, -1).end;
}

function readJump(reader: Reader, kind: 'break' | 'continue', start: number): TemplateNode {
  const { end } = expect(reader, 'close', `{{${kind}}}`);
  if (reader.ranges === 0) throw new Refusal(`{{${kind}}} outside {{range}}`, start);
  return { kind, start, end };
}

/** An `else` leaves an `if` or `with` behind it for the control to read. */
function readElse(reader: Reader, start: number): Stop {
  const { kind, value } = peek(reader);
  if (kind === 'keyword' && (value === 'if' || value === 'with'))
    return { stop: 'else', start, end: peek(reader).start, next: value };
  return { stop: 'else', start, end: expect(reader, 'close', 'else').end };
}

function readControl(reader: Reader, kind: ControlNode['kind'], start: number, full: Set<string>): ControlNode {
  const known = reader.vars.order.length;
  const arms: Arm[] = [];
  let word: Arm['word'] = kind;
  let from = start;
  for (;;) {
    const pipeline: Pipeline | undefined = word === 'else' ? undefined : readPipeline(reader, kind, 'close');
    const action = { start: from, end: closed(reader) };
    if (word === 'range') reader.ranges++;
    const { nodes, stop } = readList(reader, full);
    if (word === 'range') reader.ranges--;
    arms.push({ word, action, ...(pipeline && { pipeline }), body: nodes });
    if (stop.stop === 'end') {
      forget(reader, known);
      return { kind, start, end: stop.end, arms, closing: { start: stop.start, end: stop.end } };
    }
    if (word === 'else') throw new Refusal('expected end; found {{else}}', stop.start);
    word = nextWord(reader, kind, stop);
    from = stop.start;
  }
}

function nextWord(reader: Reader, kind: ControlNode['kind'], { next: word }: Stop): Arm['word'] {
  if (word === undefined) return 'else';
  if (word !== kind) throw new Refusal(`unexpected ${words(peek(reader))} in input`, peek(reader).start);
  reader.at++;
  return kind === 'if' ? 'else if' : 'else with';
}

function readCall(reader: Reader, start: number): TemplateNode {
  const name = readName(reader, 'template clause');
  if (peek(reader).kind === 'close') return { kind: 'template', start, end: next(reader).end, name };
  const pipeline = readPipeline(reader, 'template clause', 'close');
  return { kind: 'template', start, end: closed(reader), name, pipeline };
}

function readName(reader: Reader, context: string): string {
  const token: Token = next(reader);
  return token.kind === 'string' || token.kind === 'raw' ? stringValue(token) : unexpected(token, context);
}

function readDefine(reader: Reader, full: Set<string>): DefineNode {
  const { start } = next(reader);
  reader.at++;
  const name = readName(reader, 'define clause');
  const { end } = expect(reader, 'close', 'define clause');
  return readBody(reader, { kind: 'define', name, start, action: { start, end } }, full);
}

function readBlock(reader: Reader, start: number, full: Set<string>): DefineNode {
  const name = readName(reader, 'block clause');
  const pipeline = readPipeline(reader, 'block clause', 'close');
  const action = { start, end: closed(reader) };
  return readBody(reader, { kind: 'block', name, pipeline, start, action }, full);
}

/** What stands in a define has variables of its own, and no range around. */
function readBody(reader: Reader, head: Omit<DefineNode, 'end' | 'body' | 'closing'>, full: Set<string>): DefineNode {
  const { vars, ranges } = reader;
  reader.vars = freshVariables();
  reader.ranges = 0;
  const { nodes, stop } = readList(reader, full);
  reader.vars = vars;
  reader.ranges = ranges;
  if (stop.stop !== 'end') throw new Refusal(`unexpected {{else}} in ${head.kind} clause`, stop.start);
  if (!nodes.every((node) => isEmpty(node, reader.text))) {
    if (full.has(head.name))
      throw new Refusal(`multiple definition of template ${JSON.stringify(head.name)}`, head.start);
    full.add(head.name);
  }
  return { ...head, body: nodes, end: stop.end, closing: { start: stop.start, end: stop.end } };
}

/** A define of blanks and comments gives way to another of its name. */
function isEmpty(node: TemplateNode, text: string): boolean {
  return node.kind === 'comment' || (node.kind === 'text' && text.slice(node.from, node.to).trim() === '');
}
