import type { Diff, Subject } from '../diff/types.ts';
import { type Kind, linesOf } from './diff-lines.ts';
import { MAX_LINES } from './diff-text.ts';
import {
  countsOf,
  describeMove,
  describeSubjectPods,
  describeUnproved,
  describeWorkload,
  VARIES,
  verdictOf,
} from './diff-words.ts';
import { escapeMarkdown } from './escape-markdown.ts';

/** The diff as a comment on a pull request: tables of what was gained and lost; what moved is folded away. */
export function diffMarkdown(diff: Diff): string {
  const parts = [`### NetworkPolicies: ${escapeMarkdown(verdictOf(diff))}`, ...diffParts(diff)];
  return `${parts.join('\n\n')}\n`;
}

/** The same without its head, in parts. */
export function diffParts(diff: Diff): readonly string[] {
  const { moved, unproved, uncounted } = countsOf(diff);
  return [
    ...table(diff, 'gained'),
    ...table(diff, 'lost'),
    ...(unproved + uncounted > 0 ? [list('Not compared', [...unprovedOf(diff), ...diff.uncounted])] : []),
    ...folded('The same by the API', diff.subjects.filter(({ varies }) => varies.length > 0).map(variation)),
    ...folded('Workloads', [
      ...diff.workloads.map(describeWorkload),
      ...diff.namespaces.map((name) => `namespace ${name} has other labels`),
    ]),
    ...folded(`Moved to other policies: ${moved}`, diff.moved.map(describeMove)),
  ];
}

type Row = readonly [pods: string, direction: string, what: string, example: string];

function table({ subjects, workloads }: Diff, kind: Kind): readonly string[] {
  const rows = [
    ...subjects.flatMap((subject) => rowsOf(subject, describeSubjectPods(subject), kind)),
    ...workloads.flatMap((one) => rowsOf({ ...one, podSelector: {} }, describeWorkload(one), kind)),
  ];
  if (rows.length === 0) return [];
  const more = rows.length - MAX_ROWS;
  if (more > 0) rows.splice(MAX_ROWS, more, ['', '', `and ${more} more rows`, '']);
  const head = ['pods', 'direction', kind, 'such as'];
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(escapeMarkdown))].map(
    (row) => `| ${row.join(' | ')} |`,
  );
  return [`**${kind === 'gained' ? 'Gained' : 'Lost'}**`, lines.join('\n')];
}

function rowsOf(subject: Pick<Subject, 'podSelector' | 'isCut' | Kind>, pods: string, kind: Kind): readonly Row[] {
  const lines = linesOf(subject[kind], subject, kind);
  const shown = lines.slice(0, MAX_LINES).map(({ direction, what, example }): Row => [pods, direction, what, example]);
  const more = lines.length - shown.length;
  if (more > 0) shown.push([pods, '', `and ${more} more`, '']);
  if (subject.isCut) shown.push([pods, '', 'and more that is not listed', '']);
  return shown;
}

function unprovedOf({ subjects, workloads }: Diff): readonly string[] {
  return [
    ...subjects.flatMap((one) => one.unproved.map((why) => `${describeSubjectPods(one)}: ${describeUnproved(why)}`)),
    ...workloads.flatMap((one) => one.unproved.map((why) => `${describeWorkload(one)}: ${describeUnproved(why)}`)),
  ];
}

function variation(subject: Subject): string {
  return `${describeSubjectPods(subject)}: ${VARIES}`;
}

/** Items below a title in bold. */
export function list(title: string, items: readonly string[]): string {
  return `**${title}**\n\n${bullets(items)}`;
}

function bullets(items: readonly string[]): string {
  const more = items.length - MAX_BULLETS;
  const shown = more > 0 ? [...items.slice(0, MAX_BULLETS), `and ${more} more`] : items;
  return shown.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
}

/** GitHub wants a blank line between the summary and Markdown. */
function folded(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  return [`<details><summary>${escapeMarkdown(title)}</summary>\n\n${bullets(items)}\n\n</details>`];
}

/** A comment on GitHub ends at 65,536 characters. */
const MAX_ROWS = 60;
const MAX_BULLETS = 60;
