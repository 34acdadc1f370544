import { withoutQuotes } from './quotes.ts';

/**
 * At the start of a line or a value any action, elsewhere in a plain scalar only what Go templates or Jinja write: text may
 * speak of `{{ user }}`. It looks back only where there are braces: at every blank of a long line that takes minutes.
 */
const ACTION =
  /\{\{(?:(?<=(?:^\s*(?:-\s+)?|:\s+)\{\{)|-?\s*(?:[.$(]|(?:include|template|if|with|range|end|toYaml|tpl|default)\b))|\{%/;

/**
 * The offset of the first template action outside of quotes, block scalars and comments, or undefined: a text that has
 * one was never rendered.
 */
export function firstAction(text: string): number | undefined {
  let start = 0;
  let literal = -1;
  for (const line of withoutQuotes(text).split('\n')) {
    const indent = line.length - line.trimStart().length;
    const isLiteral = literal !== -1 && (line.trim() === '' || indent > literal);
    if (!isLiteral) {
      const action = ACTION.exec(line.replace(/(^|\s)#[\s\S]*$/, ''));
      if (action !== null) return start + action.index;
      literal = /(?:^|[:\s-]\s)[|>][-+0-9]*\s*(?:#[\s\S]*)?$/.test(line) ? indent : -1;
    }
    start += line.length + 1;
  }
  return undefined;
}
