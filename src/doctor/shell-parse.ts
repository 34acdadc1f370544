import type { AndOrPart, Arm, ListItem, ShellCommand, ShellList, ShellNode, ShellText } from './shell.ts';
import { type Token, tokensOf } from './shell-tokens.ts';

/** Reads a text as a shell would; nothing is expanded and nothing is run. */
export function parseShell(text: string): ShellText {
  const reader: Reader = { tokens: [...tokensOf(text)], at: 0, isOdd: false, depth: 0 };
  return { root: readList(reader, []), isOdd: reader.isOdd };
}

type Reader = { readonly tokens: readonly Token[]; at: number; isOdd: boolean; depth: number };

/** No script is nested so deep; what is, would only exhaust the stack. */
const DEEPEST = 60;

function readList(reader: Reader, stops: readonly string[]): ShellList {
  const items: ListItem[] = [];
  for (let token = peek(reader); token !== undefined; token = peek(reader)) {
    if (stops.includes(token.text)) break;
    const isSeparator = token.isOperator && /^(\n|;|&)$/.test(token.text);
    if (isSeparator || (token.isOperator && token.text !== '(') || CLOSERS.has(token.text)) {
      reader.isOdd ||= !isSeparator;
      reader.at++;
      continue;
    }
    const before = reader.at;
    const node = readAndOr(reader);
    if (reader.at === before) reader.at++;
    else items.push({ node, isBackground: isOperator(peek(reader), '&') });
  }
  return { kind: 'list', items };
}

/** Words that end a piece, and begin no command. */
const CLOSERS = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}']);

function readAndOr(reader: Reader): ShellNode {
  const parts: AndOrPart[] = [{ operator: '', node: readPipe(reader) }];
  for (let token = peek(reader); token?.isOperator; token = peek(reader)) {
    if (token.text !== '&&' && token.text !== '||') break;
    reader.at++;
    skipLines(reader);
    parts.push({ operator: token.text, node: readPipe(reader) });
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0].node : { kind: 'and-or', parts };
}

function readPipe(reader: Reader): ShellNode {
  let isNegated = false;
  for (; isWord(reader, '!'); reader.at++) isNegated = !isNegated;
  const stages = [readStage(reader)];
  while (isOperator(peek(reader), '|')) {
    reader.at++;
    skipLines(reader);
    stages.push(readStage(reader));
  }
  const [only] = stages;
  return stages.length === 1 && only !== undefined && !isNegated ? only : { kind: 'pipe', stages, isNegated };
}

function readStage(reader: Reader): ShellNode {
  reader.depth++;
  const node = reader.depth > DEEPEST ? readCommand(reader) : readPiece(reader);
  reader.depth--;
  return node;
}

function readPiece(reader: Reader): ShellNode {
  const token = peek(reader);
  if (token === undefined) return readCommand(reader);
  if (isOperator(token, '(')) return readGroup(reader, ')');
  if (token.isOperator) return readCommand(reader);
  switch (token.text) {
    case '{':
      return readGroup(reader, '}');
    case 'if':
      return readIf(reader);
    case 'while':
    case 'until':
    case 'for':
    case 'select':
      return readLoop(reader, token.text);
    case 'case':
      return readCase(reader);
    case 'function':
      return readFunction(reader, 1);
    default:
      return isFunction(token, reader.tokens[reader.at + 1]) ? readFunction(reader, 0) : readCommand(reader);
  }
}

