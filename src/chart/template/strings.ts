/** The text that a Go string or character constant stands for (strconv.Unquote), or undefined where it is none. */
export function unquote(written: string): string | undefined {
  const inside = written.slice(1, -1);
  // Go drops carriage returns of raw strings.
  if (written.startsWith('`')) return inside.replaceAll('\r', '');
  if (!inside.includes('\\')) return inside;
  const quote = written.charAt(0);
  let value = '';
  for (let at = 0; at < inside.length; ) {
    if (inside[at] !== '\\') {
      value += inside[at++];
      continue;
    }
    ESCAPE.lastIndex = at;
    const found = ESCAPE.exec(inside);
    const character = found && unescaped(found[0], quote);
    if (character === undefined || character === null) return undefined;
    value += character;
    at += found?.[0].length ?? 1;
  }
  return value;
}

const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|[abfnrtv\\'"])/y;

const PLAIN: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

function unescaped(written: string, quote: string): string | undefined {
  const kind = written.charAt(1);
  if (kind === "'" || kind === '"') return kind === quote ? kind : undefined;
  const code = /[xuU]/.test(kind) ? Number.parseInt(written.slice(2), 16) : Number.parseInt(written.slice(1), 8);
  if (/[xuU0-7]/.test(kind)) return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
  return PLAIN[kind];
}
