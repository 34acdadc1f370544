import type { Direction } from './api.ts';
import type { Namespace, Placed, Workload } from './workload.ts';

/** A policy of another API that may isolate pods: Calico's, Cilium's, or one of policy.networking.k8s.io. */
export type ForeignPolicy = Placed & {
  /** Whether it may decide about the traffic of these pods in a direction; where that cannot be told, it may. */
  readonly mayIsolate: (workload: Workload, direction: Direction, namespace: Namespace | undefined) => boolean;
};
