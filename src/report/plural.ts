/** A number with its word: `1 rule`, `2 rules`; '' for none. */
export function plural(number: number, word: string): string {
  if (number === 0) return '';
  if (word.endsWith('polic')) return `${number} ${word}${number === 1 ? 'y' : 'ies'}`;
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
