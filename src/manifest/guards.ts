import { withoutQuotes } from './quotes.ts';
import { readQuoted } from './skim.ts';

/** Nothing that the API knows nests as deep; the parser recurses, so it must not see more. */
export const MAX_DEPTH = 200;

/** Counts open brackets and leading dashes only: cheap, and enough to keep the parser from recursing too far. */
export function isTooDeep(text: string): boolean {
  if (text.split(/[[{]/, MAX_DEPTH + 2).length > MAX_DEPTH + 1 && opensTooMany(withoutQuotes(text))) return true;
  if (/(?:^|\n) *(?:[-?] ){200}/.test(text)) return true;
  return /\n {400}/.test(text) && indentsTooOften(text);
}

function opensTooMany(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth++;
    else if (code === 0x5d || code === 0x7d) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function indentsTooOften(text: string): boolean {
  const open: number[] = [];
  for (const line of text.split('\n')) {
    const indent = line.search(/[^ ]/);
    if (indent === -1) continue;
    while ((open.at(-1) ?? -1) >= indent) open.pop();
    if (open.push(indent) > MAX_DEPTH) return true;
  }
  return false;
}

/** The offset of the first character that go-yaml refuses anywhere (reader.go, yaml_parser_update_buffer), or undefined. */
export function controlCharacter(text: string): number | undefined {
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/.exec(text)?.index;
}

/**
 * The offset of a line break that go-yaml knows and others do not (a lone CR, NEL, LS, PS), outside of quotes: behind it
 * Helm and kubectl see lines where a reader, and our parser, see a comment or a word. Undefined where there is none.
 */
export function hiddenBreak(text: string): number | undefined {
  const breaks = /[\u0085\u2028\u2029]|\r(?!\n)/;
  return breaks.test(text) ? breaks.exec(withoutQuotes(text))?.index : undefined;
}

/**
 * The same text, of equal length, with everything between brackets or quotes on one line: line breaks there, and comments
 * between brackets, become blanks.
 */
export function straightened(text: string): string {
  const characters = text.split('');
  const blank = (from: number, to: number): void => {
    for (let at = from; at < to; at++) if (/[\r\n]/.test(characters[at] ?? '')) characters[at] = ' ';
  };
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (opensQuote(text, at)) {
      const end = readQuoted(text, at, text.length).end - 1;
      blank(at, end);
      at = end;
    } else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    else if (char === '#' && /^$|\s/.test(text[at - 1] ?? '')) {
      const end = lineEnd(text, at);
      if (depth > 0) characters.fill(' ', at, end + 1);
      at = end;
    } else if (depth > 0) blank(at, at + 1);
  }
  return characters.slice(0, text.length).join('');
}

function opensQuote(text: string, at: number): boolean {
  return (text[at] === '"' || text[at] === "'") && /^$|[\s,:[{]/.test(text[at - 1] ?? '');
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline;
}
