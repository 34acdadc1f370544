/** A word or an operator of a shell text, and the line that it begins on, from 0. */
export type Token = { readonly text: string; readonly line: number; readonly isOperator: boolean };

/** Splits a text as a shell would; redirections, comments and here-documents are left out. Nothing is expanded. */
export function* tokensOf(text: string): Generator<Token> {
  let line = 0;
  const documents: HereDocument[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    const operator = /^(?:\r?\n|&&|\|\||;;?&?|\|&?|&(?!>)|[()])/.exec(text.slice(at, at + 3))?.[0];
    if (operator !== undefined) {
      yield { text: operator === '|&' ? '|' : operator.trim() || '\n', line, isOperator: true };
      at += operator.length;
      if (!operator.endsWith('\n')) continue;
      const end = documents.splice(0).reduce((from, document) => endOfDocument(text, from, document), at);
      line += text.slice(at - 1, end).split('\n').length - 1;
      at = end;
    } else if (/\s/.test(char)) at++;
    else if (char === '\\' && /^\r?\n/.test(text.slice(at + 1, at + 3))) {
      at = text.indexOf('\n', at) + 1;
      line++;
    } else if (char === '#') at = endOfLine(text, at);
    else {
      const word = readWord(text, at);
      if (!word.isRedirection) yield { text: word.text, line, isOperator: false };
      else if (word.document !== undefined) documents.push({ end: word.text, isIndented: word.document === '<<-' });
      line += text.slice(at, word.end).split('\n').length - 1;
      at = word.end;
    }
  }
}

/** The word that ends a here-document; tabs may stand before it where it is `<<-`. */
type HereDocument = { readonly end: string; readonly isIndented: boolean };

function endOfDocument(text: string, from: number, { end, isIndented }: HereDocument): number {
  for (let at = from; at < text.length; ) {
    const next = endOfLine(text, at);
    const line = text.slice(at, next).replace(/\r$/, '');
    at = Math.min(next + 1, text.length);
    if ((isIndented ? line.replace(/^\t+/, '') : line) === end) return at;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

type Word = { text: string; end: number; isRedirection: boolean; document?: string };

/** Reads a word, or a redirection with the word that it leads to. */
function readWord(text: string, from: number): Word {
  const redirection = /^(?:\d*|&)(>>|>\||>&|>|<<<|<<-?|<&|<)[ \t]*/.exec(text.slice(from, from + 20));
  const kind = redirection?.[1] ?? '';
  let at = from + (redirection?.[0].length ?? 0);
  let word = '';
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/[\s;|&<>)]/.test(char) || (char === '(' && word === '')) break;
    // The words of an array belong to its name.
    const isArray = char === '(' && word.endsWith('=');
    const end = isArray ? at + closing(text.slice(at, at + 10_000)) : endOfPiece(text, at);
    word += isArray ? text.slice(at, end) : unquoted(text.slice(at, end));
    at = end;
  }
  const read = { text: word, end: Math.max(at, from + 1), isRedirection: redirection !== null };
  return kind === '<<' || kind === '<<-' ? { ...read, document: kind } : read;
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
