import type { Cluster } from '../../group/cluster.ts';
import { type Group, groupPolicies, identityOf } from '../../group/group.ts';
import { type Node, nodeAt } from '../../manifest/tree.ts';
import { type Direction, PEERS, type Peer } from '../../policy/api.ts';
import { isolates, type Policy } from '../../policy/policy.ts';
import { impossibleKeys } from '../../policy/selector.ts';
import { invalidity } from '../../policy/validate.ts';
import { Unproved } from '../../traffic/budget.ts';
import { type Holder, holderOf } from './pool.ts';

/**
 * The groups of a cluster without policies that the API refuses or that another overwrites, and without those that select
 * nothing.
 */
export function provingGroups({ policies, namespace }: Cluster): readonly Group[] {
  const counts = new Map<string, number>();
  for (const policy of policies) {
    const identity = identityOf(policy, namespace);
    counts.set(identity, (counts.get(identity) ?? 0) + 1);
  }
  const proving = policies.filter(
    (policy) =>
      counts.get(identityOf(policy, namespace)) === 1 &&
      policy.refusals.length === 0 &&
      invalidity(policy.spec) === undefined &&
      impossibleKeys(policy.spec.podSelector).length === 0,
  );
  return groupPolicies(proving, namespace);
}

/** The rules of a direction that say what they mean; a policy that does not list the direction has none. */
export function provingRules(group: Group, direction: Direction): readonly Holder[] {
  return group.policies.flatMap((policy) => {
    if (!isolates(policy.spec, direction)) return [];
    const unknownIn = new Set(policy.unknown.filter((path) => path[1] === direction).map((path) => path[2]));
    return (policy.spec[direction] ?? []).flatMap((rule, i) => {
      const path = ['spec', direction, i];
      if (unknownIn.has(i) || !saysWhatItMeans(policy, path, rule[PEERS[direction]])) return [];
      return unlessUnproved(() => holderOf({ policy, path, group, direction, rule }));
    });
  });
}

function unlessUnproved<T>(make: () => T): readonly T[] {
  try {
    return [make()];
  } catch (error) {
    if (error instanceof Unproved) return [];
    throw error;
  }
}

/** What is emptied or contradictory in a rule is told as such; until that is mended the rule proves nothing. */
function saysWhatItMeans(policy: Policy, path: Holder['path'], peers: readonly Peer[] = []): boolean {
  const selectors = peers.flatMap(({ podSelector, namespaceSelector }) => [podSelector, namespaceSelector]);
  const isImpossible = selectors.some((selector) => selector !== undefined && impossibleKeys(selector).length > 0);
  return !isImpossible && isWritten(nodeAt(policy.root, path));
}

function isWritten(node: Node | undefined): boolean {
  if (node?.kind === 'string') return node.value !== '';
  if (node?.kind === 'list') return node.items.length > 0 && node.items.every(isWritten);
  if (node?.kind !== 'map') return node?.kind === 'number' || node?.kind === 'bool';
  return [...node.entries].every(([key, { value }]) => isWritten(value) && !(key === 'ports' && hasEmptyItem(value)));
}

function hasEmptyItem(node: Node): boolean {
  return node.kind === 'list' && node.items.some((item) => item.kind === 'map' && item.entries.size === 0);
}
