/**
 * JSON that every parser takes and every terminal can show, with a line break at its end: half a surrogate pair, which YAML can
 * spell and JSON.stringify escapes, is refused by many, and becomes U+FFFD; what a terminal acts on is escaped.
 */
export function writeJson(value: unknown): string {
  return `${wholeJson(JSON.stringify(value, null, 2))}\n`;
}

/** The same of JSON that is there already, with no line break at its end. */
export function wholeJson(text: string): string {
  // An escaped backslash is a pair of its own: what follows it is text.
  const whole = text.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) => (found === '\\\\' ? found : '\\ufffd'));
  return whole.replace(ACTED_ON, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As in `clean`, but for line breaks: those are ours. A runner looks for `##[` anywhere in a line. */
const ACTED_ON = /#(?=#\[)|[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
