import type { Direction, LabelSelector, Peer, Rule } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import { NAMESPACE_NAME } from '../policy/certainty.ts';
import { type Addresses, blockAddresses, EVERY_ADDRESS } from './addresses.ts';
import { Unproved } from './budget.ts';
import { isNoPort, type PortSet, portSet, withoutNames } from './ports.ts';
import { ANY_VALUE, allBut, intersectValues, isNoValue, only, type Values } from './values.ts';

/**
 * How peers are told apart. `portable`: wherever some CNI does, so that what is equal is equal on all of them (semantics 6
 * and 7: OVN-Kubernetes takes `{namespaceSelector}` and `{namespaceSelector, podSelector: {}}` for two things, Cilium never
 * takes a pod for an address). `api`: by the text of the API alone, which names every pod by its labels and those of its
 * namespace.
 */
export type Model = 'portable' | 'api';

/**
 * The kind of the other end. `pods`: by the labels of namespace and pod. In the `portable` model alone: `namespaces`, by the
 * namespace's labels and no podSelector; `own pods`, by pod labels in the policy's own namespace. `other` is what only a
 * rule without peers reaches: nodes, and what is neither a pod nor an address that a block names.
 */
export type Sort = 'pods' | 'namespaces' | 'own pods' | 'IPv4' | 'IPv6' | 'other';

/** Whose label an axis is about: of the pods that the policy selects, or of the other end. */
export type Bearer = 'subject' | 'namespace' | 'pod';

/** A label that is missing, as one of the states of its key (semantics 5.2). No label has this value. */
export const ABSENT = '\u0000';

/**
 * Connections of one group and direction: every combination of what it allows for each label, the address and the port. A key
 * of `labels` is made by `axis`; a label that has no entry may be anything. `addresses` counts only for addresses.
 */
export type Box = {
  readonly sort: Sort;
  readonly labels: ReadonlyMap<string, Values>;
  readonly addresses: Addresses;
  readonly ports: PortSet;
};

/** The axis of a label. */
export function axis(bearer: Bearer, key: string): string {
  return `${bearer} ${key}`;
}

/** Whose label an axis is about, and its key. */
export function axisParts(name: string): readonly [bearer: Bearer, key: string] {
  const at = name.indexOf(' ');
  return [name.slice(0, at) as Bearer, name.slice(at + 1)];
}

/** The sorts that a model knows. */
export const SORTS: Readonly<Record<Model, readonly Sort[]>> = {
  portable: ['pods', 'namespaces', 'own pods', 'IPv4', 'IPv6', 'other'],
  api: ['pods', 'IPv4', 'IPv6', 'other'],
};

/**
 * What a rule of a policy in `namespace` allows; `subject` narrows it to the pods of a selector. Rules whose selectors
 * contradict themselves allow nothing. Throws Unproved for what the API refuses.
 */
export function ruleBoxes(
  rule: Rule,
  direction: Direction,
  {
    model,
    namespace,
    subject,
  }: { readonly model: Model; readonly namespace: string; readonly subject?: LabelSelector },
): readonly Box[] {
  const ports = portSet(rule.ports);
  const base = subject === undefined ? NOTHING_ASKED : demands('subject', subject);
  if (base === undefined || isNoPort(ports)) return [];
  const peers = rule[PEERS[direction]] ?? [];
  const boxes =
    peers.length === 0
      ? everything(model, base, ports)
      : peers.flatMap((peer) => peerBoxes(peer, { model, namespace, base, ports }));
  return model === 'api' && direction === 'egress' ? boxes.flatMap(wherePodsNamePorts) : boxes;
}

/** At egress the other end names its ports, and only pods have names for them (semantics 6): elsewhere a name is no port. */
function wherePodsNamePorts(box: Box): readonly Box[] {
  const ports = box.sort === 'pods' ? box.ports : withoutNames(box.ports);
  return isNoPort(ports) ? [] : [{ ...box, ports }];
}

/** Every connection of some subjects. */
export function everything(model: Model, base: Box['labels'], ports: PortSet): readonly Box[] {
  return SORTS[model].map((sort) => ({
    sort,
    labels: sort === 'pods' || sort === 'namespaces' ? withAxes(base, NAMED) : base,
    addresses: sort === 'IPv4' || sort === 'IPv6' ? EVERY_ADDRESS[sort] : [],
    ports,
  }));
}

/** What a selector asks of each label of a bearer; undefined where nothing can meet it. */
export function demands(bearer: Bearer, selector: LabelSelector): Box['labels'] | undefined {
  const all = new Map<string, Values>();
  const add = (key: string, states: Values): void => {
    const name = axis(bearer, key);
    all.set(name, intersectValues(all.get(name) ?? ANY_VALUE, states));
  };
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) add(key, only([value]));
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) add(key, statesOf(operator, values));
  for (const states of all.values()) if (isNoValue(states)) return undefined;
  return all;
}

type Ground = {
  readonly model: Model;
  readonly namespace: string;
  readonly base: Box['labels'];
  readonly ports: PortSet;
};

function peerBoxes({ ipBlock, podSelector, namespaceSelector }: Peer, ground: Ground): readonly Box[] {
  const { base, ports } = ground;
  if (ipBlock !== undefined) {
    const { family, addresses } = blockAddresses(ipBlock);
    return addresses.length === 0 ? [] : [{ sort: family, labels: base, addresses, ports }];
  }
  const pods = demands('pod', podSelector ?? {});
  if (pods === undefined) return [];
  if (namespaceSelector === undefined) return [ownPods(withAxes(base, pods), ground)];
  const namespaces = namespaceDemands(namespaceSelector);
  if (namespaces === undefined) return [];
  const isBare = podSelector === undefined && ground.model === 'portable';
  const labels = withAxes(withAxes(base, namespaces), pods);
  return [{ sort: isBare ? 'namespaces' : 'pods', labels, addresses: [], ports }];
}

function ownPods(labels: Box['labels'], { model, namespace, ports }: Ground): Box {
  if (model === 'portable') return { sort: 'own pods', labels, addresses: [], ports };
  const own = new Map([[axis('namespace', NAMESPACE_NAME), only([namespace])]]);
  return { sort: 'pods', labels: withAxes(labels, own), addresses: [], ports };
}

const NOTHING_ASKED: Box['labels'] = new Map();
/** Every namespace has its name for a label (KEP-2161, Kubernetes 1.21). */
const NAMED: Box['labels'] = new Map([[axis('namespace', NAMESPACE_NAME), allBut([ABSENT])]]);

function namespaceDemands(selector: LabelSelector): Box['labels'] | undefined {
  const asked = demands('namespace', selector);
  if (asked === undefined) return undefined;
  const all = withAxes(asked, NAMED);
  for (const states of all.values()) if (isNoValue(states)) return undefined;
  return all;
}

function withAxes(a: Box['labels'], b: Box['labels']): Box['labels'] {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const all = new Map(a);
  for (const [name, states] of b) all.set(name, intersectValues(all.get(name) ?? ANY_VALUE, states));
  return all;
}

function statesOf(operator: string, values: readonly string[]): Values {
  switch (operator) {
    case 'In':
      return only(values);
    case 'NotIn':
      return allBut(values);
    case 'Exists':
      return allBut([ABSENT]);
    case 'DoesNotExist':
      return only([ABSENT]);
    default:
      throw new Unproved(`${JSON.stringify(operator)} is no operator of the API`);
  }
}
