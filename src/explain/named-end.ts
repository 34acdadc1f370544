import type { Cluster } from '../group/cluster.ts';
import { servedBy } from '../group/selected.ts';
import type { Namespace, Workload } from '../policy/workload.ts';
import { blockAddresses, parseAddress } from '../traffic/addresses.ts';
import { Unproved } from '../traffic/budget.ts';
import { placesOf } from './connectivity.ts';
import { type End, endOfWorkload, labelsOfNamespace } from './end.ts';
import { nearestOf } from './nearest.ts';
import { arePrivate } from './side.ts';

/** An end of a connection as a person named it. */
export type NamedEnd = {
  /** As it is told: `shop/web`, `pods app=web of namespace shop`, `10.0.0.1`. */
  readonly name: string;
  readonly end: End;
  /** The workload whose pods these are; labels and addresses have none. */
  readonly workload?: Workload;
  /** What is to be known of the way the words were read: one line each. */
  readonly notes: readonly string[];
};

/** An end that was found, or one line that says why there is none. */
export type Found = { readonly found: NamedEnd } | { readonly problem: string };

/**
 * Finds what a person means by one end: labels have a `=`, addresses are addresses, all else is the name of a workload or a
 * Pod, `ns/name`, `ns/Kind/name` or a name alone. `namespace` is the one that labels without one are in.
 */
export function findEnd(text: string, cluster: Cluster, namespace: string): Found {
  if (text.includes('=')) return labelled(text, cluster, namespace);
  const block = addressesOf(text);
  if (block !== undefined) return { found: block };
  if (/^[\d.]+(\/\d+)?$/.test(text)) return { problem: `${text} is no address and no CIDR` };
  return workloadNamed(text, cluster);
}

/** Reads `ns:key=value,…` into a namespace; one line where it cannot be read. */
export function readNamespaceLabels(text: string): Namespace | { readonly problem: string } {
  const [, name = '', rest = ''] = /^([^:=]+):(.*)$/.exec(text) ?? [];
  const labels = readLabels(rest);
  if (name === '' || labels === undefined)
    return { problem: `${text} is not of the form ns:key=value,…, each key once` };
  return { name, labels: new Map(Object.entries(labels)) };
}

function labelled(text: string, cluster: Cluster, fallback: string): Found {
  const [, named, rest = ''] = /^(?:([^:=]*):)?(.*)$/.exec(text) ?? [];
  const labels = readLabels(rest);
  if (labels === undefined) return { problem: `${text} is not of the form [ns:]key=value,…, each key once` };
  const namespace = named ?? fallback;
  const notes = cluster.namespaces.has(namespace) || cluster.workloads.some((w) => w.namespace === namespace);
  return {
    found: {
      name: `pods ${rest} of ${namespace === '' ? 'the release namespace' : `namespace ${namespace}`}`,
      end: {
        kind: 'pods',
        namespace,
        labels: (key) => (Object.hasOwn(labels, key) ? { value: labels[key] ?? '' } : 'absent'),
        namespaceLabels: labelsOfNamespace(namespace, cluster.namespaces),
        ports: undefined,
        hostNetwork: false,
        world: 'open',
        cni: cluster.cni,
      },
      notes: notes || namespace === '' ? [] : [`nothing that was read is in namespace ${namespace}`],
    },
  };
}

function readLabels(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text.split(',').map((pair) => /^([^=\s]+)=([^=\s]*)$/.exec(pair.trim()));
  const keys = pairs.map((pair) => pair?.[1]);
  // One pod has one value for a label: of two, nobody knows which was meant.
  if (keys.includes(undefined) || new Set(keys).size < keys.length) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}

function addressesOf(text: string): NamedEnd | undefined {
  const cidr = text.includes('/') ? text : parseAddress(text) === undefined ? undefined : `${text}/${lengthOf(text)}`;
  if (cidr === undefined) return undefined;
  try {
    const { addresses } = blockAddresses({ cidr });
    const notes = arePrivate(addresses) ? [`${text} is taken for no pod's address: where it is one, name the pod`] : [];
    return { name: text, end: { kind: 'addresses', addresses }, notes };
  } catch (error) {
    if (error instanceof Unproved) return undefined;
    throw error;
  }
}

function lengthOf(address: string): number {
  return address.includes(':') ? 128 : 32;
}

function workloadNamed(text: string, cluster: Cluster): Found {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  const kind = parts.length === 3 ? parts[1] : undefined;
  const namespace = parts.length > 1 ? parts[0] : undefined;
  const places = placesOf(cluster.workloads);
  const fits = (one: { readonly namespace: string }): boolean => namespace === undefined || one.namespace === namespace;
  const hits = places.filter(
    (place) => place.name === name && fits(place) && (kind === undefined || same(place.owner, kind)),
  );
  const pods = cluster.workloads.filter(
    ({ ref, ...one }) => ref.kind === 'Pod' && ref.name === name && fits(one) && (kind ?? 'Pod') === 'Pod',
  );
  if (hits.length > 1) return { problem: `${text} is more than one: ${hits.map((place) => full(place)).join(', ')}` };
  const [hit] = hits;
  const [pod] = pods;
  if (hit?.workloads[0] !== undefined) return { found: namedWorkload(hit.workloads[0], hit, cluster) };
  if (pod !== undefined) return { found: namedWorkload(pod, { ...pod, name, workloads: [pod] }, cluster) };
  const service = cluster.services.find((one) => one.ref.name === name && fits(one) && kind === undefined);
  if (service !== undefined) {
    const led = placesOf(servedBy(cluster, service)).map((place) => short(place));
    return {
      problem: `${text} is a Service, and policies are about pods: ${led.join(', ') || 'no workload here is behind it'}`,
    };
  }
  const near = nearestOf(
    text,
    places.map((place) => short(place)),
  );
  const hint =
    near.length > 0 ? `: nearest are ${near.join(', ')}` : places.length === 0 ? ': no workload was read' : '';
  return { problem: `no workload is called ${text}${hint}` };
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

type Called = { readonly namespace: string; readonly name: string };

function namedWorkload(
  workload: Workload,
  place: Called & { readonly workloads: readonly Workload[] },
  cluster: Cluster,
): NamedEnd {
  const labels = (one: Workload): string => JSON.stringify([...one.labels].sort());
  const isMixed = place.workloads.some((one) => labels(one) !== labels(workload));
  return {
    name: short(place),
    end: endOfWorkload(workload, cluster),
    workload,
    notes: isMixed ? [`the pods of ${short(place)} differ in labels: this is told of ${workload.ref.name}`] : [],
  };
}

function short({ namespace, name }: Called): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

function full({ namespace, name, owner }: Called & { readonly owner: string }): string {
  return `${namespace}/${owner}/${name}`;
}
