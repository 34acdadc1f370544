import type { Group } from '../group/group.ts';
import { toJson } from '../manifest/tree.ts';
import { namesake, originsOf, writesTypesOut } from '../merge/compose.ts';
import { disproof } from '../merge/prove.ts';
import type { Size } from '../merge/simplify/blocks.ts';
import { rulesOf, rulesSize, simplifyMembers } from '../merge/simplify.ts';
import { DIRECTIONS, type Direction, type LabelSelector, type Rule } from '../policy/api.ts';
import { type Policy, statesPolicyTypes } from '../policy/policy.ts';
import type { Analysis, AnalysisOptions } from './analyse.ts';
import { assumptionsOf, type ProvedMerging } from './proof.ts';
import { countDocuments, readSources, type Source } from './read.ts';
import { type Merging, mergeDocuments, rewriteSources } from './rewrite.ts';

/** One merge that was carried out and proved, or one policy whose rules were written anew. */
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
  /** `verbatim`: each rule as it was written, equal ones once. `simplified`: the same traffic in fewer words. */
  readonly rules: 'verbatim' | 'simplified';
  /** How much there was to read of rules in force, and how much there is. */
  readonly size: { readonly before: Size; readonly after: Size };
  /** The objects that are no longer printed. Clients that do not prune keep them in the cluster, still allowing. */
  readonly removed: readonly string[];
  /** What a reader must know before trusting it, for example types that the live object may hold differently. */
  readonly caveats: readonly string[];
  /** What the proof takes for granted beside the API itself; mostly nothing. */
  readonly assumed: readonly string[];
};

/** What merging made of the sources, and which groups did not stand the proof, with the reason. */
export type Merged = {
  readonly sources: readonly Source[];
  readonly merges: readonly ProvedMerging[];
  readonly unproved: ReadonlyMap<Group, string>;
};

/**
 * Merges every group that may be merged. What was written is read back from its bytes and compared with the members; a
 * group that differs is left as it was. Throws where a document or policy would be lost.
 */
export function mergeGroups(
  sources: readonly Source[],
  analysis: Analysis,
  options: AnalysisOptions & { readonly simplify: boolean },
): Merged {
  const unproved = new Map<Group, string>();
  const planned = plan(analysis, options.simplify);
  let groups = [...planned.keys()];
  const before = { policies: analysis.streams.flatMap((s) => s.policies), documents: countDocuments(analysis.inputs) };
  while (groups.length > 0) {
    const merges = groups.map((group): Merging => planned.get(group) ?? { members: group.policies });
    const written = rewriteSources(sources, analysis.inputs, mergeDocuments(merges));
    const after = readBack(written, options);
    const proved: ProvedMerging[] = [];
    for (const group of groups) {
      const policy = writtenFor(after, group.policies);
      const reason = policy === undefined ? unreadIn(after, group.policies) : disproof(policy, group.policies);
      if (policy === undefined || reason !== undefined) unproved.set(group, `the proof failed: ${reason}`);
      else proved.push({ ...(planned.get(group) ?? { members: group.policies }), written: policy });
    }
    if (proved.length === groups.length) {
      checkNothingLost(before, after, merges);
      return { sources: written, merges: proved, unproved };
    }
    groups = groups.filter((group) => !unproved.has(group));
  }
  return { sources, merges: [], unproved };
}

/** What is to be written of which group: those of several policies that may be one, and single ones that can be smaller. */
function plan({ streams }: Analysis, simplify: boolean): ReadonlyMap<Group, Merging> {
  const planned = new Map<Group, Merging>();
  for (const { groups, mergeRefusal } of streams) {
    for (const group of groups) {
      const members = group.policies;
      if ((members.length < 2 && !simplify) || mergeRefusal(group) !== undefined) continue;
      const simplified = simplify ? simplifyMembers(members) : undefined;
      if (simplified !== undefined) planned.set(group, { members, simplified });
      else if (members.length > 1) planned.set(group, { members });
    }
  }
  return planned;
}

