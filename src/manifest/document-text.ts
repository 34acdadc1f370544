import { isAscii } from 'node:buffer';
import { type Lines, linesOf } from './lines.ts';
import { type Document, lineAt } from './stream.ts';

/** The text of one document from its body on, and where its lines stand in the input. */
export type DocumentText = {
  readonly document: Document;
  readonly text: string;
  /** The text as it came, of equal length: lone carriage returns are line breaks in `text`. */
  readonly written: string;
  /** Of the text, in UTF-16 units. */
  readonly length: number;
  /** Bytes that are no UTF-8 were read as Latin-1, to be recognised and told, never to be written. */
  readonly isUtf8: boolean;
  readonly lines: Lines;
  /** The template named by Helm's `# Source:` line above the object. */
  readonly source: string | undefined;
};

/** The text of any one document; its lines are counted when they are first asked for. */
export function documentText(bytes: Buffer, document: Document, line?: number): DocumentText {
  const slice = bytes.subarray(document.body, document.end);
  const column = document.body - (bytes.lastIndexOf(0x0a, document.body - 1) + 1) + 1;
  const decoded = decodeUtf8(slice);
  const written = decoded ?? slice.toString('latin1');
  const text = withLineFeeds(written);
  let lines: Lines | undefined;
  return {
    document,
    text,
    written,
    length: text.length,
    isUtf8: decoded !== undefined,
    get lines() {
      const first = line ?? lineOf(bytes, document.body);
      lines ??= linesOf(text, { line: first, column: document.body === 0 ? 1 : column });
      return lines;
    },
    source: sourceComment(text),
  };
}

/** The text of a document that is looked at from afar: it is decoded when somebody asks for it, and then forgotten again. */
export function distantText(bytes: Buffer, document: Document): DocumentText {
  const slice = bytes.subarray(document.body, document.end);
  if (!isAscii(slice) || slice.includes(CARRIAGE_RETURN)) return documentText(bytes, document);
  return new DistantText(bytes, document, sourceComment(slice.toString('latin1', 0, headEnd(slice))));
}

/** There are as many as a stream has workloads: what each needs for itself alone must be small. */
class DistantText implements DocumentText {
  readonly #bytes: Buffer;
  readonly document: Document;
  readonly isUtf8 = true;
  readonly source: string | undefined;

  constructor(bytes: Buffer, document: Document, source: string | undefined) {
    this.#bytes = bytes;
    this.document = document;
    this.source = source;
  }

  get length(): number {
    return this.document.end - this.document.body;
  }

  get text(): string {
    return this.#latest().text;
  }

  get written(): string {
    return this.#latest().written;
  }

  get lines(): Lines {
    return this.#latest().lines;
  }

  #latest(): DocumentText {
    if (latest?.document !== this.document) latest = documentText(this.#bytes, this.document);
    return latest;
  }
}

/** The last text that was decoded: what is told of an object is told at once. */
let latest: DocumentText | undefined;

const [NEWLINE, SPACE, HASH, CARRIAGE_RETURN] = [0x0a, 0x20, 0x23, 0x0d] as const;

/** The end of the blank lines and comments above an object. */
function headEnd(bytes: Buffer): number {
  let at = 0;
  for (let line = 0; line < MAX_HEAD; line++) {
    const byte = bytes[at];
    if (byte === undefined || (byte > SPACE && byte !== HASH)) break;
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline === -1) return bytes.length;
    at = newline + 1;
  }
  return at;
}

/** To YAML a lone carriage return ends a line too. As many characters stay, so that places do. */
function withLineFeeds(text: string): string {
  return /\r(?!\n)/.test(text) ? text.replace(/\r(?!\n)/g, '\n') : text;
}

/** Where the last line was asked for: documents are told mostly in their order. */
const lastAsked = new WeakMap<Buffer, { readonly offset: number; readonly line: number }>();

function lineOf(bytes: Buffer, offset: number): number {
  const last = lastAsked.get(bytes);
  const from = last !== undefined && last.offset <= offset ? last : { offset: 0, line: 1 };
  const line = lineAt(bytes, offset, from);
  lastAsked.set(bytes, { offset, line });
  return line;
}

/** Longer heads nobody writes above an object. */
const MAX_HEAD = 50;

function sourceComment(text: string): string | undefined {
  let source: string | undefined;
  let at = 0;
  for (let line = 0; line < MAX_HEAD && at < text.length; line++) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    if (text[at] === '#') source = /^# Source: (.+?)\s*$/.exec(text.slice(at, end))?.[1] ?? source;
    else if (text.slice(at, end).trim() !== '') break;
    at = end + 1;
  }
  return source;
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
