import { cleanLine } from './clean.ts';

/**
 * Text that means nothing to Markdown or HTML, on one line: names come from strangers. GitHub looks for `@name` and `#1` in what
 * was rendered, so that no escape stops it; a comment between does.
 */
export function escapeMarkdown(text: string): string {
  return cleanLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~$]/g, (mark) => `\\${mark}`)
    .replace(/^[-+]/, (mark) => `\\${mark}`)
    .replace(/:\/\//g, '&#58;//')
    .replace(/www\./gi, (word) => `${word.slice(0, 3)}&#46;`)
    .replace(/[@#](?!58;|46;)/g, (mark) => `${mark}<!-- -->`);
}

/**
 * As escapeMarkdown, for our own sentences: what stands between two lone backticks becomes code. `inTable`: a `|` of it would end the
 * cell there, and nowhere else.
 */
export function escapeProse(text: string, { inTable }: { readonly inTable: boolean }): string {
  const parts = cleanLine(text).split(/(?<!`)`([^`]*[^`\s][^`]*)`(?!`)/);
  return parts
    .map((part, i) => {
      if (i % 2 === 0) return i === 0 || part === '' ? escapeMarkdown(part) : escapeInner(part);
      return `\`${inTable ? part.replaceAll('|', '\\|') : part}\``;
    })
    .join('');
}

/** A dash at its beginning begins no line. */
function escapeInner(text: string): string {
  return escapeMarkdown(`x${text}`).slice(1);
}

/** As escapeMarkdown, for what stands inside of an HTML element: no mark of Markdown means anything there. */
export function escapeHtml(text: string): string {
  return cleanLine(text)
    .replace(/[&<>"]/g, (char) => `&${ENTITIES[char]};`)
    .replace(/[@#]/g, (mark) => `${mark}<!-- -->`);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };

/** A block of code that none of its lines can end. */
export function fenced(language: string, lines: readonly string[]): string {
  const text = lines.map(cleanLine).join('\n');
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
