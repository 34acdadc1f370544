import type { Path } from '../../finding.ts';
import type { Group } from '../../group/group.ts';
import { type Direction, PEERS, type Rule } from '../../policy/api.ts';
import type { Policy } from '../../policy/policy.ts';
import { type Box, ruleBoxes } from '../../traffic/box.ts';
import { type BoxIndex, indexOf } from '../../traffic/box-index.ts';
import { boxKey } from '../../traffic/coverage.ts';
import { ALL_PORTS, type PortSet, portSet } from '../../traffic/ports.ts';

/** A rule, peer or port of a policy: `path` leads to it. */
export type Piece = { readonly policy: Policy; readonly path: Path };

/** What one peer of a rule allows; of a rule without peers, one of the kinds of everything. What is dropped is not live. */
export type Slot = Omit<Box, 'ports'> & { readonly of: Holder; readonly peer: number; ports: PortSet; isLive: boolean };

/** A rule as it stands while pieces are dropped. */
export type Holder = Piece & {
  readonly group: Group;
  readonly direction: Direction;
  readonly rule: Rule;
  readonly slots: readonly Slot[];
  readonly droppedPorts: Set<number>;
  isDropped: boolean;
};

/** The rules of a direction of one group, in an order that does not hang on the stream: of equal ones the first stays. */
export type Pool = {
  readonly holders: readonly Holder[];
  index: BoxIndex<Slot>;
  /** Those that allow whatever there is. */
  openers: readonly Holder[];
};

/** Rules that are compared; those that allow nothing are left out. */
export function poolOf(holders: readonly Holder[]): Pool {
  const all = holders.filter(({ slots }) => slots.length > 0).sort(compareHolders);
  return { holders: all, index: indexOf([]), openers: [] };
}

/** A rule and what each of its peers allows. Throws Unproved for what the API refuses. */
export function holderOf(place: Piece & Pick<Holder, 'group' | 'direction' | 'rule'>): Holder {
  const { direction, rule } = place;
  const field = PEERS[direction];
  const slots: Slot[] = [];
  const holder: Holder = { ...place, slots, droppedPorts: new Set(), isDropped: false };
  const add = (part: Rule, peer: number): void => {
    // The namespace is one and the same, whatever its name.
    for (const box of ruleBoxes(part, direction, { model: 'portable', namespace: '' }))
      slots.push({ ...box, of: holder, peer, isLive: true });
  };
  const peers = rule[field] ?? [];
  for (const [i, peer] of peers.entries()) add({ ...rule, [field]: [peer] }, i);
  if (peers.length === 0) add(rule, -1);
  return holder;
}

/** Makes what is still live ready to be looked up. */
export function indexPool(pool: Pool): void {
  pool.index = indexOf(pool.holders.flatMap(liveSlots));
  pool.openers = pool.holders.filter(opensAll);
}

/** What a rule still allows. */
export function liveSlots({ slots }: Holder): readonly Slot[] {
  return slots.filter(({ isLive }) => isLive);
}

/** Takes a whole rule away. */
export function dropRule(holder: Holder): void {
  holder.isDropped = true;
  for (const slot of holder.slots) slot.isLive = false;
}

/** Takes a port of a rule away; the others say what it allows then. */
export function dropPort(holder: Holder, port: number): void {
  holder.droppedPorts.add(port);
  const ports = portSet((holder.rule.ports ?? []).filter((_, i) => !holder.droppedPorts.has(i)));
  for (const slot of holder.slots) slot.ports = ports;
}

/** Equal keys: both rules allow the same. */
export function holderKey({ slots }: Holder): string {
  const [first] = slots;
  if (first === undefined) return '';
  const { numbers, names } = first.ports;
  const ports = [numbers, names.map(({ in: isIn, values }) => [isIn, ...[...values].sort()])];
  return JSON.stringify([ports, [...new Set(slots.map(boxKey))].sort()]);
}

/** By policy name and place; what the context holds comes first, for nobody can drop it here. */
export function compareHolders(a: Holder, b: Holder): number {
  const [x, y] = [a.policy, b.policy];
  if (x.input.isContext !== y.input.isContext) return x.input.isContext === true ? -1 : 1;
  if (x.ref.name !== y.ref.name) return x.ref.name < y.ref.name ? -1 : 1;
  return Number(a.path.at(-1)) - Number(b.path.at(-1));
}

function opensAll({ rule, direction, isDropped }: Holder): boolean {
  return !isDropped && (rule[PEERS[direction]] ?? []).length === 0 && portSet(rule.ports) === ALL_PORTS;
}