function isFunction({ text }: Token, next: Token | undefined): boolean {
  return isOperator(next, ')') ? /^[\w.:-]+\($/.test(text) : isOperator(next, '(') && /^[\w.:-]+$/.test(text);
}

function readGroup(reader: Reader, closer: ')' | '}'): ShellNode {
  reader.at++;
  const body = readList(reader, [closer]);
  expect(reader, closer);
  return { kind: 'group', body, isSubshell: closer === ')' };
}

function readIf(reader: Reader): ShellNode {
  const arms: Arm[] = [];
  let otherwise: ShellNode | undefined;
  do {
    reader.at++;
    const condition = readList(reader, ['then', 'fi']);
    expect(reader, 'then');
    arms.push({ condition, body: readList(reader, ['elif', 'else', 'fi']) });
  } while (isWord(reader, 'elif'));
  if (isWord(reader, 'else')) {
    reader.at++;
    otherwise = readList(reader, ['fi']);
  }
  expect(reader, 'fi');
  return { kind: 'if', arms, ...(otherwise !== undefined && { otherwise }) };
}

function readLoop(reader: Reader, word: string): ShellNode {
  reader.at++;
  const condition = readList(reader, ['do', 'done']);
  expect(reader, 'do');
  const body = readList(reader, ['done']);
  expect(reader, 'done');
  return word === 'while' || word === 'until' ? { kind: 'loop', word, condition, body } : { kind: 'loop', word, body };
}

function readCase(reader: Reader): ShellNode {
  const bodies: ShellNode[] = [];
  while (peek(reader) !== undefined && !isWord(reader, 'in')) reader.at++;
  reader.at++;
  for (skipLines(reader); peek(reader) !== undefined && !isWord(reader, 'esac'); skipLines(reader)) {
    while (peek(reader) !== undefined && !isOperator(peek(reader), ')')) reader.at++;
    reader.at++;
    bodies.push(readList(reader, [';;', ';&', ';;&', 'esac']));
    if (!isWord(reader, 'esac')) reader.at++;
  }
  expect(reader, 'esac');
  return { kind: 'case', bodies };
}

function readFunction(reader: Reader, at: number): ShellNode {
  reader.at += at;
  const name = (peek(reader)?.text ?? '').replace(/\($/, '');
  reader.at++;
  while (isOperator(peek(reader), '(') || isOperator(peek(reader), ')')) reader.at++;
  skipLines(reader);
  return { kind: 'function', name, body: readStage(reader) };
}

/** Words up to the next operator; within `[[ … ]]` operators are none. */
function readCommand(reader: Reader): ShellCommand {
  const tokens: Token[] = [];
  for (let token = peek(reader); token !== undefined; token = peek(reader)) {
    const isTest = tokens[0]?.text === '[[' && tokens.at(-1)?.text !== ']]';
    if (token.isOperator && !isTest) break;
    tokens.push(token);
    reader.at++;
  }
  reader.isOdd ||= tokens.length === 0;
  return commandOf(tokens);
}

function commandOf(tokens: readonly Token[]): ShellCommand {
  const words = tokens.map(({ text }) => text);
  const variables: Record<string, string> = {};
  let at = 0;
  for (; at < words.length; at++) {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(words[at] ?? '') ?? [];
    if (name !== undefined) variables[name] = value;
    else if (!PREFIXES.has(words[at] ?? '')) break;
  }
  const line = tokens[at]?.line ?? tokens[0]?.line ?? 0;
  const isLast = words.slice(0, at).includes('exec') && at < words.length;
  return { kind: 'command', line, words: words.slice(at), variables, isLast };
}

/** Words before a command that do not change which command it is. */
const PREFIXES = new Set(['sudo', 'time', 'exec', 'command', 'env', 'export']);

function peek({ tokens, at }: Reader): Token | undefined {
  return tokens[at];
}

function isOperator(token: Token | undefined, text: string): boolean {
  return token?.isOperator === true && token.text === text;
}

function isWord(reader: Reader, text: string): boolean {
  const token = peek(reader);
  return token?.isOperator === false && token.text === text;
}

function skipLines(reader: Reader): void {
  while (isOperator(peek(reader), '\n')) reader.at++;
}

function expect(reader: Reader, text: string): void {
  if (peek(reader)?.text === text) reader.at++;
  else reader.isOdd = true;
}
