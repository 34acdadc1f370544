import type { Direction, LabelSelector } from '../policy/api.ts';
import { isolates, type Policy, ruleCount } from '../policy/policy.ts';
import { canonicalSelector, describeSelector, selectorKey } from '../policy/selector.ts';
import { byName, push } from './lists.ts';

/** The policies of one namespace whose podSelectors select the same pods, in the order of the stream. */
export type Group = {
  /** '' is the namespace of the release: no policy here names one. */
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly policies: readonly Policy[];
};

/**
 * Groups policies by namespace and equivalent podSelector (semantics 5.2). `releaseNamespace` is what a missing
 * namespace means, where the caller knows it. Unsatisfiable selectors are grouped only with their own spelling.
 */
export function groupPolicies(policies: readonly Policy[], releaseNamespace = ''): Group[] {
  const groups = new Map<string, Policy[]>();
  for (const policy of policies) {
    const key = JSON.stringify([namespaceOf(policy, releaseNamespace), podSelectorKey(policy.spec.podSelector)]);
    push(groups, key, policy);
  }
  return [...groups.values()].map((members) => groupOf(members, releaseNamespace));
}

/** The namespace a policy lands in: its own, else the release's. */
export function namespaceOf(policy: Policy, releaseNamespace = ''): string {
  return policy.ref.namespace || releaseNamespace;
}

/** The one object that a policy is in its cluster: namespace and name as text. */
export function identityOf(policy: Policy, releaseNamespace = ''): string {
  return JSON.stringify([namespaceOf(policy, releaseNamespace), policy.ref.name]);
}

/**
 * The other policies of the group that hold rules for a direction and list it: what they allow adds up. A policy of the
 * same name is no sibling: one of the two overwrites the other.
 */
export function allowingSiblings(group: Group, policy: Policy, direction: Direction): readonly Policy[] {
  return allowing(group, direction).filter((other) => other !== policy && other.ref.name !== policy.ref.name);
}

const allowingByGroup = new WeakMap<Group, Map<Direction, readonly Policy[]>>();

/** The policies that hold rules for a direction, by name, so that the order of the stream changes no finding. */
function allowing(group: Group, direction: Direction): readonly Policy[] {
  const known = allowingByGroup.get(group) ?? new Map<Direction, readonly Policy[]>();
  allowingByGroup.set(group, known);
  const policies =
    known.get(direction) ??
    group.policies.filter(({ spec }) => isolates(spec, direction) && ruleCount(spec, direction) > 0).sort(byName);
  known.set(direction, policies);
  return policies;
}

/** The pods of a group in words: `pods app=web`, `every pod`. */
export function describePods(selector: LabelSelector): string {
  const words = describeSelector(selector);
  return words === '' ? 'every pod' : `pods ${words}`;
}

function groupOf(members: readonly Policy[], releaseNamespace: string): Group {
  const [first] = members;
  return {
    namespace: first === undefined ? '' : namespaceOf(first, releaseNamespace),
    podSelector: shortest(members.map(({ spec }) => spec.podSelector)),
    policies: members,
  };
}

/** Of several ways to write one selector the shortest, wherever in the stream it stands. */
function shortest(selectors: readonly LabelSelector[]): LabelSelector {
  const [first = {}, ...others] = selectors;
  if (others.length === 0) return first;
  const written = selectors.map((selector) => [JSON.stringify(selector), selector] as const);
  return written.reduce((a, b) =>
    b[0].length < a[0].length || (b[0].length === a[0].length && b[0] < a[0]) ? b : a,
  )[1];
}

function podSelectorKey(selector: LabelSelector): string {
  const canonical = canonicalSelector(selector);
  return canonical.satisfiable ? selectorKey(canonical) : `nothing ${JSON.stringify(selector)}`;
}
