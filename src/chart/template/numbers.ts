/** The end of a number that begins at `at`, and whether Go would go on with it (lex.go, scanNumber); its digits are not judged. */
export function afterNumber(text: string, at: number): { readonly end: number; readonly isFine: boolean } {
  const end = scan(text, at);
  if (text[end] !== '+' && text[end] !== '-') return { end, isFine: true };
  // Complex: 1+2i, without blanks.
  const second = scan(text, end);
  return { end: second, isFine: text[second - 1] === 'i' };
}

const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

function scan(text: string, at: number): number {
  NUMBER.lastIndex = at;
  return at + (NUMBER.exec(text)?.[0].length ?? 0);
}

// A whole number that begins with 0 is octal.
const FLOAT = /^[+-]?(?:(?!0[\d_]*[89][\d_]*$)\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?$/;
const BASED =
  /^[+-]?0(?:[xX](?:[\da-fA-F_]+|(?=[.\da-fA-F])[\da-fA-F_]*(?:\.[\da-fA-F_]*)?[pP][+-]?\d+)|[oO][0-7_]+|[bB][01_]+)$/;

/** Whether Go takes it for a number (parse/node.go, newNumber); nearly: it looks closer at the underscores. */
export function isNumber(written: string): boolean {
  return written
    .replace(/i$/, '')
    .split(/(?<![eEpP])(?=(?!^)[+-])/)
    .every((part) => FLOAT.test(part) || BASED.test(part));
}
