import { type Analysis, type AnalysisOptions, analyse, type Judged, type Source } from './analyse.ts';
import { compareFindings, type Finding, type Severity } from './finding.ts';
import type { Group } from './group/group.ts';
import { namesake, originsOf } from './merge/compose.ts';
import { disproof } from './merge/prove.ts';
import { placeReport } from './place.ts';
import type { LabelSelector } from './policy/api.ts';
import { type Policy, statesPolicyTypes } from './policy/policy.ts';
import { type Merging, mergeDocuments, type Rewriting, repairDocuments, rewriteInput } from './rewrite.ts';

/** What to do with the inputs. */
export type PolishOptions = AnalysisOptions & {
  readonly merge: boolean;
  readonly fix: boolean;
  /** Findings to let pass: `check`, `check:policy` or `check:namespace/policy`. */
  readonly ignore: readonly string[];
};

/** Counts of one run. `policies` counts what was read, `merged` what merges took away. */
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
};

/** A group as reports tell it. */
export type GroupSummary = {
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly policies: readonly string[];
  readonly merge: { readonly possible: boolean; readonly reason?: string };
};

/** One merge that was carried out and proved. */
export type Merge = {
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly from: readonly string[];
  readonly into: string;
  readonly policyTypes: readonly string[];
  readonly ingressRules: number;
  readonly egressRules: number;
  /** The objects that are no longer printed. Clients that do not prune keep them in the cluster, still allowing. */
  readonly removed: readonly string[];
  /** What a reader must know before trusting it, for example types that the live object may hold differently. */
  readonly caveats: readonly string[];
};

/** What a run found and made. `outputs` has one entry an input, in their order. */
export type Polished = {
  readonly findings: readonly Finding[];
  readonly groups: readonly GroupSummary[];
  readonly merges: readonly Merge[];
  readonly summary: Summary;
  readonly outputs: readonly Buffer[];
};

/**
 * The whole way: reads the inputs, judges them, and where asked fixes and merges. Throws only when its own work does
 * not stand up to being read back, before anything was printed.
 */
export function polish(sources: readonly Source[], options: PolishOptions): Polished {
  const before = analyse(sources, options);
  const { rewriting, repaired } = repairDocuments(options.fix ? before.judged : []);
  const repairedSources = rewriting.size === 0 ? sources : rewriteSources(sources, before, rewriting);
  const analysis = rewriting.size === 0 ? before : analyse(repairedSources, options);
  const { outputs, merges } = options.merge
    ? mergeGroups(repairedSources, analysis, options)
    : { outputs: repairedSources.map((source) => source.bytes), merges: [] };
  const findings = findingsOf(before.judged, repaired, merges, options.ignore);
  return {
    findings,
    groups: analysis.streams.flatMap((s) => s.groups.map((group) => summarise(group, s.mergeRefusal(group)))),
    merges: merges.map(describeMerge),
    summary: summary(before, findings, merges),
    outputs,
  };
}

function rewriteSources(sources: readonly Source[], { inputs }: Analysis, rewriting: Rewriting): Source[] {
  return sources.map((source, i) => {
    const input = inputs[i];
    return input === undefined ? source : { ...source, bytes: rewriteInput(input, rewriting) };
  });
}

/** Merges every group that may be merged and whose written form stands the proof. */
function mergeGroups(
  sources: readonly Source[],
  analysis: Analysis,
  options: PolishOptions,
): { outputs: readonly Buffer[]; merges: readonly Merging[] } {
  const candidates = analysis.streams.flatMap((stream) =>
    stream.groups
      .filter((group) => group.policies.length > 1 && stream.mergeRefusal(group) === undefined)
      .map((group): Merging => ({ members: group.policies })),
  );
  const merges = candidates.filter((merging) => proveAlone(sources, analysis, merging, options));
  const merged = rewriteSources(sources, analysis, mergeDocuments(merges));
  checkOutput(analysis, analyse(merged, options), merges);
  return { outputs: merged.map((source) => source.bytes), merges };
}

/** Carries one merge out by itself and compares what was written. A merge that does not stand is left undone. */
function proveAlone(sources: readonly Source[], analysis: Analysis, merging: Merging, options: PolishOptions): boolean {
  const [first] = merging.members;
  const input = first?.input.order;
  if (first === undefined || input === undefined) return false;
  const written = rewriteSources(sources, analysis, mergeDocuments([merging]))[input];
  if (written === undefined) return false;
  const policy = writtenPolicy(analyse([written], options), merging, 0);
  return policy !== undefined && disproof(policy, merging.members) === undefined;
}

/** The policy that a merge wrote, by its name among those of the input that its first member stands in. */
function writtenPolicy({ streams }: Analysis, { members }: Merging, order: number): Policy | undefined {
  const name = namesake(members)?.ref;
  return streams
    .flatMap((stream) => stream.policies)
    .find((p) => p.input.order === order && p.ref.name === name?.name && p.ref.namespace === name.namespace);
}

