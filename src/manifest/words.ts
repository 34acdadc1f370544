/** The bytes of letters, digits and `_./-`, each 1: what most words and keys of manifests are made of. */
export const IN_WORD: Uint8Array = new Uint8Array(256);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-')
  IN_WORD[char.charCodeAt(0)] = 1;

/**
 * The text that some ASCII bytes are. It is one of its own: a piece of a decoded document would keep all of it. Objects say the
 * same few words: one is mostly found among those read last, which is faster than to make it, and one string for all of them.
 */
export function knownText(bytes: Buffer, start: number, end: number): string {
  if (end - start > LONGEST_KNOWN) return bytes.toString('latin1', start, end);
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (hash * 31 + (bytes[at] ?? 0)) & (WORDS - 1);
  const known = words[hash];
  if (known !== undefined && isWritten(known, bytes, start, end)) return known;
  const word = bytes.toString('latin1', start, end);
  words[hash] = word;
  return word;
}

/** Whether these bytes are this word of ASCII. */
export function isWritten(word: string, bytes: Buffer, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

const WORDS = 1 << 12;
const LONGEST_KNOWN = 63;
const words: string[] = new Array<string>(WORDS);
