import { isSelected } from '../policy/peer.ts';
import type { Service, Workload } from '../policy/workload.ts';
import type { Cluster } from './cluster.ts';
import { push } from './lists.ts';

/** The Services that surely lead to the pods of any of these workloads, in the order of the stream. */
export function servicesFor(cluster: Cluster, workloads: readonly Workload[]): readonly Service[] {
  const index = indexOf(cluster);
  const found = new Set(workloads.flatMap((workload) => leadingTo(workload, index)));
  return [...found].sort((a, b) => (index.places.get(a) ?? 0) - (index.places.get(b) ?? 0));
}

function leadingTo(workload: Workload, { bySelector }: Index): readonly Service[] {
  return [...workload.labels]
    .flatMap(([key, value]) => bySelector.get(keyOf(workload.namespace, key, value)) ?? [])
    .filter(
      ({ namespace, selector }) =>
        namespace === workload.namespace &&
        isSelected({ matchLabels: Object.fromEntries(selector ?? []) }, workload) === 'yes',
    );
}

type Index = {
  /** Services by their namespace and the rarest of the labels that they ask for: what they surely lead to bears it. */
  readonly bySelector: ReadonlyMap<string, readonly Service[]>;
  readonly places: ReadonlyMap<Service, number>;
};

const indexes = new WeakMap<Cluster, Index>();

function indexOf(cluster: Cluster): Index {
  const known = indexes.get(cluster);
  if (known !== undefined) return known;
  const keysOf = ({ namespace, selector }: Service): readonly string[] =>
    [...(selector ?? [])].map(([key, value]) => keyOf(namespace, key, value));
  const counts = new Map<string, number>();
  for (const service of cluster.services)
    for (const key of keysOf(service)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const bySelector = new Map<string, Service[]>();
  for (const service of cluster.services) {
    const [rarest] = [...keysOf(service)].sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
    if (rarest !== undefined) push(bySelector, rarest, service);
  }
  const index = { bySelector, places: new Map(cluster.services.map((service, i) => [service, i])) };
  indexes.set(cluster, index);
  return index;
}

function keyOf(namespace: string, key: string, value: string): string {
  return `${namespace}\0${key}\0${value}`;
}
