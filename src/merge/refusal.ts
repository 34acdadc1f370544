import type { Group } from '../group/group.ts';
import { byName } from '../group/lists.ts';
import { nodeAt } from '../manifest/tree.ts';
import { chartOf, type Policy } from '../policy/policy.ts';
import { invalidity } from '../policy/validate.ts';
import { fits, IGNORE_ANNOTATION, IGNORE_COMMENT } from '../suppression.ts';

/** How far a merge may reach. */
export type MergeOptions = {
  /** Merge policies that different (sub-)charts rendered. */
  readonly acrossCharts: boolean;
  /** Merge policies that share a name: today one of them overwrites the other, so this changes traffic. */
  readonly sameName: boolean;
  /** Annotations in which policies may differ; `*` stands for any characters. */
  readonly allowedAnnotations: readonly string[];
  /** Merge also what its annotation keeps out: the input is not trusted to say. */
  readonly noIgnore: boolean;
};

/** What the rest of the stream says about a policy. */
export type Known = {
  readonly hasError: (policy: Policy) => boolean;
  /** Whether a policy outside of the group bears the same name in the same namespace. */
  readonly isNamedElsewhere: (policy: Policy, group: Group) => boolean;
};

/** The policy names that a merged policy stands for. */
export const MERGED_FROM = 'netpolish.dev/merged-from';
const OPT_OUT = 'netpolish.dev/merge';

/** Labels by which tools know what is theirs: to prune by them, or to refuse to touch what others own. */
const OWNERSHIP = [
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
  'release',
  'heritage',
  'argocd.argoproj.io/instance',
];

/**
 * Why the policies of a group must stay apart, in words, or undefined where they may become one (semantics 7, "Metadata
 * that must match").
 */
export function mergeRefusal(group: Group, known: Known, options: MergeOptions): string | undefined {
  const { policies } = group;
  // The reason is the same wherever in the stream the policies stand.
  for (const policy of [...policies].sort(byName)) {
    if (policy.ref.name === '') return 'a policy without a name';
    const reason =
      ownRefusal(policy, options) ?? (known.hasError(policy) ? `${policy.ref.name} has an error` : undecodable(policy));
    if (reason !== undefined) return reason;
    if (known.isNamedElsewhere(policy, group)) return `a policy for other pods is named ${policy.ref.name} too`;
  }
  return (
    sameNames(policies, options) ?? charts(policies, options) ?? ownership(policies) ?? annotations(policies, options)
  );
}

/** Annotations by which a host finds its way back to a file: they follow the place of a policy. */
export function isPlaceAnnotation(key: string): boolean {
  return key.startsWith('postrenderer.helm.sh/') || key === 'config.k8s.io/id' || PLACE.test(key);
}

/** Annotations by which kustomize knows what a policy was called before: they follow its name. */
function isIdentityAnnotation(key: string): boolean {
  return key === 'kustomize.config.k8s.io/id' || IDENTITY.test(key);
}

const PLACE = /(^|\.)config\.kubernetes\.io\/(id|index|path|origin|seqindent|annotations-migration-resource-id)$/;
const IDENTITY = /(^|\.)config\.kubernetes\.io\/(previous.*|prefixes|suffixes|transformations)$/;

/** kubectl writes it anew at each apply: a copy of one member's would lie. */
export function isLastApplied(key: string): boolean {
  return key === 'kubectl.kubernetes.io/last-applied-configuration';
}

