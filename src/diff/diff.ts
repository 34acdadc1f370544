import { type Cluster, inOrder } from '../group/cluster.ts';
import { groupPolicies } from '../group/group.ts';
import type { Direction, LabelSelector } from '../policy/api.ts';
import type { Policy } from '../policy/policy.ts';
import { canonicalSelector, describeSelector, selectorKey } from '../policy/selector.ts';
import { BUDGET, budgetOf, Unproved } from '../traffic/budget.ts';
import { compareNamespace, type Found, type Purse } from './compare.ts';
import { movesOf, withoutOpened } from './moved.ts';
import { byNamespace } from './side.ts';
import type { Diff, Subject } from './types.ts';
import { EFFORT } from './unite.ts';
import { workloadChanges, workloadsOf } from './workloads.ts';

/**
 * What two clusters allow differently, by the text of the API, exactly: each holds what the API server takes, and no name
 * twice. What could not be compared within the budget (boxes, see budget.ts) is `unproved`, never left out.
 */
export function diffClusters(before: Cluster, after: Cluster, budget: number = BUDGET): Diff {
  const [old, now] = [inOrder(before), inOrder(after)];
  const purse: Purse = { all: budgetOf(budget), share: budget / 6, brevity: { left: EFFORT } };
  const moving = budgetOf(budget / 6);
  const [was, is] = [byNamespace(old.policies, old.namespace), byNamespace(now.policies, now.namespace)];
  const namespaces = [...new Set([...was.keys(), ...is.keys()])].sort();
  const pairs = namespaces.map((name) => ({ name, old: was.get(name) ?? [], now: is.get(name) ?? [] }));
  const subjects = pairs.flatMap((pair) => subjectsOf(pair, [old, now], purse));
  const moves = pairs.map((pair) => movesOf(pair.name, pair.old, pair.now, moving));
  return {
    policies: { old: old.policies.length, new: now.policies.length },
    subjects,
    moved: moves.flatMap((some, i) => withoutOpened(some ?? [], openedIn(pairs[i]?.name, subjects))),
    areMovesCut: moves.includes(undefined),
    workloads: workloadChanges(old, now, purse),
    namespaces: relabelledNamespaces(old, now),
    uncounted: [],
  };
}

function openedIn(namespace: string | undefined, subjects: readonly Subject[]): ReadonlySet<Direction> {
  const changes = subjects.filter((subject) => subject.namespace === namespace).flatMap(({ gained }) => gained);
  return new Set(changes.filter(({ cause }) => cause === 'open').map(({ direction }) => direction));
}

type Pair = { readonly name: string; readonly old: readonly Policy[]; readonly now: readonly Policy[] };

function subjectsOf({ name, old, now }: Pair, clusters: readonly [Cluster, Cluster], purse: Purse): readonly Subject[] {
  const sorted = [...compared({ name, old, now }, purse)].sort((a, b) =>
    describeSelector(a.podSelector) < describeSelector(b.podSelector) ? -1 : 1,
  );
  if (sorted.length === 0) return [];
  const groups = [byKey(now, name), byKey(old, name)] as const;
  return sorted.map((found): Subject => {
    const key = keyOf(found.podSelector);
    const [here, there] = groups.map((policies) => policies.get(key));
    const changes = [...found.gained, ...found.lost, ...found.varies];
    const boxes = changes.length === 0 ? [EVERY_POD] : changes.map(({ box }) => box);
    const workloads = workloadsOf(clusters[1], here ?? [], boxes);
    return { ...found, workloads: workloads.length > 0 ? workloads : workloadsOf(clusters[0], there ?? [], boxes) };
  });
}

const EVERY_POD = { labels: new Map() };

function byKey(policies: readonly Policy[], namespace: string): ReadonlyMap<string, readonly Policy[]> {
  const groups = groupPolicies(policies, namespace);
  return new Map(groups.map((group) => [keyOf(group.podSelector), group.policies]));
}

function keyOf(selector: LabelSelector): string {
  return selectorKey(canonicalSelector(selector));
}

function compared({ name, old, now }: Pair, purse: Purse): readonly Found[] {
  try {
    return compareNamespace(name, old, now, purse);
  } catch (error) {
    if (!(error instanceof Unproved)) throw error;
    const unproved = [{ direction: 'ingress', reason: error.message } as const];
    return [{ namespace: name, podSelector: {}, gained: [], lost: [], varies: [], unproved, isCut: false }];
  }
}

function relabelledNamespaces(old: Cluster, now: Cluster): readonly string[] {
  const labels = ({ namespaces }: Cluster, name: string): string =>
    JSON.stringify([...(namespaces.get(name)?.labels ?? [])].sort());
  return [...now.namespaces.keys()]
    .filter((name) => old.namespaces.has(name) && labels(old, name) !== labels(now, name))
    .sort();
}
