import { blocks, type Client, type Finding } from '../finding.ts';
import type { Polished } from '../pipeline/polish.ts';
import { placeWords } from './anchor.ts';
import { cut } from './clean.ts';
import { escapeHtml, escapeMarkdown, escapeProse, fenced } from './escape-markdown.ts';
import { underline } from './excerpt.ts';
import { CLIENT_NAMES } from './finding-text.ts';
import { mergeLines, unprovedLine } from './merge-text.ts';
import { plural } from './plural.ts';
import type { ReportContext, Reporter } from './reporter.ts';
import { isShown, policyName } from './shown.ts';
import { counts } from './text.ts';

/**
 * A summary for $GITHUB_STEP_SUMMARY or a comment on a pull or merge request: a line of counts, a table, and each finding
 * folded away below it. It stays below the 65,536 characters of a comment.
 */
export const markdown: Reporter = (polished, context) => {
  const shown = polished.findings.filter((finding) => isShown(finding, context));
  // What stops the run comes first: a long report is cut at its end.
  const blocking = shown.filter((finding) => blocks(finding, context.failOn));
  const ordered = [...blocking, ...shown.filter((finding) => !blocks(finding, context.failOn))];
  const parts = [
    `### netpolish: ${headline(polished, blocking.length)}`,
    ...table(ordered, context),
    ...merges(polished),
    ...polished.unknownChecks.map((id) => words(`no such check: ${id}`)),
  ];
  let room = MAX_CHARACTERS - parts.reduce((sum, part) => sum + part.length + 2, 0);
  for (const finding of ordered.slice(0, MAX_ROWS)) {
    const part = details(finding, context);
    room -= part.length + 2;
    if (room < 0) break;
    parts.push(part);
  }
  return `${parts.join('\n\n')}\n`;
};

const MAX_CHARACTERS = 60_000;
const MAX_ROWS = 60;
const MAX_NAME = 120;
const MAX_WORDS = 400;
const MAX_RELATED = 5;

function headline({ summary }: Polished, blocking: number): string {
  const where = summary.policies === 0 ? ', no policy was judged' : ` in ${plural(summary.policies, 'polic')}`;
  const stops = blocking === 0 ? '' : `, ${blocking} blocking`;
  return `${counts(summary) || 'nothing found'}${where}${stops}`;
}

function table(findings: readonly Finding[], { cwd }: ReportContext): readonly string[] {
  if (findings.length === 0) return [];
  const rows = findings
    .slice(0, MAX_ROWS)
    .map((finding) => [
      severity(finding),
      `\`${finding.check}\``,
      name(policyName(finding)),
      name(placeWords(finding.location, cwd)),
      escapeProse(cut(whatItIs(finding), MAX_WORDS), { inTable: true }),
    ]);
  const more = findings.length - rows.length;
  if (more > 0) rows.push(['', '', '', '', `and ${more} more`]);
  const head = ['severity', 'check', 'policy', 'where', 'what it is'];
  return [[head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')];
}

/** The message without what the cluster makes of it. */
function whatItIs({ message, effectText }: Finding): string {
  const isBoth = effectText !== '' && message.endsWith(effectText);
  return isBoth ? message.slice(0, -effectText.length).trimEnd() : message;
}

function severity({ severity: loud, fixed, ignored }: Finding): string {
  return `${loud}${fixed ? ' (fixed)' : ignored ? ' (ignored)' : ''}`;
}

function name(text: string): string {
  return escapeMarkdown(cut(text, MAX_NAME));
}

function details(finding: Finding, { cwd }: ReportContext): string {
  const title = [
    severity(finding),
    finding.check,
    cut(policyName(finding), MAX_NAME),
    cut(placeWords(finding.location, cwd), MAX_NAME),
  ];
  const { clients = {}, related, ignored } = finding;
  const behaviours = (Object.keys(clients) as Client[]).map((one) => `${CLIENT_NAMES[one]}: ${clients[one]}`);
  const others = related.slice(0, MAX_RELATED).map((one) => `See ${placeWords(one.location, cwd)}: ${one.message}`);
  const more = related.length > MAX_RELATED ? [`and ${related.length - MAX_RELATED} more`] : [];
  const parts = [
    `<details><summary>${escapeHtml(title.join(' · '))}</summary>`,
    ...quoted(finding),
    words(finding.effectText),
    bullets([...behaviours, ...others, ...more]),
    ...advice(finding),
    ignored === undefined ? '' : words(`Ignored (${ignored.by})${ignored.reason ? `: ${ignored.reason}` : ''}`),
    '</details>',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function quoted(finding: Finding): readonly string[] {
  const drawn = underline(finding);
  if (drawn === undefined) return [words(finding.caret)];
  const { label, line, indent, marks } = drawn;
  return [
    fenced('', [
      `${label} | ${line}`,
      `${' '.repeat(label.length)} | ${indent}${marks} ${cut(finding.caret, MAX_WORDS)}`,
    ]),
  ];
}

/** The first line of an advice is a sentence, what follows is YAML. */
function advice({ help, fix, fixed }: Finding): readonly string[] {
  if (fixed) return [words(`Fixed: ${fix?.message}`)];
  const [first = '', ...rest] = cut(help, MAX_WORDS * 10).split('\n');
  return [words(`Write: ${first}`), ...(rest.length === 0 ? [] : [fenced('yaml', rest)])];
}

function words(text: string): string {
  return escapeProse(cut(text, MAX_WORDS * 3), { inTable: false });
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${escapeProse(cut(item, MAX_WORDS), { inTable: false })}`).join('\n');
}

function merges({ merges: done, unproved }: Polished): readonly string[] {
  const lines = [...done.flatMap((merge) => mergeLines(merge).slice(0, 1)), ...unproved.map(unprovedLine)];
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MAX_ROWS);
  if (lines.length > shown.length) shown.push(`and ${lines.length - shown.length} more`);
  return [`<details><summary>Merged</summary>\n\n${bullets(shown)}\n\n</details>`];
}
