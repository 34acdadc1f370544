import { hidesWord } from './hidden.ts';
/**
 * One document of a YAML stream as a range of bytes. `start` is where its marker or directives begin, `body` where
 * its content may begin, `end` is exclusive; the documents of a stream cover it without a gap. `number` counts the
 * documents that hold content, from 1; an empty or comment-only document has 0.
 */
export type Document = {
  readonly start: number;
  readonly body: number;
  readonly end: number;
  readonly number: number;
};

const [NEWLINE, CARRIAGE_RETURN, DOT] = [0x0a, 0x0d, 0x2e] as const;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Splits a stream into documents. A line that begins with `---` starts a document whatever follows, since Helm's own
 * splitter (`(?:^|\s*\n)---\s*`, pkg/releaseutil/manifest.go) cuts a glued `---apiVersion: v1` too; a `...` line ends one;
 * directives belong to the document whose `---` follows them. Never fails: any bytes are a stream.
 */
export function splitStream(bytes: Buffer): Document[] {
  const documents: Document[] = [];
  let number = 0;
  let start = 0;
  let body = skipBom(bytes);
  let marked = false;
  const close = (end: number): void => {
    if (end === start) return;
    const filled = hasContent(bytes, body, end);
    documents.push({ start, body, end, number: filled ? ++number : 0 });
    start = end;
    body = end;
    marked = false;
  };
  for (const { at, marker } of markers(bytes, body)) {
    if (marker === '...') {
      close(lineEnd(bytes, at));
    } else {
      if (marked || !onlyDirectives(bytes, body, at)) close(at);
      body = skipBlanks(bytes, at + 3);
      marked = true;
    }
  }
  close(bytes.length);
  return documents;
}

/** What every document that holds a NetworkPolicy, or a list of them, spells out. */
export const NEEDLE = 'NetworkPolic';

/** Whether any document could hold a NetworkPolicy; false means that nothing needs to be read further. */
export function mayHoldPolicies(bytes: Buffer): boolean {
  return bytes.includes(NEEDLE, 0, 'latin1') || (bytes.includes('\\') && hidesWord(bytes.toString('latin1')));
}

/** Windows PowerShell writes UTF-16 behind `>`, with a mark in front: clients read it, and no policy would be seen in it. */
export function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.toString('latin1', 0, 2);
  return mark === '\u00ff\u00fe' || mark === '\u00fe\u00ff';
}

/** Puts documents back together; `replaced` gives new bytes for some of them, empty to leave one out. */
export function joinStream(
  bytes: Buffer,
  documents: readonly Document[],
  replaced: ReadonlyMap<Document, Buffer>,
): Buffer {
  const parts: Buffer[] = [];
  let isGap = false;
  for (const document of documents) {
    const part = replaced.get(document) ?? bytes.subarray(document.start, document.end);
    const before = parts.at(-1);
    if (part.length > 0 && isGap && before !== undefined) parts.push(separator(before, part));
    if (part.length > 0) parts.push(part);
    isGap = part.length === 0;
  }
  return Buffer.concat(parts);
}

/** What must stand between two pieces of YAML so that the second begins a document of its own. */
export function separator(before: Buffer, after: Buffer): Buffer {
  const head = after.toString('latin1', 0, 3);
  const newline = before.at(-1) === NEWLINE ? '' : '\n';
  if (head === '---') return Buffer.from(newline);
  // Directives may only follow the end of a document.
  const marker = head.startsWith('%') ? '...\n' : '---\n';
  const ended = /(^|\n)\.\.\.[ \t]*\r?\n?$/.test(before.toString('latin1', Math.max(0, before.length - 80)));
  return Buffer.from(ended && marker === '...\n' ? newline : newline + marker);
}

/** The line on which a byte stands, counting from 1, given that `from` stands on `line`. */
export function lineAt(bytes: Buffer, offset: number, from: { offset: number; line: number }): number {
  let line = from.line;
  for (let at = bytes.indexOf(NEWLINE, from.offset); at !== -1 && at < offset; at = bytes.indexOf(NEWLINE, at + 1)) {
    line++;
  }
  return line;
}

function* markers(bytes: Buffer, from: number): Generator<{ at: number; marker: '---' | '...' }> {
  let dashes = nextAtLineStart(bytes, '---', from, from);
  let dots = nextAtLineStart(bytes, '...', from, from);
  while (dashes !== -1 || dots !== -1) {
    if (dots === -1 || (dashes !== -1 && dashes < dots)) {
      yield { at: dashes, marker: '---' };
      dashes = nextAtLineStart(bytes, '---', dashes + 3, from);
    } else {
      if (isBlank(bytes[dots + 3])) yield { at: dots, marker: '...' };
      dots = nextAtLineStart(bytes, '...', dots + 3, from);
    }
  }
}

function nextAtLineStart(bytes: Buffer, marker: string, at: number, streamStart: number): number {
  if (at === streamStart && bytes.toString('latin1', at, at + 3) === marker) return at;
  const found = bytes.indexOf(`\n${marker}`, Math.max(at - 1, 0), 'latin1');
  return found === -1 ? -1 : found + 1;
}

function skipBom(bytes: Buffer): number {
  return bytes.subarray(0, 3).equals(BOM) ? 3 : 0;
}

function isBlank(byte: number | undefined): boolean {
  return byte === undefined || byte === 0x20 || byte === 0x09 || byte === NEWLINE || byte === CARRIAGE_RETURN;
}

function lineEnd(bytes: Buffer, at: number): number {
  const newline = bytes.indexOf(NEWLINE, at);
  return newline === -1 ? bytes.length : newline + 1;
}

/** To YAML a lone carriage return ends a line too, and the comment on it. */
function brokenLineEnd(bytes: Buffer, at: number): number {
  const end = lineEnd(bytes, at);
  for (let i = at; i < end; i++) if (bytes[i] === CARRIAGE_RETURN) return i + 1;
  return end;
}

function skipBlanks(bytes: Buffer, at: number): number {
  let next = at;
  while (bytes[next] === 0x20 || bytes[next] === 0x09) next++;
  return next;
}

/** Whether there is anything but blank lines, comments and directives. */
function hasContent(bytes: Buffer, from: number, end: number): boolean {
  return firstContent(bytes, from, end, false) < end;
}

function onlyDirectives(bytes: Buffer, from: number, end: number): boolean {
  return firstContent(bytes, from, end, true) >= end && bytes.subarray(from, end).includes(0x25);
}

function isEndMarker(bytes: Buffer, at: number): boolean {
  return bytes[at] === DOT && bytes[at + 1] === DOT && bytes[at + 2] === DOT && isBlank(bytes[at + 3]);
}

function firstContent(bytes: Buffer, from: number, end: number, skipDirectives: boolean): number {
  let at = from;
  while (at < end) {
    const content = skipBlanks(bytes, at);
    const byte = bytes[content];
    const lineIsEmpty = content >= end || byte === NEWLINE || byte === CARRIAGE_RETURN || byte === 0x23;
    const isDirective = skipDirectives && byte === 0x25 && content === at;
    const isEnd = content === at && isEndMarker(bytes, at);
    if (!lineIsEmpty && !isDirective && !isEnd) return content;
    at = brokenLineEnd(bytes, content);
  }
  return end;
}
