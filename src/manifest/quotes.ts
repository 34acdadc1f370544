/** The text with blanks for what stands in quotes, where a quote opens a value. Lines and offsets stay. */
export function withoutQuotes(text: string): string {
  const quoted = /([:,[{]\s*|-\s+)("[^"\\]*(?:\\[\s\S][^"\\]*)*"|'[^']*(?:''[^']*)*')/g;
  return text.replace(quoted, (_all, before: string, string: string) => before + string.replace(/[^\n]/g, ' '));
}