/** A merge in figures and words. */
export function describeMerge(merging: ProvedMerging): Merge {
  const { members, simplified, written: policy } = merging;
  const base = namesake(members);
  const written = (direction: Direction): readonly Rule[] =>
    simplified?.[direction] ??
    (members.length > 1 ? distinct(rulesOf(members, direction)) : rulesOf(members, direction));
  return {
    namespace: base?.ref.namespace ?? '',
    podSelector: base?.spec.podSelector ?? {},
    from: originsOf(members),
    members: members.length,
    into: base?.ref.name ?? '',
    policyTypes: ['Ingress', 'Egress'].filter((type) => members.some((p) => p.spec.policyTypes.includes(type))),
    ingressRules: written('ingress').length,
    egressRules: written('egress').length,
    rules: simplified === undefined ? 'verbatim' : 'simplified',
    size: {
      before: rulesSize(DIRECTIONS.flatMap((direction) => rulesOf(members, direction))),
      after: rulesSize(DIRECTIONS.flatMap(written)),
    },
    removed: [...new Set(members.map((p) => p.ref.name))].filter((name) => name !== base?.ref.name),
    caveats: [...caveatsOf(members, writesTypesOut(members, simplified)), ...sizeCaveat(policy)],
    assumed: assumptionsOf(merging),
  };
}

function distinct(rules: readonly Rule[]): readonly Rule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

function caveatsOf(members: readonly Policy[], isTypesOut: boolean): readonly string[] {
  const names = new Set(members.map((policy) => policy.ref.name));
  const untyped = new Set(
    members.filter((policy) => isTypesOut && !statesPolicyTypes(policy)).map((policy) => policy.ref.name),
  );
  const overwritten = 'they shared a name, so that today one overwrites the other: the traffic of all of them is more';
  return [
    ...(names.size < members.length ? [overwritten] : []),
    ...[...untyped].map(
      (name) =>
        `${name} leaves policyTypes to the server: a live object keeps the types it was created with, so writing them out can change what runs`,
    ),
  ];
}

/** Client-side apply keeps a copy in an annotation, and all annotations together may take 256 KiB (objectmeta.go). */
const MAX_APPLIED = 250 * 1024;

function sizeCaveat({ root }: Policy): readonly string[] {
  const size = Buffer.byteLength(JSON.stringify(toJson(root)));
  if (size <= MAX_APPLIED) return [];
  return [`it takes ${Math.round(size / 1024)} KiB: client-side kubectl apply cannot keep its copy of it (256 KiB)`];
}

type Count = { readonly policies: readonly Policy[]; readonly documents: number };
type Reading = Count & {
  readonly byPlace: ReadonlyMap<string, Policy>;
  /** For an input that holds what cannot be read, why. */
  readonly faults: ReadonlyMap<number, string>;
};

function readBack(sources: readonly Source[], options: AnalysisOptions): Reading {
  const contents = readSources(sources, options);
  const inputs = contents.map((content) => content.split);
  const policies = contents.flatMap((content) => content.policies);
  // Of two in one place the first counts, as it always did: a second would be a fault that the counts show.
  const byPlace = new Map([...policies].reverse().map((policy) => [placeKey(policy.input.order, policy.ref), policy]));
  const faults = new Map(
    contents.flatMap(({ unreadable }) => unreadable.map(({ input, message }) => [input.order, message] as const)),
  );
  return { policies, documents: countDocuments(inputs), byPlace, faults };
}

/** The merged policy stands in the input of its first member and bears the name of one of them. */
function writtenFor({ byPlace }: Reading, members: readonly Policy[]): Policy | undefined {
  const ref = namesake(members)?.ref;
  const order = members[0]?.input.order;
  return ref && order !== undefined ? byPlace.get(placeKey(order, ref)) : undefined;
}

/** Mostly it is too large: the parser's own words say so. */
function unreadIn({ faults }: Reading, [first]: readonly Policy[]): string {
  const fault = faults.get(first?.input.order ?? -1);
  return `the merged policy cannot be read back${fault === undefined ? '' : `: ${fault}`}`;
}

function placeKey(order: number, { namespace, name }: Policy['ref']): string {
  return JSON.stringify([order, namespace, name]);
}

/** Documents in = documents out + documents merged away, and so for policies. */
function checkNothingLost(before: Count, after: Count, merges: readonly Merging[]): void {
  const gone = merges.flatMap(({ members }) => members.slice(1));
  const documents = gone.filter((policy) => policy.resource.path.length === 0).length;
  if (before.policies.length - gone.length !== after.policies.length)
    throw new Error('a policy was lost while merging');
  if (before.documents - documents !== after.documents) throw new Error('a document was lost while merging');
}
