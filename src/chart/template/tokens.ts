import { afterNumber } from './numbers.ts';

/**
 * What a token is. `text` stands between actions; `open` and `close` are an action's braces; `char` is a character that
 * the grammar has no other name for, as a comma; `error` is the last one of a text that cannot be read.
 */
export type TokenKind =
  | 'text'
  | 'comment'
  | 'open'
  | 'close'
  | '('
  | ')'
  | '|'
  | '='
  | ':='
  | 'char'
  | 'string'
  | 'raw'
  | 'character'
  | 'number'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | 'eof'
  | 'error';

/** A piece of a template. Offsets count in the text as JavaScript does, `end` exclusive. */
export type Token = {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** The words as written; of an error what is wrong. */
  readonly value: string;
  /** A blank stands before it, inside of an action. */
  readonly isSpaced: boolean;
  /** What is left of a text between trim markers; elsewhere `start` and `end`. */
  readonly from: number;
  readonly to: number;
};

/**
 * Cuts a template as Go does (text/template/parse/lex.go), in one walk. Every character belongs to a text, a comment or an
 * action; after an error nothing follows.
 */
export function tokensOf(text: string): readonly Token[] {
  const lexer: Lexer = { text, at: 0, trimmedTo: 0, parens: 0, tokens: [], isBroken: false };
  while (!lexer.isBroken && lexer.at < text.length) {
    const open = text.indexOf('{{', lexer.at);
    const end = open === -1 ? text.length : open;
    readText(lexer, end, open !== -1);
    if (open !== -1) readAction(lexer);
  }
  if (!lexer.isBroken) push(lexer, 'eof', text.length, text.length);
  return lexer.tokens;
}

type Lexer = {
  readonly text: string;
  at: number;
  /** Up to where the marker of the action before takes blanks away. */
  trimmedTo: number;
  parens: number;
  readonly tokens: Token[];
  isBroken: boolean;
};

function push(lexer: Lexer, kind: TokenKind, start: number, end: number, isSpaced = false): undefined {
  lexer.tokens.push({ kind, start, end, value: lexer.text.slice(start, end), isSpaced, from: start, to: end });
  lexer.at = end;
}

function fail(lexer: Lexer, start: number, message: string): undefined {
  const end = lexer.at;
  lexer.tokens.push({ kind: 'error', start, end, value: message, isSpaced: false, from: start, to: end });
  lexer.isBroken = true;
}

function readText(lexer: Lexer, end: number, isAction: boolean): undefined {
  const { text, at, trimmedTo } = lexer;
  const from = Math.min(Math.max(at, trimmedTo), end);
  const isTrimmed = isAction && text[end + 2] === '-' && isBlank(text[end + 3]);
  const to = isTrimmed ? Math.max(from, trimEnd(text, from, end)) : end;
  if (end > at)
    lexer.tokens.push({ kind: 'text', start: at, end, value: text.slice(from, to), isSpaced: false, from, to });
  lexer.at = end;
}

function trimEnd(text: string, from: number, end: number): number {
  let at = end;
  while (at > from && isBlank(text[at - 1])) at--;
  return at;
}

/** At the braces: the tokens of one action, or a comment. */
function readAction(lexer: Lexer): undefined {
  const { text, at } = lexer;
  const inside = at + (text[at + 2] === '-' && isBlank(text[at + 3]) ? 4 : 2);
  if (text.startsWith('/*', inside)) return readComment(lexer, at, inside);
  push(lexer, 'open', at, inside);
  lexer.parens = 0;
  while (!lexer.isBroken) {
    const blanks = skipBlanks(text, lexer.at);
    // The blank of a trim marker belongs to the braces.
    const isSpaced = blanks > lexer.at;
    const marked = isSpaced && text.startsWith('-}}', blanks);
    if (marked || text.startsWith('}}', blanks)) {
      if (lexer.parens > 0) return fail(lexer, blanks, 'unclosed left paren');
      return close(lexer, marked ? blanks - 1 : blanks, blanks + (marked ? 3 : 2), marked);
    }
    lexer.at = blanks;
    readWord(lexer, isSpaced);
  }
}

function readComment(lexer: Lexer, start: number, inside: number): undefined {
  const { text } = lexer;
  const found = text.indexOf('*/', inside + 2);
  if (found === -1) return fail(lexer, start, 'unclosed comment');
  const end = found + 2;
  const isMarked = isBlank(text[end]) && text.startsWith('-}}', end + 1);
  if (!isMarked && !text.startsWith('}}', end)) return fail(lexer, start, 'comment ends before closing delimiter');
  const after = end + (isMarked ? 4 : 2);
  push(lexer, 'comment', start, after);
  if (isMarked) lexer.trimmedTo = skipBlanks(text, after);
}

