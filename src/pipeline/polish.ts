import type { Report, Subject } from '../checks/check.ts';
import { CHECKS } from '../checks/index.ts';
import { compareFindings, type Finding, type Location, type ObjectRef, type Severity } from '../finding.ts';
import type { Group } from '../group/group.ts';
import { namesake } from '../merge/compose.ts';
import { DIRECTIONS, type LabelSelector } from '../policy/api.ts';
import type { Ignore, InlineIgnores } from '../suppression.ts';
import { type Analysis, type AnalysisOptions, analyse, type Judged } from './analyse.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { type Fixed, type Fixing, fixFaults, isInScope, keyOf, type Settled, type Swap } from './fix-faults.ts';
import { type GroupSummary, groupSummaries } from './group-summaries.ts';
import { describeMerge, type Merge, type Merged, mergeGroups } from './merge-groups.ts';
import { locationAt, placeReport } from './place.ts';
import { type Proof, proofOf } from './proof.ts';
import { countDocuments, type Source } from './read.ts';
import type { Merging } from './rewrite.ts';
import { suppressionOf } from './suppress.ts';

/** What to do with the inputs. */
export type PolishOptions = AnalysisOptions &
  Fixing & {
    readonly merge: boolean;
    /** With `merge`: write rules in fewer words, where several policies become one and where a single one can be smaller. */
    readonly simplify: boolean;
    /** Findings to let pass. */
    readonly ignore: readonly Ignore[];
    /** Which ignores of the input count; with `listed` those of the checks in inlineIgnorable. */
    readonly inlineIgnores: InlineIgnores;
    readonly inlineIgnorable: readonly string[];
    /** The day, as 2026-11-22: some ignores have a last one. */
    readonly today: string;
  };

/** Counts of one run. `policies` counts what was read, `merged` what merges took away, `simplified` what was written in fewer words. */
export type Summary = {
  readonly documents: number;
  readonly policies: number;
  readonly groups: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly fixed: number;
  readonly ignored: number;
  readonly merged: number;
  readonly simplified: number;
};

/** A group that was to be merged and stayed as it was: its proof failed, or was not finished. */
export type Unproved = {
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly policies: readonly string[];
  readonly reason: string;
};

/** A policy that was judged, whatever was found in it. */
export type JudgedPolicy = {
  readonly policy: ObjectRef;
  readonly location: Pick<Location, 'file' | 'source' | 'origin' | 'item'>;
};

/** What a run found and made. `outputs` has one entry an input, in their order. */
export type Polished = {
  readonly findings: readonly Finding[];
  readonly groups: readonly GroupSummary[];
  readonly merges: readonly Merge[];
  readonly unproved: readonly Unproved[];
  readonly summary: Summary;
  readonly outputs: readonly Buffer[];
  /** Ids that options name and no check has: a door that does not open. */
  readonly unknownChecks: readonly string[];
  /** What could not be looked at, for those who want to know. */
  readonly notes: readonly string[];
  /** Each policy that fixes changed, as it came in and as it was left. */
  readonly swaps: readonly Swap[];
  /** The proof of each merge, in the order of `merges`; made when asked, for it hashes texts. */
  readonly proofs: () => readonly Proof[];
  /** What each finding is known by, in the order of `findings`; made when asked, as proofs are. */
  readonly fingerprints: () => readonly string[];
  /** Every policy that was judged, in the order of the inputs; made when asked. */
  readonly judged: () => readonly JudgedPolicy[];
};

/**
 * The whole way: reads the inputs, judges them, and where asked fixes and merges. Throws only when its own work does
 * not stand up to being read back, before anything was printed.
 */
export function polish(sources: readonly Source[], options: PolishOptions): Polished {
  const before = analyse(sources, options);
  const fixes = fixFaults(sources, before, options);
  const { analysis } = fixes;
  const unmerged = { sources: fixes.sources, merges: [], unproved: new Map<Group, string>() };
  const merged = options.merge ? mergeGroups(fixes.sources, analysis, options) : unmerged;
  const findings = findingsOf(before.judged, fixes, merged, options);
  return {
    findings,
    groups: groupSummaries(analysis, merged.unproved),
    merges: merged.merges.map(describeMerge),
    unproved: [...merged.unproved].map(([{ namespace, podSelector, policies }, reason]) => ({
      namespace,
      podSelector,
      policies: policies.map(({ ref }) => ref.name),
      reason,
    })),
    summary: summary(before, findings, merged.merges),
    outputs: merged.sources.map((source) => source.bytes),
    unknownChecks: unknownChecks(options),
    notes: [...new Set(before.streams.flatMap((stream) => stream.cluster().unread))],
    swaps: fixes.swaps,
    proofs: () => merged.merges.map(proofOf),
    fingerprints: () => fingerprintsOf(findings),
    judged: () => judgedPolicies(before),
  };
}

function judgedPolicies({ streams }: Analysis): readonly JudgedPolicy[] {
  return streams
    .flatMap(({ policies }) => policies)
    .map((policy) => ({ policy: policy.ref, location: locationAt(policy, []) }));
}

function unknownChecks({ ignore, severities }: PolishOptions): readonly string[] {
  const named = [...ignore.map(({ check }) => check), ...Object.keys(severities)];
  return [...new Set(named)].filter((id) => id !== '*' && !CHECKS.some((check) => check.id === id));
}

function findingsOf(
  judged: readonly Judged[],
  { fixed }: Pick<Fixed, 'fixed'>,
  { merges, unproved }: Pick<Merged, 'merges' | 'unproved'>,
  options: PolishOptions,
): Finding[] {
  const open = judged.filter((judgement) => !isMoot(judgement, merges));
  const placed = open.map((judgement) => {
    const finding = placeReport(judgement.check, told(judgement, unproved));
    const order = judgement.report.subject.input.order;
    const into = mergedInto(judgement, merges);
    const merged = into === undefined ? undefined : { message: `merged into one policy, ${into}` };
    const settled = merged ?? fixed.get(keyOf(judgement));
    if (settled !== undefined) return { order, finding: asSettled(finding, settled) };
    const open = isInScope(judgement, options) ? withoutFix(finding) : finding;
    const ignored = suppressionOf(open, options);
    return { order, finding: ignored === undefined ? open : { ...open, ignored } };
  });
  return placed
    .sort((a, b) => a.order - b.order || compareFindings(a.finding, b.finding))
    .map(({ finding }) => finding);
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

function summary(analysis: Analysis, findings: readonly Finding[], merges: readonly Merging[]): Summary {
  return {
    documents: countDocuments(analysis.inputs),
    policies: analysis.streams.reduce((sum, stream) => sum + stream.policies.length + stream.unreadable.length, 0),
    groups: analysis.streams.reduce((sum, stream) => sum + stream.groups.length, 0),
    ...countFindings(findings),
    merged: merges.reduce((sum, { members }) => sum + members.length - 1, 0),
    simplified: merges.filter(({ simplified }) => simplified !== undefined).length,
  };
}

/** How many findings there are of each kind. */
export function countFindings(
  findings: readonly Finding[],
): Pick<Summary, 'errors' | 'warnings' | 'infos' | 'fixed' | 'ignored'> {
  const open = findings.filter((finding) => !finding.fixed && !finding.ignored);
  const count = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    fixed: findings.filter((finding) => finding.fixed).length,
    ignored: findings.filter((finding) => finding.ignored).length,
  };
}
