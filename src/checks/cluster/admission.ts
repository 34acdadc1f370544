import type { Cluster } from '../../group/cluster.ts';
import { namespaceOf } from '../../group/group.ts';
import { amongPeer, policiesSelecting } from '../../group/selected.ts';
import { type Direction, PEERS, type Port, type Rule } from '../../policy/api.ts';
import { blocksMayHoldPods } from '../../policy/cni.ts';
import { isSameNamespace, isSelected, portsMeet } from '../../policy/peer.ts';
import { isolates, type Policy } from '../../policy/policy.ts';
import type { Workload } from '../../policy/workload.ts';
import { isForeignMatter } from './words.ts';

/** One end of a connection: the pods of a workload, sending (`egress`) or taking (`ingress`). */
export type End = { readonly workload: Workload; readonly direction: Direction };

/** The direction of the other end. */
export function opposite(direction: Direction): Direction {
  return direction === 'ingress' ? 'egress' : 'ingress';
}

/**
 * The policies that decide about an end which is isolated for sure; undefined where it may be open, or where a policy of
 * another API decides too.
 */
export function decidingPolicies(cluster: Cluster, { workload, direction }: End): readonly Policy[] | undefined {
  if (workload.hostNetwork || isForeignMatter(cluster, workload, direction)) return undefined;
  const policies = policiesSelecting(cluster, workload).filter(({ spec }) => isolates(spec, direction));
  const isSure = policies.some(
    (policy) =>
      isSameNamespace(namespaceOf(policy, cluster.namespace), workload.namespace) === 'yes' &&
      isSelected(policy.spec.podSelector, workload) === 'yes',
  );
  return isSure ? policies : undefined;
}

/** Whether policies of one end admit the other on any of these ports, or may. */
export function mayAdmit(
  cluster: Cluster,
  policies: readonly Policy[],
  { direction, workload }: End,
  other: Workload,
  ports: readonly Port[] | undefined,
): boolean {
  const destination = direction === 'ingress' ? workload : other;
  return policies.some((policy) =>
    rulesFor(cluster, policy, direction, other).some((rule) => portsMeet(rule.ports, ports, destination) !== 'no'),
  );
}

/** The rules of a policy that mean the other end, or may. */
export function rulesFor(cluster: Cluster, policy: Policy, direction: Direction, other: Workload): readonly Rule[] {
  return (policy.spec[direction] ?? []).filter((rule) => {
    const peers = rule[PEERS[direction]] ?? [];
    return (
      peers.length === 0 ||
      peers.some((peer) =>
        peer.ipBlock === undefined ? amongPeer(cluster, policy, peer).all.has(other) : blocksMayHoldPods(cluster.cni),
      )
    );
  });
}
