import type { Document } from './stream.ts';
import { IN_WORD, isWritten, knownText } from './words.ts';

/** What the lines at the left edge of a document say it is; undefined where they do not say. */
export type Kind = { readonly kind: string; readonly apiVersion: string };

/**
 * Reads the kind of a document off its bytes, without decoding it. Undefined for what stands between brackets or is
 * written otherwise: only its text can tell.
 */
export function kindOf(bytes: Buffer, document: Document): Kind | undefined {
  const kind = fieldOf(bytes, document, 'kind:');
  return kind === undefined ? undefined : { kind, apiVersion: fieldOf(bytes, document, 'apiVersion:') ?? '' };
}

/** Where nothing is said on so many lines, the rest is searched at once. */
const HEAD = 8;
const [NEWLINE, SPACE] = [0x0a, 0x20] as const;

function fieldOf(bytes: Buffer, { body, end }: Document, key: string): string | undefined {
  let at = body;
  for (let line = 0; line < HEAD; line++) {
    if (isWritten(key, bytes, at, Math.min(at + key.length, end))) return valueAt(bytes, at + key.length, end);
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline === -1 || newline + 1 >= end) return undefined;
    at = newline + 1;
  }
  const found = bytes.subarray(at - 1, end).indexOf(`\n${key}`, 0, 'latin1');
  return found === -1 ? undefined : valueAt(bytes, at + found + key.length, end);
}

function valueAt(bytes: Buffer, from: number, end: number): string | undefined {
  let start = from;
  while (start < end && bytes[start] === SPACE) start++;
  let stop = start;
  while (stop < end && IN_WORD[bytes[stop] ?? 0] === 1) stop++;
  if (start > from && stop > start && (stop === end || bytes[stop] === NEWLINE)) return knownText(bytes, start, stop);
  const newline = bytes.indexOf(NEWLINE, from);
  const line = bytes.toString('latin1', from, newline === -1 ? end : Math.min(newline, end));
  return /^\s+(["']?)([\w./-]+)\1\s*(#.*)?$/.exec(line)?.[2];
}