function ownRefusal(policy: Policy, { noIgnore }: MergeOptions): string | undefined {
  const { annotations, ref, root, resource } = policy;
  if (!noIgnore && annotations.get(OPT_OUT) === 'false') return `${ref.name} opts out (${OPT_OUT}: "false")`;
  const { range, within } = resource;
  if (!noIgnore && within.text.slice(range.start, range.end).includes(IGNORE_COMMENT))
    return `${ref.name} has a \`# ${IGNORE_COMMENT}\`, which would not find its line again`;
  if (annotations.has('helm.sh/resource-policy')) return `${ref.name} has a helm.sh/resource-policy`;
  if (annotations.has('config.kubernetes.io/local-config')) return `${ref.name} is local configuration, never applied`;
  for (const field of ['finalizers', 'ownerReferences']) {
    if (nodeAt(root, ['metadata', field])?.kind === 'list') return `${ref.name} has ${field}`;
  }
  if (resource.list === 'List' || resource.list === 'NetworkPolicyList')
    return `${ref.name} stands inside a ${resource.list}`;
  // What follows `...` without a marker is read by nobody; taking a document out in front of it could change that.
  if (resource.path.length === 0 && /\n\.\.\.([ \t\r\n]|$)/.test(within.written))
    return `${ref.name} ends with \`...\``;
  if (root.folded) return `${ref.name} has lines that only Helm and kubectl join`;
  const invalid = invalidity(policy.spec);
  if (invalid !== undefined) return `the API would refuse ${ref.name}: ${invalid}`;
  const unknown = policy.unknown.find((path) => path[0] !== 'status');
  if (unknown !== undefined) return `${ref.name} has a field the API does not know: ${unknown.join('.')}`;
  return undefined;
}

/** What the API refuses allows nothing today, whether somebody checks it or not: merged, its rules would come alive. */
function undecodable({ ref, refusals }: Policy): string | undefined {
  const [refused] = refusals;
  return refused && `the API would refuse ${ref.name}: ${refused.message}`;
}

function sameNames(policies: readonly Policy[], { sameName }: MergeOptions): string | undefined {
  const names = policies.map((p) => p.ref.name);
  if (sameName || new Set(names).size === names.length) return undefined;
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  return `two of them are named ${twice}: today one overwrites the other, so merging would change traffic (--merge-same-name)`;
}

function charts(policies: readonly Policy[], { acrossCharts }: MergeOptions): string | undefined {
  const [first, ...others] = policies.map(chartOf);
  const other = others.find((chart) => chart !== first);
  if (acrossCharts || others.every((chart) => chart === first)) return undefined;
  return `they come from different charts: ${first ?? 'none'}, ${other ?? 'none'} (--merge=across-charts, netpolish merge --across-charts)`;
}

function ownership(policies: readonly Policy[]): string | undefined {
  const keys = new Set(policies.flatMap((p) => [...p.labels.keys()].filter(isOwnership)));
  const key = firstDifference(keys, policies, (policy) => policy.labels);
  return key && `their label ${key} differs: another tool may own one of them`;
}

function isOwnership(key: string): boolean {
  return OWNERSHIP.includes(key) || /\.toolkit\.fluxcd\.io\//.test(key);
}

function annotations(policies: readonly Policy[], { allowedAnnotations }: MergeOptions): string | undefined {
  // A hook is no part of a release, and what one policy lets pass is said of that one alone, whoever allows what.
  const isAllowed = (key: string): boolean =>
    !key.startsWith('helm.sh/') &&
    key !== IGNORE_ANNOTATION &&
    allowedAnnotations.some((pattern) => fits(pattern, key));
  const keys = new Set(
    policies.flatMap((p) => [...p.annotations.keys()].filter((key) => !isIndifferent(key) && !isAllowed(key))),
  );
  const key = firstDifference(keys, policies, (policy) => policy.annotations);
  return key && `their annotation ${key} differs`;
}

function isIndifferent(key: string): boolean {
  return isPlaceAnnotation(key) || isIdentityAnnotation(key) || isLastApplied(key) || key === MERGED_FROM;
}

function firstDifference(
  keys: ReadonlySet<string>,
  policies: readonly Policy[],
  of: (policy: Policy) => ReadonlyMap<string, string>,
): string | undefined {
  return [...keys].sort().find((key) => new Set(policies.map((policy) => of(policy).get(key))).size > 1);
}
