import { CHECKS } from '../checks/index.ts';
import type { Finding, Location, ObjectRef, Severity } from '../finding.ts';
import type { Group } from '../group/group.ts';
import type { LabelSelector } from '../policy/api.ts';
import type { Ignore, InlineIgnores } from '../suppression.ts';
import { type Analysis, type AnalysisOptions, analyse } from './analyse.ts';
import { withIgnores } from './findings.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { type Fixing, fixFaults, type Sparing, type Swap } from './fix-faults.ts';
import { type GroupSummary, groupSummaries } from './group-summaries.ts';
import type { IgnoreNotes } from './ignore-notes.ts';
import { inlineIgnores } from './inline-ignores.ts';
import { describeMerge, type Merge, mergeGroups } from './merge-groups.ts';
import { locationAt, placeReport } from './place.ts';
import { type Proof, proofOf } from './proof.ts';
import { countDocuments, type Source } from './read.ts';
import type { Merging } from './rewrite.ts';
import { suppressor } from './suppress.ts';

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
  /** How many of the ignored ones are errors. */
  readonly ignoredErrors: number;
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
  /** What is to be told of ignores beside the findings that they let pass. */
  readonly ignores: IgnoreNotes;
  /** The inputs that hold policies which were not judged, being patches of a kustomization. */
  readonly passedOver: readonly string[];
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
  const fixes = fixFaults(sources, before, options, sparing(options));
  const { analysis } = fixes;
  const unmerged = { sources: fixes.sources, merges: [], unproved: new Map<Group, string>() };
  const merged = options.merge ? mergeGroups(fixes.sources, analysis, options) : unmerged;
  const { findings, ignores } = withIgnores(sources, before, { fixed: fixes.fixed, merged }, options);
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
    ignores,
    passedOver: before.passedOver,
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

/** What somebody let pass, and said why, is not touched. */
function sparing(options: PolishOptions): Sparing {
  return (sources, analysis) => {
    const { suppressionOf } = suppressor(inlineIgnores(sources, analysis, options), options);
    return (judgement) => {
      const { check, report } = judgement;
      if (report.fix === undefined && report.choice === undefined) return false;
      return suppressionOf({ judgement, finding: placeReport(check, report) }) !== undefined;
    };
  };
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
): Pick<Summary, 'errors' | 'warnings' | 'infos' | 'fixed' | 'ignored' | 'ignoredErrors'> {
  const open = findings.filter((finding) => !finding.fixed && !finding.ignored);
  const count = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    fixed: findings.filter((finding) => finding.fixed).length,
    ignored: findings.filter((finding) => finding.ignored).length,
    ignoredErrors: findings.filter((finding) => finding.ignored && finding.severity === 'error').length,
  };
}
