import type { LabelSelector } from '../policy/api.ts';
import { isSelected } from '../policy/peer.ts';
import type { Service, Workload } from '../policy/workload.ts';
import type { Cluster } from './cluster.ts';
import { push } from './lists.ts';

/** The Services that surely lead to the pods of any of these workloads, in the order of the stream. */
export function servicesFor(cluster: Cluster, workloads: readonly Workload[]): readonly Service[] {
  const index = indexOf(cluster);
  const alike = new Set(workloads.flatMap((workload) => leadingTo(workload, index)));
  const found = [...alike].flatMap(({ services }) => services);
  return found.sort((a, b) => (index.places.get(a) ?? 0) - (index.places.get(b) ?? 0));
}

function leadingTo(workload: Workload, { bySelector }: Index): readonly Alike[] {
  return [...workload.labels]
    .flatMap(([key, value]) => bySelector.get(keyOf(workload.namespace, key, value)) ?? [])
    .filter(
      ({ namespace, podSelector }) => namespace === workload.namespace && isSelected(podSelector, workload) === 'yes',
    );
}

/** The Services of one namespace that ask for the same labels. */
type Alike = { readonly namespace: string; readonly podSelector: LabelSelector; readonly services: Service[] };

type Index = {
  /** Services by their namespace and the rarest of the labels that they ask for: what they surely lead to bears it. */
  readonly bySelector: ReadonlyMap<string, readonly Alike[]>;
  readonly places: ReadonlyMap<Service, number>;
};

const indexes = new WeakMap<Cluster, Index>();

function indexOf(cluster: Cluster): Index {
  const made = indexes.get(cluster);
  if (made !== undefined) return made;
  const keysOf = ({ namespace, selector }: Service): string[] =>
    [...(selector ?? [])].map(([key, value]) => keyOf(namespace, key, value));
  const counts = new Map<string, number>();
  for (const service of cluster.services)
    for (const key of keysOf(service)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const bySelector = new Map<string, Alike[]>();
  const known = new Map<string, Alike>();
  for (const service of cluster.services) {
    const keys = keysOf(service).sort();
    const all = JSON.stringify(keys);
    const alike = known.get(all) ?? alikeOf(service);
    alike.services.push(service);
    if (known.has(all)) continue;
    known.set(all, alike);
    const [rarest] = keys.sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0));
    if (rarest !== undefined) push(bySelector, rarest, alike);
  }
  const index = { bySelector, places: new Map(cluster.services.map((service, i) => [service, i])) };
  indexes.set(cluster, index);
  return index;
}

function alikeOf({ namespace, selector }: Service): Alike {
  return { namespace, podSelector: { matchLabels: Object.fromEntries(selector ?? []) }, services: [] };
}

function keyOf(namespace: string, key: string, value: string): string {
  return `${namespace}\0${key}\0${value}`;
}
