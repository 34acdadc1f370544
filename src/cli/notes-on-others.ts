import type { Cluster } from '../group/cluster.ts';
import { type Cni, whyNotEnforced } from '../policy/cni.ts';

/**
 * Policies of Calico, Cilium and their like are not counted: what they deny or allow is not told. One line that says so where
 * there are any; `done` is what is done with NetworkPolicies alone.
 */
export function notesOnOthers({ foreign }: Cluster, done: 'compared' | 'explained'): readonly string[] {
  if (foreign.length === 0) return [];
  const kinds = [...new Set(foreign.map(kindOf))].sort().join(', ');
  return [`only NetworkPolicies are ${done}: ${foreign.length} of other kinds (${kinds}) may decide too`];
}

/** One line where nothing enforces policies, so that what is told of them is not what happens. */
export function notesOnPlugin(cni: Cni): readonly string[] {
  const why = whyNotEnforced(cni);
  return why === undefined ? [] : [`${why}: every connection is open, whatever is told here`];
}

/** Calico has a NetworkPolicy of its own: its group tells it from the API's. */
function kindOf({ ref: { kind, apiVersion } }: Cluster['foreign'][number]): string {
  return kind === 'NetworkPolicy' ? `${kind} of ${apiVersion.split('/')[0]}` : kind;
}
