/** By these words an object is recognised before it is parsed. */
const WORDS: readonly string[] = ['NetworkPolic', 'kind', 'items', 'List'];

/** What YAML reads as another character, or as none, within double quotes. */
const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|\r?\n[ \t]*)/g;

/** The longest word, each letter written as `\U0000004e`, twice. */
const REACH = 260;

/**
 * Whether a text spells one of the words by which an object is recognised with escapes (`"Network\x50olicy"`), or cuts it in two
 * lines. No template does; who wants to be overlooked may, and clients read it all the same.
 */
export function hidesWord(text: string): boolean {
  if (!text.includes('\\')) return false;
  for (const { index, 0: written } of text.matchAll(ESCAPE)) {
    const isCut = written.endsWith('\n') || /[ \t]$/.test(written);
    if (isCut && !/[a-z]/i.test(text.charAt(index - 1))) continue;
    const near = text.slice(Math.max(0, index - REACH), index + REACH);
    const read = near.replace(ESCAPE, unescaped);
    if (WORDS.some((word) => read.includes(word) && !near.includes(word))) return true;
  }
  return false;
}

function unescaped(written: string): string {
  const code = /^\\[xu]/i.test(written) ? Number.parseInt(written.slice(2), 16) : Number.NaN;
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
