import type { Command, Operand, Pipeline } from './nodes.ts';
import { isNumber } from './numbers.ts';
import { declare, nested, next, peek, type Reader, Refusal, unexpected } from './reader.ts';
import { unquote } from './strings.ts';
import type { Token } from './tokens.ts';

/** Reads a pipeline and the token that ends it (parse.go, pipeline). `context` is Go's word for where it stands. */
export function readPipeline(reader: Reader, context: string, end: 'close' | ')'): Pipeline {
  const { start } = peek(reader);
  const { declares, isAssignment } = readDeclarations(reader, context);
  const commands: Command[] = [];
  while (peek(reader).kind !== end) {
    if (!OPERANDS.has(peek(reader).kind)) unexpected(peek(reader), context);
    commands.push(readCommand(reader));
  }
  const closing = next(reader);
  if (commands.length === 0) throw new Refusal(`missing value for ${context}`, closing.start);
  const odd = commands.findIndex(({ args }, i) => i > 0 && LITERALS.has(args[0]?.kind ?? ''));
  if (odd !== -1)
    throw new Refusal(`non executable command in pipeline stage ${odd + 1}`, commands[odd]?.start ?? start);
  return { kind: 'pipeline', start, end: closing.start, declares, isAssignment, commands };
}

const OPERANDS = new Set<string>([
  ...['bool', 'character', 'dot', 'field', 'identifier', 'number', 'nil', 'raw', 'string', 'variable', '('],
]);
const LITERALS = new Set<string>(['bool', 'dot', 'nil', 'number', 'string']);

type Declarations = { readonly declares: readonly string[]; readonly isAssignment: boolean };

function readDeclarations(reader: Reader, context: string): Declarations {
  const declares: string[] = [];
  while (peek(reader).kind === 'variable') {
    const sign = peek(reader, 1);
    const isComma = sign.kind === 'char' && sign.value === ',';
    if (sign.kind !== '=' && sign.kind !== ':=' && !isComma) break;
    const { value } = next(reader);
    next(reader);
    declares.push(value);
    declare(reader, value);
    if (!isComma) return { declares, isAssignment: sign.kind === '=' };
    if (context !== 'range' || declares.length > 1)
      throw new Refusal(`too many declarations in ${context}`, sign.start);
    const { kind, start } = peek(reader);
    if (kind !== 'variable' && kind !== 'close' && kind !== ')')
      throw new Refusal('range can only initialize variables', start);
  }
  return { declares, isAssignment: false };
}

/** Words up to a bar, which is read too, or up to the end of the pipeline. */
function readCommand(reader: Reader): Command {
  const { start } = peek(reader);
  const args: Operand[] = [];
  for (;;) {
    const operand = readOperand(reader);
    if (operand !== undefined) args.push(operand);
    const token = peek(reader);
    const isEnd = token.kind === 'close' || token.kind === ')' || token.kind === '|';
    if (!isEnd && operand !== undefined && token.isSpaced) continue;
    if (!isEnd) unexpected(token, 'operand');
    if (token.kind === '|') reader.at++;
    if (args.length === 0) throw new Refusal('empty command', token.start);
    return { start, end: args.at(-1)?.end ?? start, args };
  }
}

function readOperand(reader: Reader): Operand | undefined {
  const term = readTerm(reader);
  if (term === undefined) return undefined;
  const path: string[] = [];
  let { end } = term;
  while (peek(reader).kind === 'field' && !peek(reader).isSpaced) {
    const field = next(reader);
    path.push(field.value.slice(1));
    end = field.end;
  }
  if (path.length === 0) return term;
  if (LITERALS.has(term.kind)) throw new Refusal('unexpected . after term', term.end);
  if (term.kind === 'field' || term.kind === 'variable') return { ...term, end, path: [...term.path, ...path] };
  return { kind: 'chain', start: term.start, end, of: term, path };
}

function readTerm(reader: Reader): Operand | undefined {
  const token = peek(reader);
  if (!OPERANDS.has(token.kind)) return undefined;
  reader.at++;
  const span = { start: token.start, end: token.end };
  switch (token.kind) {
    case '(':
      return readParentheses(reader, token);
    case 'variable':
      if (!reader.vars.known.get(token.value))
        throw new Refusal(`undefined variable ${JSON.stringify(token.value)}`, token.start);
      return { ...span, kind: 'variable', name: token.value, path: [] };
    case 'field':
      return { ...span, kind: 'field', path: [token.value.slice(1)] };
    case 'identifier':
      return { ...span, kind: 'function', name: token.value };
    case 'bool':
      return { ...span, kind: 'bool', value: token.value === 'true' };
    case 'dot':
    case 'nil':
      return { ...span, kind: token.kind };
    case 'string':
    case 'raw':
      return { ...span, kind: 'string', value: stringValue(token) };
    default:
      return { ...span, kind: 'number', value: numberValue(token) };
  }
}

function readParentheses(reader: Reader, open: Token): Pipeline {
  const pipeline = nested(reader, open, () => readPipeline(reader, 'parenthesized pipeline', ')'));
  return { ...pipeline, start: open.start, end: pipeline.end + 1 };
}

/** The value of a quoted string, or Go's complaint about it. */
export function stringValue(token: Token): string {
  const value = unquote(token.value);
  if (value === undefined) throw new Refusal('invalid syntax', token.start);
  return value;
}

function numberValue(token: Token): string {
  if (token.kind === 'number') {
    if (!isNumber(token.value)) throw new Refusal(`illegal number syntax: ${JSON.stringify(token.value)}`, token.start);
    return token.value;
  }
  const character = unquote(token.value);
  if (character === undefined || [...character].length !== 1)
    throw new Refusal(`malformed character constant: ${token.value}`, token.start);
  return String(character.codePointAt(0));
}