function close(lexer: Lexer, start: number, end: number, isMarked: boolean): undefined {
  push(lexer, 'close', start, end);
  if (isMarked) lexer.trimmedTo = skipBlanks(lexer.text, end);
}

const SIGNS: Readonly<Record<string, TokenKind>> = { '=': '=', '|': '|', '(': '(', ')': ')' };

function readWord(lexer: Lexer, isSpaced: boolean): undefined {
  const { text, at } = lexer;
  const char = text[at];
  if (char === undefined) return fail(lexer, at, 'unclosed action');
  const sign = SIGNS[char];
  if (sign !== undefined) {
    lexer.parens += char === '(' ? 1 : char === ')' ? -1 : 0;
    return lexer.parens < 0 ? fail(lexer, at, 'unexpected right paren') : push(lexer, sign, at, at + 1, isSpaced);
  }
  if (char === ':')
    return text[at + 1] === '=' ? push(lexer, ':=', at, at + 2, isSpaced) : fail(lexer, at, 'expected :=');
  if (char === '"' || char === "'" || char === '`') return readQuoted(lexer, char, isSpaced);
  if (isDigit(char) || char === '+' || char === '-' || (char === '.' && isDigit(text[at + 1])))
    return readNumber(lexer, isSpaced);
  if (char === '$' || char === '.' || isAlphaNumeric(text, at)) return readName(lexer, char, isSpaced);
  if (/[!-~]/.test(char)) return push(lexer, 'char', at, at + 1, isSpaced);
  return fail(lexer, at, `unrecognized character in action: ${codePoint(text, at)}`);
}

const QUOTED = { '"': ['string', 'quoted string'], "'": ['character', 'character constant'] } as const;

function readQuoted(lexer: Lexer, quote: '"' | "'" | '`', isSpaced: boolean): undefined {
  const { text, at } = lexer;
  if (quote === '`') {
    const end = text.indexOf('`', at + 1);
    return end === -1 ? fail(lexer, at, 'unterminated raw quoted string') : push(lexer, 'raw', at, end + 1, isSpaced);
  }
  const [kind, name] = QUOTED[quote];
  let end = at + 1;
  while (end < text.length && text[end] !== quote && text[end] !== '\n')
    end += text[end] === '\\' && text[end + 1] !== '\n' ? 2 : 1;
  if (text[end] !== quote) return fail(lexer, at, `unterminated ${name}`);
  push(lexer, kind, at, end + 1, isSpaced);
}

function readNumber(lexer: Lexer, isSpaced: boolean): undefined {
  const { text, at } = lexer;
  const { end, isFine } = afterNumber(text, at);
  if (isFine && !isAlphaNumeric(text, end)) return push(lexer, 'number', at, end, isSpaced);
  fail(lexer, at, `bad number syntax: ${JSON.stringify(text.slice(at, end + 1))}`);
}

const KEYWORDS = new Set('block break continue define else end if range template with'.split(' '));

function readName(lexer: Lexer, first: string, isSpaced: boolean): undefined {
  const { text, at } = lexer;
  let end = first === '$' || first === '.' ? at + 1 : at;
  while (isAlphaNumeric(text, end)) end += width(text, end);
  if (!isTerminator(text, end)) return fail(lexer, at, `bad character ${codePoint(text, end)}`);
  push(lexer, nameKind(text.slice(at, end), first), at, end, isSpaced);
}

function nameKind(word: string, first: string): TokenKind {
  if (first === '$') return 'variable';
  if (first === '.') return word === '.' ? 'dot' : 'field';
  if (word === 'true' || word === 'false') return 'bool';
  return word === 'nil' ? 'nil' : KEYWORDS.has(word) ? 'keyword' : 'identifier';
}

/** What may stand behind a name. */
function isTerminator(text: string, at: number): boolean {
  const char = text[at];
  return char === undefined || isBlank(char) || '.,|:)('.includes(char) || text.startsWith('}}', at);
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (isBlank(text[end])) end++;
  return end;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\r' || char === '\n';
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function isAlphaNumeric(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  if (code === undefined) return false;
  return code < 128 ? /\w/.test(String.fromCharCode(code)) : /[\p{L}\p{Nd}]/u.test(String.fromCodePoint(code));
}

function width(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function codePoint(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`;
}
