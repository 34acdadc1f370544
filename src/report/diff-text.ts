import type { Change, Diff, Subject, WorkloadChange } from '../diff/types.ts';
import { cleanLine } from './clean.ts';
import { type Kind, linesOf } from './diff-lines.ts';
import {
  describeMove,
  describeSubjectPods,
  describeUnproved,
  describeWorkload,
  VARIES,
  verdictOf,
} from './diff-words.ts';

/** How a diff is to be told: `verbose` cuts nothing short. */
export type DiffContext = { readonly verbose: boolean };

/** Lines of one kind for each subject, before "and N more". */
export const MAX_LINES = 8;

/** The diff for people: gained first, then lost, then what moved, and the whole in a line. */
export function diffText(diff: Diff, context: DiffContext): string {
  return inParagraphs([...diffParagraphs(diff, context), [verdictOf(diff)]]);
}

/** Paragraphs with an empty line between them, as a terminal may have them. */
export function inParagraphs(paragraphs: readonly (readonly string[])[]): string {
  const filled = paragraphs.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.map(cleanLine).join('\n')).join('\n\n')}\n`;
}

/** A diff for people in paragraphs, without the line that tells the whole. */
export function diffParagraphs(diff: Diff, { verbose }: DiffContext): readonly (readonly string[])[] {
  const most = verbose ? Number.POSITIVE_INFINITY : MAX_LINES;
  return [
    ...changed(diff, 'gained', most),
    ...changed(diff, 'lost', most),
    cut(diff.subjects.filter(({ unproved }) => unproved.length > 0).flatMap(unprovedLines), most),
    ...diff.subjects.filter(({ varies }) => varies.length > 0).map((subject) => variesLines(subject, most)),
    diff.workloads.flatMap(workloadLines),
    diff.namespaces.map(
      (name) => `labels   namespace ${name} has other labels: selectors that ask for them may reach others`,
    ),
    cut(
      diff.moved.map((move) => `moved    ${describeMove(move)}`),
      most,
    ),
    cut(
      diff.uncounted.map((why) => `unknown  ${why}`),
      most,
    ),
  ];
}

function changed({ subjects, workloads }: Diff, kind: Kind, most: number): readonly (readonly string[])[] {
  const head = kind.padEnd(8);
  return [
    ...subjects
      .filter(({ [kind]: changes }) => changes.length > 0)
      .map((subject) => [
        `${head} ${describeSubjectPods(subject)}`,
        ...changeLines(subject, subject[kind], kind, most),
      ]),
    ...workloads
      .filter(({ [kind]: changes }) => changes.length > 0)
      .map((one) => [
        `${head} ${describeWorkload(one)}`,
        ...changeLines({ ...one, podSelector: {} }, one[kind], kind, most),
      ]),
  ];
}

function changeLines(
  { podSelector, isCut }: Pick<Subject, 'podSelector' | 'isCut'>,
  changes: readonly Change[],
  kind: Kind,
  most: number,
): readonly string[] {
  const lines = linesOf(changes, { podSelector }, kind).map(({ direction, what, example }) => [
    `  ${direction} ${what}`,
    `    such as ${example}`,
  ]);
  return [...cut(lines, most).flat(), ...(isCut ? ['  and more that is not listed'] : [])];
}

function variesLines(subject: Subject, most: number): readonly string[] {
  const lines = (['new', 'old'] as const).flatMap((only) =>
    linesOf(
      subject.varies.filter((change) => change.only === only),
      subject,
      only === 'new' ? 'gained' : 'lost',
    ).map(({ direction, what }) => `  ${direction} ${what}, ${only === 'new' ? 'now' : 'before'}`),
  );
  return [`varies   ${describeSubjectPods(subject)}: ${VARIES}`, ...cut(lines, most)];
}

function unprovedLines(subject: Subject): readonly string[] {
  return subject.unproved.map((one) => `unknown  ${describeSubjectPods(subject)}: ${describeUnproved(one)}`);
}

/** Those whose own traffic changes stand above. */
function workloadLines(change: WorkloadChange): readonly string[] {
  const unproved = change.unproved.map((one) => `  ${describeUnproved(one)}`);
  if (change.gained.length + change.lost.length > 0) return unproved;
  return [`workload ${describeWorkload(change)}`, ...unproved];
}

/** The first of some, and how many more there are. */
function cut<T>(all: readonly T[], most: number): readonly (T | string)[] {
  return all.length <= most ? all : [...all.slice(0, most), `  and ${all.length - most} more`];
}
