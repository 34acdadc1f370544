import { lastOffset } from '../manifest/extent.ts';
import { writesTypesOut } from '../merge/compose.ts';
import type { LabelSelector, Spec } from '../policy/api.ts';
import { DIRECTIONS, PEERS } from '../policy/api.ts';
import { NAMESPACE_NAME } from '../policy/certainty.ts';
import { type Policy, statesPolicyTypes } from '../policy/policy.ts';
import { VERSION } from '../version.ts';
import type { Merging } from './rewrite.ts';
import { sha256 } from './sha256.ts';

/** Members, and the policy that they became, read back from its bytes. */
export type ProvedMerging = Merging & { readonly written: Policy };

/** A text and what it hashes to: anybody can tell later whether a proof speaks of the text before him. */
export type Digest = { readonly name: string; readonly sha256: string };

/** What was proved of a merge: the policies that went in, the one that was written, each by its text as it stands. */
export type Proof = {
  /** The netpolish that proved it. */
  readonly tool: string;
  /** The texts of the members: from the first character of the object to its last. */
  readonly inputs: readonly Digest[];
  /** The text of the written policy, read back. */
  readonly output: Digest;
  /** What the proof takes for granted beside the API itself; mostly nothing. */
  readonly assumed: readonly string[];
};

/** The proof of one merge, for reports. */
export function proofOf(merging: ProvedMerging): Proof {
  const { members, written } = merging;
  return {
    tool: `netpolish ${VERSION}`,
    inputs: members.map(digestOf),
    output: digestOf(written),
    assumed: assumptionsOf(merging),
  };
}

/** What must hold in a cluster for the members and their merge to allow the same. */
export function assumptionsOf({ members, simplified }: Merging): readonly string[] {
  const isSimplified = simplified !== undefined;
  const untyped = (writesTypesOut(members, simplified) ? members : [])
    .filter((policy) => !statesPolicyTypes(policy))
    .map(({ ref }) => ref.name);
  const types = untyped.map((name) => `a live ${name}, if there is one, has the policyTypes that its manifest implies`);
  const isNamed = members.some(({ spec }) => namespaceSelectors(spec).some(asksForAnyName));
  return [
    ...new Set(types),
    ...(isNamed ? [`every namespace has the label ${NAMESPACE_NAME} (Kubernetes 1.21)`] : []),
    ...(isSimplified && members.some(hasRange) ? ['the CNI applies endPort, as the ranges ask of it'] : []),
  ];
}

/** A CNI that knows no endPort takes the first port of a range alone: what the rest of it covers is not covered there. */
function hasRange({ spec }: Policy): boolean {
  const ports = DIRECTIONS.flatMap((direction) => (spec[direction] ?? []).flatMap((rule) => rule.ports ?? []));
  return ports.some(({ endPort }) => endPort !== undefined);
}

function namespaceSelectors(spec: Spec): readonly LabelSelector[] {
  return DIRECTIONS.flatMap((direction) =>
    (spec[direction] ?? []).flatMap((rule) =>
      (rule[PEERS[direction]] ?? []).flatMap(({ namespaceSelector }) => namespaceSelector ?? []),
    ),
  );
}

/** `In` holds no missing label, with or without that rule. */
function asksForAnyName({ matchExpressions = [] }: LabelSelector): boolean {
  return matchExpressions.some(({ key, operator }) => key === NAMESPACE_NAME && operator !== 'In');
}

function digestOf({ ref, resource, root }: Policy): Digest {
  return { name: ref.name, sha256: sha256(resource.within.text.slice(root.span.start, lastOffset(root))) };
}
