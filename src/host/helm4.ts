import { clean } from '../report/clean.ts';

/**
 * Helm 4 never shows what a post-renderer writes to standard error, but it prints a document that is no mapping and
 * stops there (helm.md 2.6, run with 4.1.4 and 4.2.3). The block scalar keeps lines apart only without trailing blanks,
 * tabs, colours and control bytes; the indentation indicator lets the report begin with a blank.
 */
export function asBlockScalar(report: string): string {
  const lines = clean(report.replace(/\u001b\[[0-9;]*m/g, ''))
    .split('\n')
    .map((line) => `  ${line}`.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return `|2-\n${lines.join('\n')}\n`;
}

/** Helm 4 refuses empty output even for a chart that rendered nothing; a comment is enough (helm.md 2.7). */
export const NOTHING_RENDERED = '# netpolish: nothing was rendered\n';
