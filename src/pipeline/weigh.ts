import type { Stream } from '../checks/check.ts';
import { diffClusters } from '../diff/diff.ts';
import type { Diff } from '../diff/types.ts';
import type { Cluster } from '../group/cluster.ts';
import type { Policy } from '../policy/policy.ts';
import { NEWEST_VERSION, parseKubernetesVersion } from '../policy/version.ts';
import type { Swap } from './fix-faults.ts';
import { liveCluster } from './world.ts';

/**
 * What each swap changes in what the policies of its stream allow together, one after the other; undefined for one that
 * lets anything through that was not let through before, there or by itself, and where nobody can tell.
 */
export function weighSwaps(stream: Stream, swaps: readonly Swap[]): readonly (Diff | undefined)[] {
  const server = parseKubernetesVersion(stream.kubernetesVersion) ?? NEWEST_VERSION;
  let cluster = liveCluster(stream.cluster(), { namespace: stream.namespace, server });
  return swaps.map((swap) => {
    const old = neighbours(cluster, swap.before);
    const now = swapped(old, swap);
    if (!onlyCloses(diffClusters(alone(cluster, swap.before), alone(cluster, swap.after)))) return undefined;
    const diff = diffClusters(old, now);
    if (!onlyCloses(diff)) return undefined;
    cluster = swapped(cluster, swap);
    return diff;
  });
}

/** Policies of other namespaces have no say. */
function neighbours(cluster: Cluster, { ref }: Policy): Cluster {
  const namespaceOf = ({ namespace }: Policy['ref']): string => namespace || cluster.namespace;
  const policies = cluster.policies.filter((policy) => namespaceOf(policy.ref) === namespaceOf(ref));
  return { ...cluster, policies };
}

function alone(cluster: Cluster, policy: Policy): Cluster {
  return { ...cluster, policies: [policy] };
}

function swapped(cluster: Cluster, { before, after }: Swap): Cluster {
  return { ...cluster, policies: cluster.policies.map((policy) => (policy === before ? after : policy)) };
}

/** What could not be compared may be anything. */
function onlyCloses({ subjects, workloads }: Diff): boolean {
  return (
    subjects.every(
      ({ gained, varies, unproved }) =>
        gained.length + unproved.length === 0 && varies.every(({ only }) => only === 'old'),
    ) && workloads.every(({ gained, unproved }) => gained.length + unproved.length === 0)
  );
}
