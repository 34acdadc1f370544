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

/** Whether any row speaks of a field that is filled like this: what none does is not worth a site. */
export type Wanted = (field: FieldName, node: Node | undefined) => boolean;

/** Every emptiable field that is wanted, from the outside in; what is missing counts only where missing says something. */
export function sitesOf(policy: Policy, wanted: Wanted): readonly Site[] {
  const spec = entryOf(policy.root, 'spec')?.value;
  const walk: Walk = { policy, wanted, sites: [] };
  add(walk, { field: 'spec', path: ['spec'], node: spec, holder: policy.root });
  if (spec?.kind !== 'map' || isForeign(spec)) return walk.sites;
  const podSelector = memberOf(spec, 'podSelector');
  const path = ['spec', 'podSelector'];
  if (spec.entries.size > 0) add(walk, { field: 'podSelector', path, node: podSelector, holder: spec });
  selectorSites(walk, { path }, podSelector);
  const policyTypes = memberOf(spec, 'policyTypes');
  add(walk, { field: 'policyTypes', path: ['spec', 'policyTypes'], node: policyTypes, holder: spec });
  for (const direction of DIRECTIONS) directionSites(walk, spec, direction);
  return walk.sites;
}

type Walk = { readonly policy: Policy; readonly wanted: Wanted; readonly sites: Site[] };
type Anchor = Pick<Site, 'path' | 'direction' | 'rule' | 'inPeer'>;

function directionSites(walk: Walk, spec: MapNode, direction: Direction): void {
  const path = ['spec', direction];
  const node = memberOf(spec, direction);
  add(walk, { field: 'direction', path, node, holder: spec, direction });
  if (node?.kind !== 'list') return;
  for (const [rule, item] of node.items.entries()) {
    const anchor = { path: [...path, rule], direction, rule };
    add(walk, { ...anchor, field: 'rule', node: item, holder: spec });
    if (item.kind === 'map' && !isLeftEmpty(item, direction)) ruleSites(walk, anchor, item, direction);
  }
}

function ruleSites(walk: Walk, anchor: Anchor, rule: MapNode, direction: Direction): void {
  const peersKey = PEERS[direction];
  member(walk, anchor, 'peers', peersKey, rule);
  member(walk, anchor, 'ports', 'ports', rule);
  for (const [i, item] of itemsOf(rule, 'ports').entries()) {
    const place = below(anchor, 'ports', i);
    add(walk, { ...place, field: 'port item', node: item, holder: rule });
    if (item.kind !== 'map' || item.entries.size === 0) continue;
    for (const name of ['port', 'protocol', 'endPort'] as const) member(walk, place, name, name, item);
  }
  for (const [i, item] of itemsOf(rule, peersKey).entries())
    peerSites(walk, { ...below(anchor, peersKey, i), inPeer: true }, item, rule);
}

function peerSites(walk: Walk, anchor: Anchor, peer: Node, rule: MapNode): void {
  add(walk, { ...anchor, field: 'peer', node: peer, holder: rule });
  if (peer.kind !== 'map' || saysNothing(peer)) return;
  for (const half of ['podSelector', 'namespaceSelector'] as const) {
    member(walk, anchor, `peer.${half}`, half, peer);
    selectorSites(walk, below(anchor, half), memberOf(peer, half));
  }
  member(walk, anchor, 'ipBlock', 'ipBlock', peer);
  const block = memberOf(peer, 'ipBlock');
  if (block?.kind === 'map') member(walk, below(anchor, 'ipBlock'), 'except', 'except', block);
}

function selectorSites(walk: Walk, anchor: Anchor, selector: Node | undefined): void {
  if (selector?.kind !== 'map') return;
  const labels = memberOf(selector, 'matchLabels');
  member(walk, anchor, 'matchLabels', 'matchLabels', selector);
  member(walk, anchor, 'matchExpressions', 'matchExpressions', selector);
  if (labels?.kind === 'map')
    for (const key of labels.entries.keys()) member(walk, below(anchor, 'matchLabels'), 'label', key, labels);
  for (const [i, item] of itemsOf(selector, 'matchExpressions').entries())
    if (item.kind === 'map') member(walk, below(anchor, 'matchExpressions', i), 'values', 'values', item);
}

function member(walk: Walk, anchor: Anchor, field: FieldName, key: string, holder: MapNode): void {
  const node = memberOf(holder, key);
  if (walk.wanted(field, node)) add(walk, { ...below(anchor, key), field, node, holder });
}

function add({ policy, wanted, sites }: Walk, site: Omit<Site, 'policy'>): void {
  if (wanted(site.field, site.node)) sites.push({ ...site, policy });
}

function below(anchor: Anchor, ...steps: readonly (string | number)[]): Anchor {
  return { ...anchor, path: [...anchor.path, ...steps] };
}

function itemsOf(holder: MapNode, key: string): readonly Node[] {
  const list = memberOf(holder, key);
  return list?.kind === 'list' ? list.items : [];
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
