import type { Check, Report, Stream } from '../checks/check.ts';
import { CHECKS } from '../checks/index.ts';
import type { Severity } from '../finding.ts';
import { type Group, groupPolicies } from '../group/group.ts';
import { composePolicy } from '../merge/compose.ts';
import { type Known, type MergeOptions, mergeRefusal } from '../merge/refusal.ts';
import type { Cni } from '../policy/cni.ts';
import type { Policy } from '../policy/policy.ts';
import { clusterOf } from './cluster.ts';
import { type Content, type ReadOptions, readSources, type Source, type SplitInput } from './read.ts';

/** How inputs are to be read together and judged. */
export type AnalysisOptions = MergeOptions &
  ReadOptions & {
    /** What a missing namespace means, or ''. */
    readonly namespace: string;
    /** Groups, siblings and duplicates reach across the inputs. */
    readonly oneStream: boolean;
    /** The version of the API server, such as `1.36`. */
    readonly kubernetesVersion: string;
    /** The network plugin of the cluster, '' where nobody said. */
    readonly cni: Cni;
    /** Checks by id that are to be told louder or quieter than they are, or not at all. */
    readonly severities: Severities;
    /** Manifests that tell what else the cluster holds. */
    readonly context: readonly Source[];
  };

/** A severity for each named check, in place of its own. */
export type Severities = Readonly<Record<string, Severity | 'off'>>;

/** What a check found, before its place is made concrete. */
export type Judged = { readonly check: string; readonly report: Report };

/** All that is known about some inputs before anything is changed. */
export type Analysis = {
  readonly inputs: readonly SplitInput[];
  readonly streams: readonly Stream[];
  readonly judged: readonly Judged[];
  /** The inputs that hold policies which were taken for patches, by name. */
  readonly passedOver: readonly string[];
};

/** Splits, reads, groups and judges. Never fails on what the inputs hold. */
export function analyse(sources: readonly Source[], options: AnalysisOptions): Analysis {
  const contents = readSources(sources, options);
  const context = readSources(options.context, options);
  const joined = options.oneStream ? [contents] : contents.map((content) => [content]);
  const results = joined.map((parts) => judgeStream(parts, context, options));
  return {
    inputs: contents.map((content) => content.split),
    streams: results.map((result) => result.stream),
    judged: onceInARun(results.flatMap((result) => result.judged)),
    passedOver: contents.filter(({ passedOver }) => passedOver).map(({ split }) => split.input.name),
  };
}

function judgeStream(
  parts: readonly Content[],
  context: readonly Content[],
  options: AnalysisOptions,
): { stream: Stream; judged: Judged[] } {
  const policies = parts.flatMap((part) => part.policies);
  const groups = groupPolicies(policies, options.namespace);
  const faulty = new Set<Policy>();
  const known: Known = {
    hasError: (policy) => faulty.has(policy),
    isNamedElsewhere: namedElsewhere(groups),
  };
  const stream: Stream = {
    policies,
    groups,
    unreadable: parts.flatMap((part) => part.unreadable),
    unrendered: parts.flatMap((part) => part.unrendered),
    namespace: options.namespace,
    kubernetesVersion: options.kubernetesVersion,
    cni: options.cni,
    cluster: once(() => clusterOf(parts, context, options)),
    mergeRefusal: (group) => mergeRefusal(group, known, options),
    merged: (members) => mergedText(members, groups, known, options),
  };
  const checks = CHECKS.filter((check) => (options.severities[check.id] ?? check.severity) !== 'off');
  const told = (check: Check, reports: Iterable<Report>): Judged[] =>
    [...reports]
      .filter(({ subject }) => !subject.input.isContext)
      .map((report) => ({ check: check.id, report: loudAs(withoutContext(report), options.severities[check.id]) }));
  const judged = groups.flatMap((group) =>
    group.policies.flatMap((policy) =>
      checks.flatMap((check) => {
        if (check.scope !== 'policy') return [];
        const reports = [...check.check(policy, { group, stream })];
        if (reports.some(({ severity }) => severity === 'error')) faulty.add(policy);
        return told(check, reports);
      }),
    ),
  );
  const whole = checks.flatMap((check) => (check.scope === 'stream' ? told(check, check.check(stream)) : []));
  return { stream, judged: [...judged, ...whole] };
}

/** The ids of the checks that are told once in a run. */
export const ONCE: ReadonlySet<string> = new Set(CHECKS.filter((check) => check.once).map(({ id }) => id));

/** What is true of the cluster is told with the first of the inputs that it is found in. */
function onceInARun(judged: readonly Judged[]): readonly Judged[] {
  return judged.filter((one, i) => !ONCE.has(one.check) || judged.findIndex(({ check }) => check === one.check) === i);
}

/** What the context holds is named where it decides, and not pointed at: nobody is to change it here. */
function withoutContext(report: Report): Report {
  if (!report.related?.some(({ subject }) => subject.input.isContext)) return report;
  return { ...report, related: report.related.filter(({ subject }) => !subject.input.isContext) };
}

/** A report as loud as somebody asked for it; `undefined` as it is. */
export function loudAs(report: Report, severity: Severities[string] | undefined): Report {
  return severity === undefined || severity === 'off' ? report : { ...report, severity };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The one policy that some members of a group would become, were it not for their names. */
function mergedText(
  members: readonly Policy[],
  groups: readonly Group[],
  known: Known,
  options: MergeOptions,
): string | undefined {
  const [first] = members;
  const group = groups.find(({ policies }) => first !== undefined && policies.includes(first));
  if (group === undefined || !members.every((member) => group.policies.includes(member))) return undefined;
  const refusal = mergeRefusal({ ...group, policies: members }, known, { ...options, sameName: true });
  return refusal === undefined ? composePolicy(members, 0, { place: 'bare' }) : undefined;
}

/** Policies of one name in several groups; a missing namespace may turn out to be any. */
function namedElsewhere(groups: readonly Group[]): Known['isNamedElsewhere'] {
  const byName = new Map<string, Set<Group>>();
  for (const group of groups) {
    for (const { ref } of group.policies) byName.set(ref.name, (byName.get(ref.name) ?? new Set()).add(group));
  }
  return ({ ref }, group) =>
    [...(byName.get(ref.name) ?? [])].some(
      (other) =>
        other !== group &&
        other.policies[0] !== group.policies[0] &&
        (other.namespace === group.namespace || other.namespace === '' || group.namespace === ''),
    );
}
