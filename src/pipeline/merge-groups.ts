import type { Group } from '../group/group.ts';
import { namesake, originsOf } from '../merge/compose.ts';
import { disproof } from '../merge/prove.ts';
import type { LabelSelector } from '../policy/api.ts';
import { type Policy, statesPolicyTypes } from '../policy/policy.ts';
import type { Analysis, AnalysisOptions } from './analyse.ts';
import { countDocuments, readSources, type Source } from './read.ts';
import { type Merging, mergeDocuments, rewriteSources } from './rewrite.ts';

/** One merge that was carried out and proved. */
export type Merge = {
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly from: readonly string[];
  /** How many policies became one. */
  readonly members: number;
  readonly into: string;
  readonly policyTypes: readonly string[];
  readonly ingressRules: number;
  readonly egressRules: number;
  /** The objects that are no longer printed. Clients that do not prune keep them in the cluster, still allowing. */
  readonly removed: readonly string[];
  /** What a reader must know before trusting it, for example types that the live object may hold differently. */
  readonly caveats: readonly string[];
};

/** What merging made of the sources, and which groups did not stand the proof, with the reason. */
export type Merged = {
  readonly sources: readonly Source[];
  readonly merges: readonly Merging[];
  readonly unproved: ReadonlyMap<Group, string>;
};

/**
 * Merges every group that may be merged. What was written is read back from its bytes and compared with the members; a
 * group that differs is left as it was. Throws where a document or policy would be lost.
 */
export function mergeGroups(sources: readonly Source[], analysis: Analysis, options: AnalysisOptions): Merged {
  const unproved = new Map<Group, string>();
  let groups = analysis.streams.flatMap((stream) =>
    stream.groups.filter((group) => group.policies.length > 1 && stream.mergeRefusal(group) === undefined),
  );
  const before = { policies: analysis.streams.flatMap((s) => s.policies), documents: countDocuments(analysis.inputs) };
  while (groups.length > 0) {
    const merges = groups.map((group): Merging => ({ members: group.policies }));
    const written = rewriteSources(sources, analysis.inputs, mergeDocuments(merges));
    const after = readBack(written, options);
    for (const group of groups) {
      const reason = differenceIn(after.policies, group.policies);
      if (reason !== undefined) unproved.set(group, `the proof failed: ${reason}`);
    }
    if (groups.every((group) => !unproved.has(group))) {
      checkNothingLost(before, after, merges);
      return { sources: written, merges, unproved };
    }
    groups = groups.filter((group) => !unproved.has(group));
  }
  return { sources, merges: [], unproved };
}

/** A merge in figures and words. */
export function describeMerge({ members }: Merging): Merge {
  const base = namesake(members);
  const distinct = (direction: 'ingress' | 'egress', type: string): number =>
    new Set(
      members
        .filter((p) => p.spec.policyTypes.includes(type))
        .flatMap((p) => (p.spec[direction] ?? []).map((rule) => JSON.stringify(rule))),
    ).size;
  return {
    namespace: base?.ref.namespace ?? '',
    podSelector: base?.spec.podSelector ?? {},
    from: originsOf(members),
    members: members.length,
    into: base?.ref.name ?? '',
    policyTypes: ['Ingress', 'Egress'].filter((type) => members.some((p) => p.spec.policyTypes.includes(type))),
    ingressRules: distinct('ingress', 'Ingress'),
    egressRules: distinct('egress', 'Egress'),
    removed: [...new Set(members.map((p) => p.ref.name))].filter((name) => name !== base?.ref.name),
    caveats: caveatsOf(members),
  };
}

function caveatsOf(members: readonly Policy[]): readonly string[] {
  const names = new Set(members.map((policy) => policy.ref.name));
  const untyped = new Set(members.filter((policy) => !statesPolicyTypes(policy)).map((policy) => policy.ref.name));
  const overwritten = 'they shared a name, so that today one overwrites the other: the traffic of all of them is more';
  return [
    ...(names.size < members.length ? [overwritten] : []),
    ...[...untyped].map(
      (name) =>
        `${name} leaves policyTypes to the server: a live object keeps the types it was created with, so writing them out can change what runs`,
    ),
  ];
}

type Reading = { readonly policies: readonly Policy[]; readonly documents: number };

function readBack(sources: readonly Source[], options: AnalysisOptions): Reading {
  const contents = readSources(sources, options);
  const inputs = contents.map((content) => content.split);
  return { policies: contents.flatMap((content) => content.policies), documents: countDocuments(inputs) };
}

/** The merged policy stands in the input of its first member and bears the name of one of them. */
function differenceIn(written: readonly Policy[], members: readonly Policy[]): string | undefined {
  const [first] = members;
  const name = namesake(members)?.ref;
  const policy = written.find(
    (p) => p.input.order === first?.input.order && p.ref.name === name?.name && p.ref.namespace === name.namespace,
  );
  return policy === undefined ? 'the merged policy cannot be read back' : disproof(policy, members);
}

/** Documents in = documents out + documents merged away, and so for policies. */
function checkNothingLost(before: Reading, after: Reading, merges: readonly Merging[]): void {
  const gone = merges.flatMap(({ members }) => members.slice(1));
  const documents = gone.filter((policy) => policy.resource.path.length === 0).length;
  if (before.policies.length - gone.length !== after.policies.length)
    throw new Error('a policy was lost while merging');
  if (before.documents - documents !== after.documents) throw new Error('a document was lost while merging');
}
