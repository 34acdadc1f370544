import type { Cluster } from '../group/cluster.ts';
import { describePods, groupPolicies, identityOf, namespaceOf } from '../group/group.ts';
import { DIRECTIONS, type Direction } from '../policy/api.ts';
import { isolates } from '../policy/policy.ts';
import { isSubset } from '../policy/selector.ts';
import { placesOf } from './connectivity.ts';
import { endOfWorkload } from './end.ts';
import { type DirectionView, directionView } from './pods-view.ts';
import { type Isolating, isolatingPolicies } from './side.ts';

/** Pods that the same policies isolate, and what these allow. */
export type OverviewGroup = {
  /** '' is the namespace of a release that nobody named. */
  readonly namespace: string;
  /** The workloads, by name; none where nothing that was read is selected. */
  readonly workloads: readonly string[];
  /** Which pods these are, where no workload tells: those of a podSelector. */
  readonly pods: string;
  readonly ingress: DirectionView;
  readonly egress: DirectionView;
};

/**
 * Every group of a cluster: workloads of one namespace that the same policies isolate, and behind them the pods of policies
 * that select none of the workloads, by namespace and name.
 */
export function overview(cluster: Cluster): readonly OverviewGroup[] {
  return [...workloadGroups(cluster), ...selectorGroups(cluster)].sort(
    (a, b) => order(a.namespace, b.namespace) || order(titleOf(a), titleOf(b)),
  );
}

function workloadGroups(cluster: Cluster): readonly OverviewGroup[] {
  const groups = new Map<string, OverviewGroup & { readonly workloads: string[] }>();
  for (const place of placesOf(cluster.workloads)) {
    for (const workload of place.workloads) {
      const end = endOfWorkload(workload, cluster);
      const [ingress = [], egress = []] = DIRECTIONS.map((direction) => isolatingPolicies(cluster, end, direction));
      const key = JSON.stringify([place.namespace, keyOf(ingress), keyOf(egress)]);
      const group = groups.get(key) ?? {
        namespace: place.namespace,
        workloads: [],
        pods: '',
        ingress: directionView(ingress, 'ingress', cluster.namespace),
        egress: directionView(egress, 'egress', cluster.namespace),
      };
      if (!group.workloads.includes(place.name)) group.workloads.push(place.name);
      groups.set(key, group);
    }
  }
  for (const { workloads } of groups.values()) workloads.sort(order);
  return [...groups.values()];
}

function selectorGroups(cluster: Cluster): readonly OverviewGroup[] {
  const selecting = new Set(
    cluster.workloads.flatMap((workload) => {
      const end = endOfWorkload(workload, cluster);
      return DIRECTIONS.flatMap((direction) => isolatingPolicies(cluster, end, direction).map(({ policy }) => policy));
    }),
  );
  return groupPolicies(cluster.policies, cluster.namespace)
    .filter(({ policies }) => !policies.some((policy) => selecting.has(policy)))
    .map(({ namespace, podSelector }) => {
      const near = cluster.policies.filter(
        (policy) =>
          namespaceOf(policy, cluster.namespace) === namespace && isSubset(podSelector, policy.spec.podSelector),
      );
      const view = (direction: Direction): DirectionView => {
        const isolating = near.filter(({ spec }) => isolates(spec, direction));
        return directionView(
          isolating.map((policy): Isolating => ({ policy, selects: 'yes' })),
          direction,
          cluster.namespace,
        );
      };
      return {
        namespace,
        workloads: [],
        pods: describePods(podSelector),
        ingress: view('ingress'),
        egress: view('egress'),
      };
    });
}

/** The group in a word, to sort by. */
function titleOf({ workloads: [first], pods }: OverviewGroup): string {
  return first ?? `\uffff${pods}`;
}

function keyOf(isolating: readonly Isolating[]): readonly string[] {
  return isolating.map(({ policy, selects }) => `${identityOf(policy)} ${selects}`);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
