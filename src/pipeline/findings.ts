import type { Report, Subject } from '../checks/check.ts';
import { compareFindings, type Finding } from '../finding.ts';
import { namesake } from '../merge/compose.ts';
import { DIRECTIONS } from '../policy/api.ts';
import type { Analysis, Judged, Severities } from './analyse.ts';
import { type Fixed, type Fixing, isInScope, keyOf, type Settled } from './fix-faults.ts';
import { entriesToTell, type IgnoreNotes } from './ignore-notes.ts';
import { inlineIgnores } from './inline-ignores.ts';
import type { Merged } from './merge-groups.ts';
import { placeReport } from './place.ts';
import type { Source } from './read.ts';
import type { Merging } from './rewrite.ts';
import { countUnheard, judgeStray } from './stray-ignores.ts';
import { type SuppressOptions, type Suppressor, suppressor } from './suppress.ts';

/** Whom to listen to, and what was to be fixed. */
export type FindingsOptions = SuppressOptions &
  Pick<Fixing, 'fix' | 'client'> & {
    readonly hooks: 'check' | 'skip';
    readonly severities: Severities;
  };

/** What fixing and merging made of the findings. */
export type Outcome = { readonly fixed: Fixed['fixed']; readonly merged: Pick<Merged, 'merges' | 'unproved'> };

/** The findings with what lets them pass, and what is to be told of ignores that let nothing pass. */
export function withIgnores(
  sources: readonly Source[],
  before: Analysis,
  outcome: Outcome,
  options: FindingsOptions,
): { readonly findings: readonly Finding[]; readonly ignores: IgnoreNotes } {
  const inline = inlineIgnores(sources, before, options);
  const judge = suppressor(inline, options);
  const first = findingsOf(before.judged, outcome, judge, options);
  const stray = inline.length === 0 ? [] : judgeStray(inline, judge.used, options);
  const findings = inOrder([...first, ...findingsOf(stray, outcome, judge, options)]);
  const entries = entriesToTell(judge.used, before, findings, options);
  const used = options.ignore.filter((entry) => judge.used.has(entry));
  return { findings, ignores: { unheard: countUnheard(inline, options), entries, used, stale: 0 } };
}

type Ordered = { readonly order: number; readonly finding: Finding };

function findingsOf(
  judged: readonly Judged[],
  { fixed, merged }: Outcome,
  { suppressionOf }: Suppressor,
  options: FindingsOptions,
): Ordered[] {
  return judged.flatMap((judgement): readonly Ordered[] => {
    const placed = placeReport(judgement.check, told(judgement, merged.unproved));
    const ignored = suppressionOf({ judgement, finding: placed });
    if (isMoot(judgement, merged.merges)) return [];
    const order = judgement.report.subject.input.order;
    const into = mergedInto(judgement, merged.merges);
    const settled = into === undefined ? fixed.get(keyOf(judgement)) : { message: `merged into one policy, ${into}` };
    if (settled !== undefined) return [{ order, finding: asSettled(placed, settled) }];
    if (ignored !== undefined) return [{ order, finding: { ...placed, ignored } }];
    return [{ order, finding: isInScope(judgement, options) ? withoutFix(placed) : placed }];
  });
}

function asSettled({ choice, ...finding }: Finding, { message, closes }: Settled): Finding {
  const edits = choice?.message === message ? (choice?.edits ?? []) : [];
  const fix = message === undefined ? finding.fix : { message, edits };
  return { ...finding, ...(fix && { fix }), ...(closes && { closes }), fixed: true };
}

/** A fix that was tried and did not read back is none. */
function withoutFix({ fix: _fix, ...finding }: Finding): Finding {
  return finding;
}

function inOrder(placed: readonly Ordered[]): readonly Finding[] {
  return [...placed]
    .sort((a, b) => a.order - b.order || compareFindings(a.finding, b.finding))
    .map(({ finding }) => finding);
}

/** A merge that did not stand its proof is told where it was promised. */
function told({ check, report }: Judged, unproved: Merged['unproved']): Report {
  if (check !== 'mergeable-policies') return report;
  const reason = [...unproved].find(([{ policies }]) => policies.some((p) => isSame(p, report.subject)))?.[1];
  return reason === undefined
    ? report
    : { ...report, is: `not merged: ${reason}`, help: 'nothing; this only says why they stay apart.' };
}

function isSame(a: Subject, b: Subject): boolean {
  return a.input.order === b.input.order && a.ref?.name === b.ref?.name && a.ref?.namespace === b.ref?.namespace;
}

/** Whether a merge did away with what this finding is about, and tells of it itself. */
function isMoot(judgement: Judged, merges: readonly Merging[]): boolean {
  const { check, report } = judgement;
  if (check === 'mergeable-policies') return mergedInto(judgement, merges) !== undefined;
  if (check !== 'redundant-rule') return false;
  const { simplified = {}, members = [] } = mergingOf(report.subject, merges) ?? {};
  // What only policies for more pods cover stays as it is.
  const isOwn = (report.related ?? []).every(({ subject }) => members.some((member) => isSame(member, subject)));
  return (
    isOwn && DIRECTIONS.some((direction) => simplified[direction] !== undefined && report.path.includes(direction))
  );
}

function mergingOf(subject: Subject, merges: readonly Merging[]): Merging | undefined {
  return merges.find(({ members }) => members.some((member) => isSame(member, subject)));
}

/** The policy that a merge made of what this finding complains about: that several stand where one could. */
function mergedInto({ check, report: { subject } }: Judged, merges: readonly Merging[]): string | undefined {
  if (check !== 'duplicate-policy' && check !== 'mergeable-policies') return undefined;
  const merging = mergingOf(subject, merges);
  return merging && namesake(merging.members)?.ref.name;
}
