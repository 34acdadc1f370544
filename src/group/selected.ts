import type { LabelSelector, Peer } from '../policy/api.ts';
import { allOf, type Certainty } from '../policy/certainty.ts';
import { isSameNamespace, isSelected, matchesPeer } from '../policy/peer.ts';
import type { Policy } from '../policy/policy.ts';
import type { Namespace, Service, Workload } from '../policy/workload.ts';
import { namespaceOf } from './group.ts';
import { push } from './lists.ts';

/** What selections are made of and from: a part of the cluster. */
export type Selectable = {
  readonly policies: readonly Policy[];
  readonly workloads: readonly Workload[];
  readonly namespaces: ReadonlyMap<string, Namespace>;
  readonly namespace: string;
};

/** The workloads that something selects: surely, or as far as can be told. */
export type Selected = {
  readonly certain: readonly Workload[];
  readonly possible: readonly Workload[];
  readonly all: ReadonlySet<Workload>;
};

/** The workloads whose pods a policy selects. */
export function selectedBy(cluster: Selectable, policy: Policy): Selected {
  const namespace = namespaceOf(policy, cluster.namespace);
  const { podSelector } = policy.spec;
  return remember(cluster, policy, ['policy', namespace, podSelector], () =>
    sort(candidates(cluster, namespace, podSelector), (workload) =>
      allOf([isSameNamespace(namespace, workload.namespace), isSelected(podSelector, workload)]),
    ),
  );
}

/** The workloads whose pods a selector selects, whatever namespace they are in. */
export function selectedAnywhere(cluster: Selectable, podSelector: LabelSelector): Selected {
  return remember(cluster, podSelector, ['anywhere', podSelector], () =>
    sort(candidates(cluster, '', podSelector), (workload) => isSelected(podSelector, workload)),
  );
}

/** The workloads whose pods are among a peer of a policy. */
export function amongPeer(cluster: Selectable, policy: Policy, peer: Peer): Selected {
  const namespace = namespaceOf(policy, cluster.namespace);
  return remember(cluster, peer, ['peer', namespace, peer], () => {
    const there = candidates(cluster, peer.namespaceSelector === undefined ? namespace : '', peer.podSelector);
    return sort(there, (workload) => matchesPeer(peer, namespace, workload, cluster.namespaces));
  });
}

/** The workloads that a Service surely leads to. */
export function servedBy(cluster: Selectable, { selector, namespace }: Service): readonly Workload[] {
  if (selector === undefined || selector.size === 0) return [];
  const podSelector = { matchLabels: Object.fromEntries(selector) };
  return candidates(cluster, namespace, podSelector).filter(
    (workload) =>
      isSameNamespace(namespace, workload.namespace) === 'yes' && isSelected(podSelector, workload) === 'yes',
  );
}

/** The policies that select the pods of a workload, or may, in the order of the stream. */
export function policiesSelecting(cluster: Selectable, workload: Workload): readonly Policy[] {
  const index = indexOf(cluster);
  index.policies ??= policiesByWorkload(cluster);
  return index.policies.get(workload) ?? [];
}

/** The workloads of exactly this namespace. */
export function workloadsIn(cluster: Selectable, namespace: string): readonly Workload[] {
  return indexOf(cluster).byNamespace.get(namespace) ?? [];
}

/** Workloads that the same policies select share one list: there may be thousands of both. */
function policiesByWorkload(cluster: Selectable): ReadonlyMap<Workload, readonly Policy[]> {
  const alike = new Map<Selected, Policy[]>();
  for (const policy of cluster.policies) push(alike, selectedBy(cluster, policy), policy);
  const kinds = new Map<Workload, number[]>();
  for (const [kind, { all }] of [...alike.keys()].entries()) for (const workload of all) push(kinds, workload, kind);
  const byKind = [...alike.values()];
  const places = new Map(cluster.policies.map((policy, i) => [policy, i]));
  const lists = new Map<string, readonly Policy[]>();
  const inOrder = (policies: readonly Policy[]): readonly Policy[] =>
    [...policies].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  const listOf = (own: readonly number[]): readonly Policy[] => {
    const key = own.join();
    const list = lists.get(key) ?? inOrder(own.flatMap((kind) => byKind[kind] ?? []));
    lists.set(key, list);
    return list;
  };
  return new Map([...kinds].map(([workload, own]) => [workload, listOf(own)]));
}

