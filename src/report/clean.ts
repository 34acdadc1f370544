/**
 * Takes out of a text what a terminal, a YAML block scalar or the runner of GitHub Actions could act on: control bytes, escapes,
 * direction marks, `::` before a word where a line may begin (`::/0` and `::fffe:0` are addresses) and `##[` anywhere
 * (actions/runner, ActionCommand.cs). Tabs become blanks, line breaks stay.
 */
export function clean(text: string): string {
  const shown = text
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '\u00b7');
  return shown.includes('::') || shown.includes('##[')
    ? shown.replace(/^([^\S\n]*)::(?=[\da-f-]*[g-z])/gim, '$1\u00b7::').replaceAll('##[', '##\u00b7[')
    : shown;
}

/** As `clean`, on one line. */
export function cleanLine(text: string): string {
  return clean(text.replace(/\r?\n/g, ' '));
}

/** At most so many characters of a text, with dots where more were; no character is cut in two. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
