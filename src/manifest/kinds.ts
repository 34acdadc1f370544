import type { Document } from './stream.ts';

/** What the lines at the left edge of a document say it is; undefined where they do not say. */
export type Kind = { readonly kind: string; readonly apiVersion: string };

/**
 * Reads the kind of a document off its bytes, without decoding it. Undefined for what stands between brackets or is
 * written otherwise: only its text can tell.
 */
export function kindOf(bytes: Buffer, { body, end }: Document): Kind | undefined {
  const text = bytes.subarray(body, end);
  const kind = fieldOf(text, 'kind');
  return kind === undefined ? undefined : { kind, apiVersion: fieldOf(text, 'apiVersion') ?? '' };
}

function fieldOf(text: Buffer, name: string): string | undefined {
  const key = `${name}:`;
  const isFirst = text.toString('latin1', 0, key.length) === key;
  const at = isFirst ? 0 : text.indexOf(`\n${key}`, 0, 'latin1') + 1;
  if (at === 0 && !isFirst) return undefined;
  const newline = text.indexOf(0x0a, at);
  const line = text.toString('latin1', at + key.length, newline === -1 ? text.length : newline);
  return /^\s+(["']?)([\w./-]+)\1\s*(#.*)?$/.exec(line)?.[2];
}
