/** A text between double quotes as Go's strconv.Quote writes it, and so `%q` and the `%#v` of a named string. */
export function quote(text: string): string {
  return `"${Array.from(text, quoteCharacter).join('')}"`;
}

/** How many bytes Go counts in a text: UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** A value as Go's json.Marshal writes it: what could end a script is escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${hex(character.charCodeAt(0), 4)}`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** Go prints letters, marks, numbers, punctuation, symbols and the one blank as they are (unicode.IsPrint). */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function quoteCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // Half of a surrogate pair is no character: decoding makes U+FFFD of it.
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  const known = ESCAPES[character];
  if (known !== undefined) return known;
  if (PRINTABLE.test(character)) return character;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
