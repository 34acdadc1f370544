import type { Variables } from './types.ts';

/** A simple command of a shell text. Words hold what quotes held; what only a shell can know stays as it is written. */
export type ShellCommand = {
  /** The line of the text that it begins on, from 0. */
  readonly line: number;
  readonly words: readonly string[];
  readonly variables: Variables;
  /** It is not the last of a pipe, so its exit code counts only with `pipefail`. */
  readonly pipedOn: boolean;
  /** What stands behind `||`. */
  readonly otherwise?: readonly string[];
};

type Token = { readonly text: string; readonly line: number; readonly isOperator: boolean };

/** Reads the simple commands of a text as a shell would split it; nothing is expanded and nothing is run. */
export function shellCommands(text: string): readonly ShellCommand[] {
  const commands: { words: Token[]; after: string }[] = [{ words: [], after: '' }];
  for (const token of tokensOf(text)) {
    const last = commands.at(-1);
    if (last === undefined) break;
    if (!token.isOperator) last.words.push(token);
    else if (last.words.length > 0) {
      last.after = token.text;
      commands.push({ words: [], after: '' });
    }
  }
  const filled = commands.filter(({ words }) => words.length > 0);
  return filled.flatMap(({ words, after }, at) => {
    const next = filled[at + 1]?.words.map((word) => word.text);
    return commandOf(words, after, after === '||' ? next : undefined);
  });
}

function commandOf(tokens: readonly Token[], after: string, otherwise: readonly string[] | undefined): ShellCommand[] {
  const words = tokens.map(({ text }) => text);
  const variables: Record<string, string> = {};
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name, value = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word) ?? [];
    if (name !== undefined) variables[name] = value;
    else if (!PREFIXES.has(word)) break;
  }
  const line = tokens[at]?.line ?? tokens[0]?.line ?? 0;
  const pipedOn = after === '|';
  return [{ line, words: words.slice(at), variables, pipedOn, ...(otherwise !== undefined && { otherwise }) }];
}

/** Words before a command that do not change which command it is. */
const PREFIXES = new Set([
  'sudo',
  'time',
  'exec',
  'command',
  'env',
  'export',
  '!',
  'if',
  'then',
  'do',
  'else',
  '{',
  '(',
]);

/** Whether what stands behind `||` makes a failure pass. */
export function forgives(otherwise: readonly string[] | undefined): boolean {
  const [first = '', second] = otherwise ?? [];
  if (first === 'exit' || first === 'return') return second === '0';
  return ['true', ':', 'echo', 'printf', '/bin/true'].includes(first);
}

function* tokensOf(text: string): Generator<Token> {
  let line = 0;
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    const operator = /^(?:\r?\n|&&|\|\||;;?|\|&?|&(?!>)|[()])/.exec(text.slice(at, at + 2))?.[0];
    if (operator !== undefined) {
      yield { text: operator === '|&' ? '|' : operator, line, isOperator: true };
      if (operator.endsWith('\n')) line++;
      at += operator.length;
    } else if (/\s/.test(char)) at++;
    else if (char === '\\' && /^\r?\n/.test(text.slice(at + 1, at + 3))) {
      at = text.indexOf('\n', at) + 1;
      line++;
    } else if (char === '#') at = endOfLine(text, at);
    else {
      const word = readWord(text, at);
      if (!word.isRedirection) yield { text: word.text, line, isOperator: false };
      line += text.slice(at, word.end).split('\n').length - 1;
      at = word.end;
    }
  }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Reads a word, or a redirection with the word that it leads to. */
function readWord(text: string, from: number): { text: string; end: number; isRedirection: boolean } {
  const redirection = /^(?:\d*|&)(?:>>|>\||>&|>|<<<|<<-?|<&|<)[ \t]*/.exec(text.slice(from, from + 20))?.[0];
  let at = from + (redirection?.length ?? 0);
  let word = '';
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/[\s;|&<>)]/.test(char) || (char === '(' && word === '')) break;
    const end = endOfPiece(text, at);
    const piece = text.slice(at, end);
    word += unquoted(piece);
    at = end;
  }
  return { text: word, end: Math.max(at, from + 1), isRedirection: redirection !== undefined };
}

const PIECE =
  /'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\(?:\r\n|[\s\S])|`[^`]*`|\$\{\{[\s\S]{0,500}?\}\}|\$\{[^}]{0,500}\}|\{\{[\s\S]{0,500}?\}\}/y;

/** The end of a quoted piece, an escape, an expansion, or a single character. */
function endOfPiece(text: string, at: number): number {
  PIECE.lastIndex = at;
  const piece = PIECE.exec(text)?.[0];
  if (piece !== undefined) return at + piece.length;
  return text.startsWith('$(', at) ? at + closing(text.slice(at, at + 1_000)) : at + 1;
}

function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at + 1;
  }
  return text.length;
}

function unquoted(piece: string): string {
  if (/^'[\s\S]+'$/.test(piece) || piece === "''") return piece.slice(1, -1);
  if (/^"[\s\S]+"$/.test(piece) || piece === '""')
    return piece
      .slice(1, -1)
      .replace(/\\\r?\n/g, '')
      .replace(/\\(["\\])/g, '$1');
  if (/^\\\r?\n$/.test(piece)) return '';
  return piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece;
}
