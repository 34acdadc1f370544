/** A value read off its line: undefined where only a parser can tell; and the offset behind it. */
export type Word = { readonly text: string | undefined; readonly end: number };

/** The quoted text that opens at `open`, without its quotes, and the offset behind it. */
export function readQuoted(text: string, open: number, end: number): Word {
  const quote = text[open];
  let at = open + 1;
  let plain = true;
  while (at < end) {
    const char = text[at];
    if (char === '\\' && quote === '"') {
      plain = false;
      at += 2;
    } else if (char === quote) {
      if (quote === '"' || text[at + 1] !== "'") break;
      plain = false;
      at += 2;
    } else {
      plain &&= char !== '\n';
      at++;
    }
  }
  return { text: plain ? text.slice(open + 1, at) : unquote(text.slice(open, at + 1)), end: Math.min(at + 1, end) };
}

function unquote(quoted: string): string | undefined {
  if (quoted.startsWith("'")) return quoted.slice(1, -1).replaceAll("''", "'");
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}

/** The offset behind the bracket that closes the one at `open`, or `end`. */
export function skipFlow(text: string, open: number, end: number): number {
  let depth = 0;
  for (let at = open; at < end; at++) {
    const char = text[at];
    if (char === '"' || (char === "'" && /[\s,:[{]/.test(text[at - 1] ?? ''))) at = readQuoted(text, at, end).end - 1;
    else if (char === '#' && /\s/.test(text[at - 1] ?? '')) at = nextLine(text, at) - 1;
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') {
      depth--;
      if (depth === 0) return at + 1;
    }
  }
  return end;
}

/** Anchors and tags stand before a key or value and say nothing about it here. */
export function skipProperties(text: string, at: number): number {
  const property = /[&!][^\s,{}[\]]*[ \t]+/y;
  let next = at;
  for (;;) {
    property.lastIndex = next;
    const match = property.exec(text);
    if (match === null) return next;
    next += match[0].length;
  }
}

/** A plain value without the comment behind it, trimmed. */
export function withoutComment(value: string): string {
  const comment = value.includes('#') ? /(^|\s)#[\s\S]*$/.exec(value) : null;
  return (comment === null ? value : value.slice(0, comment.index)).trim();
}

/** Past blanks, line breaks and comments between brackets. */
export function skipFlowBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    if (text[at] === '#' && /[\s,]/.test(text[at - 1] ?? '')) at = nextLine(text, at);
    else if (/\s/.test(text[at] ?? '')) at++;
    else break;
  }
  return at;
}

/** Past blanks and tabs. */
export function skipSpaces(text: string, at: number): number {
  let next = at;
  while (text[next] === ' ' || text[next] === '\t') next++;
  return next;
}

/** Whether the dash of a list item stands here. */
export function isDash(text: string, at: number): boolean {
  return text[at] === '-' && (text[at + 1] === undefined || /\s/.test(text[at + 1] ?? ''));
}

/** Whether nothing but a comment follows on the line. */
export function isEmptyAt(text: string, at: number): boolean {
  const char = text[at];
  return char === undefined || char === '\n' || char === '\r' || char === '#';
}

/** The offset where the line of `at` begins. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The offset where the line of `at` ends, at most `end`. */
export function lineStop(text: string, at: number, end: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 || newline > end ? end : newline;
}

/** The offset where the next line begins. */
export function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}