/** Those that a selector may select in a namespace, '' being any: the shortest list that surely holds them all. */
export function candidates(cluster: Selectable, namespace: string, selector: LabelSelector = {}): readonly Workload[] {
  const near = namespace === '' ? cluster.workloads : maybeIn(cluster, namespace);
  return Object.entries(selector.matchLabels ?? {})
    .map(([key, value]) => labelled(cluster, key, value))
    .reduce((shortest, list) => (list.length < shortest.length ? list : shortest), near);
}

function maybeIn(cluster: Selectable, namespace: string): readonly Workload[] {
  const [there, anywhere] = [workloadsIn(cluster, namespace), workloadsIn(cluster, '')];
  return anywhere.length === 0 ? there : [...there, ...anywhere];
}

/** The workloads whose pods carry a label, or may, by one that a controller adds. */
function labelled(cluster: Selectable, key: string, value: string): readonly Workload[] {
  const { byLabel, byAddedKey } = indexOf(cluster);
  const added = [...(byAddedKey.get(key) ?? []), ...(byAddedKey.get(ANY_KEY) ?? [])];
  const bearing = byLabel.get(`${key}=${value}`) ?? [];
  return added.length === 0 ? bearing : [...bearing, ...added.filter(({ labels }) => !labels.has(key))];
}

function sort(workloads: readonly Workload[], test: (workload: Workload) => Certainty): Selected {
  const certain: Workload[] = [];
  const possible: Workload[] = [];
  for (const workload of workloads) {
    const answer = test(workload);
    if (answer === 'yes') certain.push(workload);
    if (answer === 'maybe') possible.push(workload);
  }
  return { certain, possible, all: new Set([...certain, ...possible]) };
}

type Index = {
  readonly byNamespace: ReadonlyMap<string, readonly Workload[]>;
  readonly byLabel: ReadonlyMap<string, readonly Workload[]>;
  /** Workloads whose pods get labels of values that no manifest tells, by their keys. */
  readonly byAddedKey: ReadonlyMap<string, readonly Workload[]>;
  readonly selected: Map<Policy | Peer | LabelSelector, Selected>;
  /** By what was asked: policies are often written alike. */
  readonly asked: Map<string, Selected>;
  policies?: ReadonlyMap<Workload, readonly Policy[]>;
};

const ANY_KEY = '';

const indexes = new WeakMap<Selectable, Index>();

function indexOf(cluster: Selectable): Index {
  const known = indexes.get(cluster);
  if (known !== undefined) return known;
  const byNamespace = new Map<string, Workload[]>();
  const byLabel = new Map<string, Workload[]>();
  const byAddedKey = new Map<string, Workload[]>();
  for (const workload of cluster.workloads) {
    const { labels, addedLabels } = workload;
    push(byNamespace, workload.namespace, workload);
    for (const [key, value] of labels) push(byLabel, `${key}=${value}`, workload);
    for (const key of addedLabels === 'any' ? [ANY_KEY] : addedLabels) push(byAddedKey, key, workload);
  }
  const index: Index = { byNamespace, byLabel, byAddedKey, selected: new Map(), asked: new Map() };
  indexes.set(cluster, index);
  return index;
}

function remember(
  cluster: Selectable,
  of: Policy | Peer | LabelSelector,
  question: unknown,
  find: () => Selected,
): Selected {
  const { selected, asked } = indexOf(cluster);
  const known = selected.get(of);
  if (known !== undefined) return known;
  const key = JSON.stringify(question);
  const found = asked.get(key) ?? find();
  asked.set(key, found);
  selected.set(of, found);
  return found;
}
