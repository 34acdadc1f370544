/**
 * JSON that every parser takes, with a line break at its end: half a surrogate pair, which YAML can spell and JSON.stringify
 * escapes, is refused by many, and becomes U+FFFD.
 */
export function writeJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  // An escaped backslash is a pair of its own: what follows it is text.
  return `${text.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'))}\n`;
}