/** Documents in = documents out + documents merged away, and every merged policy says what its members said. */
function checkOutput(before: Analysis, after: Analysis, merges: readonly Merging[]): void {
  const gone = merges.reduce((sum, { members }) => sum + members.length - 1, 0);
  const policies = (analysis: Analysis): number => analysis.streams.reduce((sum, s) => sum + s.policies.length, 0);
  if (policies(before) - gone !== policies(after))
    throw new Error('a policy was lost while merging; nothing was printed');
  const documents = (analysis: Analysis): number =>
    analysis.inputs.reduce((sum, i) => sum + contentDocuments(i.documents), 0);
  const whole = merges.flatMap(({ members }) => members.slice(1)).filter((p) => p.resource.path.length === 0).length;
  if (documents(before) - whole !== documents(after))
    throw new Error('a document was lost while merging; nothing was printed');
  for (const merging of merges) {
    const written = writtenPolicy(after, merging, merging.members[0]?.input.order ?? 0);
    const reason = written === undefined ? 'it is not there' : disproof(written, merging.members);
    if (reason !== undefined)
      throw new Error(`a merged policy does not say what its members said (${reason}); nothing was printed`);
  }
}

function contentDocuments(documents: readonly { readonly number: number }[]): number {
  return documents.reduce((most, { number }) => Math.max(most, number), 0);
}

function findingsOf(
  judged: readonly Judged[],
  repaired: ReadonlySet<Judged>,
  merges: readonly Merging[],
  ignore: readonly string[],
): Finding[] {
  const placed = judged.map((judgement) => {
    const finding = placeReport(judgement.check, judgement.report);
    const order = judgement.report.subject.input.order;
    const into = mergedInto(judgement, merges);
    const fix = into === undefined ? finding.fix : { message: `merged into one policy, ${into}` };
    if (fix !== undefined && (into !== undefined || repaired.has(judgement)))
      return { order, finding: { ...finding, fix, fixed: true as const } };
    return { order, finding: isIgnored(finding, ignore) ? { ...finding, ignored: true as const } : finding };
  });
  return placed
    .sort((a, b) => a.order - b.order || compareFindings(a.finding, b.finding))
    .map(({ finding }) => finding);
}

/** The policy that a merge made of what this finding complains about: that several stand where one could. */
function mergedInto({ check, report: { subject } }: Judged, merges: readonly Merging[]): string | undefined {
  if (check !== 'duplicate-policy' && check !== 'mergeable-policies') return undefined;
  const merging = merges.find(({ members }) =>
    members.some(
      ({ ref, input }) =>
        input.order === subject.input.order &&
        ref.name === subject.ref?.name &&
        ref.namespace === subject.ref.namespace,
    ),
  );
  return merging && namesake(merging.members)?.ref.name;
}

function isIgnored({ check, policy }: Finding, ignore: readonly string[]): boolean {
  return ignore.some((entry) => {
    const [id, name] = splitOnce(entry, ':');
    if (id !== check && id !== '*') return false;
    return name === undefined || name === policy?.name || name === `${policy?.namespace}/${policy?.name}`;
  });
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function summarise(group: Group, refusal: string | undefined): GroupSummary {
  const single = group.policies.length < 2 ? 'only one policy' : undefined;
  const reason = single ?? refusal;
  return {
    namespace: group.namespace,
    podSelector: group.podSelector,
    policies: group.policies.map((p) => p.ref.name),
    merge: reason === undefined ? { possible: true } : { possible: false, reason },
  };
}

function describeMerge({ members }: Merging): Merge {
  const base = namesake(members);
  const distinct = (direction: 'ingress' | 'egress', type: string): number =>
    new Set(
      members
        .filter((p) => p.spec.policyTypes.includes(type))
        .flatMap((p) => (p.spec[direction] ?? []).map((rule) => JSON.stringify(rule))),
    ).size;
  const untyped = members.filter((p) => !statesPolicyTypes(p)).map((p) => p.ref.name);
  return {
    namespace: base?.ref.namespace ?? '',
    podSelector: base?.spec.podSelector ?? {},
    from: originsOf(members),
    into: base?.ref.name ?? '',
    policyTypes: ['Ingress', 'Egress'].filter((type) => members.some((p) => p.spec.policyTypes.includes(type))),
    ingressRules: distinct('ingress', 'Ingress'),
    egressRules: distinct('egress', 'Egress'),
    removed: members.filter((p) => p !== base).map((p) => p.ref.name),
    caveats: untyped.map(
      (name) =>
        `${name} leaves policyTypes to the server: a live object keeps the types it was created with, so writing them out can change what runs`,
    ),
  };
}

function summary(analysis: Analysis, findings: readonly Finding[], merges: readonly Merging[]): Summary {
  const open = findings.filter((finding) => !finding.fixed && !finding.ignored);
  const count = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  return {
    documents: analysis.inputs.reduce((sum, input) => sum + contentDocuments(input.documents), 0),
    policies: analysis.streams.reduce((sum, stream) => sum + stream.policies.length + stream.unreadable.length, 0),
    groups: analysis.streams.reduce((sum, stream) => sum + stream.groups.length, 0),
    errors: count('error'),
    warnings: count('warning'),
    infos: count('info'),
    fixed: findings.filter((finding) => finding.fixed).length,
    ignored: findings.filter((finding) => finding.ignored).length,
    merged: merges.reduce((sum, { members }) => sum + members.length - 1, 0),
  };
}
