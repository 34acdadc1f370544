import type { Path } from '../../finding.ts';
import { entryOf, type MapNode, type Node } from '../../manifest/tree.ts';
import { DIRECTIONS, type Direction, PEERS } from '../../policy/api.ts';
import type { Policy } from '../../policy/policy.ts';

/** The fields that a template can empty, as the table names them. */
export type FieldName =
  | 'spec'
  | 'podSelector'
  | 'policyTypes'
  | 'direction'
  | 'rule'
  | 'peers'
  | 'ports'
  | 'port item'
  | 'port'
  | 'protocol'
  | 'endPort'
  | 'peer'
  | 'peer.podSelector'
  | 'peer.namespaceSelector'
  | 'ipBlock'
  | 'except'
  | 'matchLabels'
  | 'matchExpressions'
  | 'label'
  | 'values';

/** A field of one policy where something stands or could stand. */
export type Site = {
  readonly field: FieldName;
  readonly policy: Policy;
  readonly path: Path;
  /** undefined where the key is missing. */
  readonly node: Node | undefined;
  /** The mapping that holds the field. */
  readonly holder: MapNode | undefined;
  /** The direction whose rules it belongs to. */
  readonly direction?: Direction;
  /** Index of the rule it belongs to. */
  readonly rule?: number;
  /** Whether a selector belongs to a peer; it belongs to the policy otherwise. */
  readonly inPeer?: true;
};

/** Walks every emptiable field from the outside in; what is missing is a site only where missing says something. */
export function* sitesOf(policy: Policy): Generator<Site> {
  const spec = entryOf(policy.root, 'spec')?.value;
  const path = ['spec'];
  yield { field: 'spec', policy, path, node: spec, holder: policy.root };
  if (spec?.kind !== 'map' || isForeign(spec)) return;
  const podSelector = spec.entries.get('podSelector')?.value;
  if (spec.entries.size > 0)
    yield { field: 'podSelector', policy, path: ['spec', 'podSelector'], node: podSelector, holder: spec };
  yield* selectorSites({ policy, path: ['spec', 'podSelector'] }, podSelector);
  yield {
    field: 'policyTypes',
    policy,
    path: ['spec', 'policyTypes'],
    node: memberOf(spec, 'policyTypes'),
    holder: spec,
  };
  for (const direction of DIRECTIONS) yield* directionSites(policy, spec, direction);
}

type Anchor = Pick<Site, 'policy' | 'path' | 'direction' | 'rule' | 'inPeer'>;

function* directionSites(policy: Policy, spec: MapNode, direction: Direction): Generator<Site> {
  const path = ['spec', direction];
  const node = memberOf(spec, direction);
  yield { field: 'direction', policy, path, node, holder: spec, direction };
  if (node?.kind !== 'list') return;
  for (const [rule, item] of node.items.entries()) {
    const anchor = { policy, path: [...path, rule], direction, rule };
    yield { ...anchor, field: 'rule', node: item, holder: spec };
    if (item.kind === 'map' && !isLeftEmpty(item, direction)) yield* ruleSites(anchor, item, direction);
  }
}

function* ruleSites(anchor: Anchor, rule: MapNode, direction: Direction): Generator<Site> {
  const peersKey = PEERS[direction];
  yield { ...field(anchor, peersKey, rule), field: 'peers' };
  yield { ...field(anchor, 'ports', rule), field: 'ports' };
  for (const [place, item] of itemsOf(anchor, rule, 'ports')) {
    yield { ...place, field: 'port item', node: item, holder: rule };
    if (item.kind !== 'map' || item.entries.size === 0) continue;
    yield { ...field(place, 'port', item), field: 'port' };
    yield { ...field(place, 'protocol', item), field: 'protocol' };
    yield { ...field(place, 'endPort', item), field: 'endPort' };
  }
  for (const [place, item] of itemsOf(anchor, rule, peersKey)) yield* peerSites({ ...place, inPeer: true }, item, rule);
}

function* peerSites(anchor: Anchor, peer: Node, rule: MapNode): Generator<Site> {
  yield { ...anchor, field: 'peer', node: peer, holder: rule };
  if (peer.kind !== 'map' || saysNothing(peer)) return;
  yield { ...field(anchor, 'podSelector', peer), field: 'peer.podSelector' };
  yield* selectorSites({ ...anchor, path: [...anchor.path, 'podSelector'] }, memberOf(peer, 'podSelector'));
  yield { ...field(anchor, 'namespaceSelector', peer), field: 'peer.namespaceSelector' };
  yield* selectorSites({ ...anchor, path: [...anchor.path, 'namespaceSelector'] }, memberOf(peer, 'namespaceSelector'));
  yield { ...field(anchor, 'ipBlock', peer), field: 'ipBlock' };
  const block = memberOf(peer, 'ipBlock');
  if (block?.kind === 'map')
    yield { ...field({ ...anchor, path: [...anchor.path, 'ipBlock'] }, 'except', block), field: 'except' };
}

function* selectorSites(anchor: Anchor, selector: Node | undefined): Generator<Site> {
  if (selector?.kind !== 'map') return;
  const labels = memberOf(selector, 'matchLabels');
  yield { ...field(anchor, 'matchLabels', selector), field: 'matchLabels' };
  yield { ...field(anchor, 'matchExpressions', selector), field: 'matchExpressions' };
  if (labels?.kind === 'map') {
    for (const key of labels.entries.keys()) {
      yield { ...field({ ...anchor, path: [...anchor.path, 'matchLabels'] }, key, labels), field: 'label' };
    }
  }
  for (const [place, item] of itemsOf(anchor, selector, 'matchExpressions')) {
    if (item.kind === 'map') yield { ...field(place, 'values', item), field: 'values' };
  }
}

function field(anchor: Anchor, key: string, holder: MapNode): Omit<Site, 'field'> {
  return { ...anchor, path: [...anchor.path, key], node: memberOf(holder, key), holder };
}

function* itemsOf(anchor: Anchor, holder: MapNode, key: string): Generator<[Anchor, Node]> {
  const list = memberOf(holder, key);
  if (list?.kind !== 'list') return;
  for (const [i, item] of list.items.entries()) yield [{ ...anchor, path: [...anchor.path, key, i] }, item];
}

function memberOf(map: MapNode, key: string): Node | undefined {
  return map.entries.get(key)?.value;
}

/** A spec that holds something, but nothing that a NetworkPolicy's spec may hold. */
export function isForeign(spec: Node | undefined): boolean {
  if (spec?.kind !== 'map' || spec.entries.size === 0) return false;
  return !['podSelector', 'policyTypes', ...DIRECTIONS].some((key) => spec.entries.has(key));
}

/** Every field of the rule is blank or `[]`: the rule as a whole is the fault, not each field. */
export function isLeftEmpty(rule: MapNode, direction: Direction): boolean {
  const fields = [...rule.entries].filter(([key]) => key === PEERS[direction] || key === 'ports');
  return fields.length === rule.entries.size && fields.every(([, { value }]) => isNothing(value));
}

/** A mapping whose every member is blank, or that has none. */
export function saysNothing(map: MapNode): boolean {
  return [...map.entries.values()].every(({ value }) => value.kind === 'null');
}

function isNothing(node: Node): boolean {
  return node.kind === 'null' || (node.kind === 'list' && node.items.length === 0);
}
