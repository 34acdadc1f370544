import type { Cluster } from '../group/cluster.ts';
import type { Content } from './read.ts';

/** What the inputs of a stream and its context hold together. */
export function clusterOf(parts: readonly Content[], context: readonly Content[], namespace: string): Cluster {
  const contents = [...parts, ...context];
  return {
    policies: contents.flatMap(({ policies }) => policies),
    workloads: [],
    namespaces: new Map(),
    services: [],
    foreign: [],
    namespace,
  };
}
