import { groupsAround, indexGroups } from '../../group/around.ts';
import type { Cluster } from '../../group/cluster.ts';
import type { Group } from '../../group/group.ts';
import { push } from '../../group/lists.ts';
import { DIRECTIONS, PEERS } from '../../policy/api.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Box } from '../../traffic/box.ts';
import { BUDGET, type Budget, budgetOf, spend, Unproved } from '../../traffic/budget.ts';
import { boxKey } from '../../traffic/coverage.ts';
import {
  arePortsWithin,
  isNoPort,
  NO_PORTS,
  type PortSet,
  portSet,
  portsMeet,
  subtractPorts,
} from '../../traffic/ports.ts';
import { isCovered, isCoveredByOne, itemOf, piecesAround } from './beside.ts';
import {
  dropPort,
  dropRule,
  type Holder,
  holderKey,
  indexPool,
  liveSlots,
  type Piece,
  type Pool,
  poolOf,
} from './pool.ts';
import { provingGroups, provingRules } from './proving.ts';

/** A piece that may go, with those that together allow all that it allows and stay; all of a cluster's may go at once. */
export type Redundancy = Piece & {
  readonly kind: 'rule' | 'peer' | 'port';
  readonly by: readonly Piece[];
};

/**
 * What is redundant in the policies of a cluster, by policy: what other rules that stay allow their pods too, of the same policy,
 * the same group, or groups that select those pods and more. Of equal pieces the later by policy name and place goes.
 * Complete but for questions past the budget, where nothing is told.
 */
export function redundanciesIn(cluster: Cluster): ReadonlyMap<Policy, readonly Redundancy[]> {
  const known = found.get(cluster);
  if (known !== undefined) return known;
  const byPolicy = new Map<Policy, Redundancy[]>();
  for (const redundancy of findAll(cluster)) push(byPolicy, redundancy.policy, redundancy);
  found.set(cluster, byPolicy);
  return byPolicy;
}

const found = new WeakMap<Cluster, ReadonlyMap<Policy, readonly Redundancy[]>>();

/** What pieces of a pool are asked against: the pool, and those of wider groups, whose pieces were dropped before. */
type Scene = { readonly pool: Pool; readonly pools: readonly Pool[]; readonly total: Budget; readonly telling: Budget };

function* findAll(cluster: Cluster): Generator<Redundancy> {
  const groups = provingGroups(cluster);
  const index = indexGroups(groups);
  const around = groups.map((group) => {
    const wider = groupsAround(index, group.namespace, group.podSelector).filter((other) => other !== group);
    return { group, wider, name: [group.namespace, ...group.policies.map(({ ref }) => ref.name).sort()].join('/') };
  });
  // Whoever takes in more is taken in by fewer: wider groups come first.
  around.sort((a, b) => a.wider.length - b.wider.length || (a.name < b.name ? -1 : 1));
  const [total, telling] = [budgetOf(TOTAL), budgetOf(TOTAL)];
  for (const direction of DIRECTIONS) {
    const pools = new Map<Group, Pool>();
    for (const { group, wider } of around) {
      const pool = poolOf(provingRules(group, direction));
      if (pool.holders.length === 0) continue;
      pools.set(group, pool);
      const scene = { pool, pools: [pool, ...wider.flatMap((other) => pools.get(other) ?? [])], total, telling };
      settle(scene);
      for (const holder of pool.holders) yield* tell(holder, scene);
    }
  }
}

/** Drops what may go: of several that could, rather what one other covers alone, and rather the later. */
function settle(scene: Scene): void {
  const { pool, total } = scene;
  const mayGo = pool.holders.filter(({ policy }) => policy.input.isContext !== true).reverse();
  dropRepeats(pool.holders);
  indexPool(pool);
  for (const covers of [isCoveredByOne, isCovered]) {
    for (const holder of mayGo) {
      if (holder.isDropped) continue;
      const beside = { self: holder, peer: undefined, pools: scene.pools };
      const isRedundant =
        openers(scene, holder).length > 0 || asked(total, (budget) => covers(liveSlots(holder), beside, budget));
      if (isRedundant) dropRule(holder);
    }
  }
  for (const covers of [isCoveredByOne, isCovered]) {
    for (const holder of mayGo) {
      if (holder.isDropped) continue;
      dropPeers(holder, scene, covers);
      dropPorts(holder, scene, covers);
    }
  }
  indexPool(pool);
}

/** Equal rules, and equal peers and ports of a rule, are found without comparing each with each. */
function dropRepeats(holders: readonly Holder[]): void {
  for (const i of repeatsIn(holders.map(holderKey))) {
    const holder = holders[i];
    if (holder !== undefined && holder.policy.input.isContext !== true) dropRule(holder);
  }
  for (const holder of holders) {
    if (holder.isDropped || holder.policy.input.isContext === true) continue;
    for (const i of repeatsIn(holder.slots.map(boxKey))) {
      const slot = holder.slots[i];
      if (slot !== undefined) slot.isLive = false;
    }
    const ports = (holder.rule.ports ?? []).map((port) => JSON.stringify(port));
    for (const i of repeatsIn(ports)) holder.droppedPorts.add(i);
  }
}

function repeatsIn(keys: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  return [...keys.keys()].filter((i) => {
    const key = keys[i] ?? '';
    const isRepeat = seen.has(key);
    seen.add(key);
    return isRepeat;
  });
}

/** The last peer stays, whatever the others are: a rule without peers would allow everybody. */
function dropPeers(holder: Holder, { pools, total }: Scene, covers: typeof isCovered): void {
  const slots = [...liveSlots(holder)].reverse();
  let left = slots.length;
  for (const slot of slots) {
    if (slot.peer < 0 || left === 1) return;
    const beside = { self: holder, peer: slot.peer, pools };
    if (!asked(total, (budget) => covers([slot], beside, budget))) continue;
    slot.isLive = false;
    left--;
  }
}

function dropPorts(holder: Holder, { pools, total }: Scene, covers: typeof isCovered): void {
  for (const i of [...portsOf(holder)].reverse()) {
    const others = portsOf(holder).filter((other) => other !== i);
    if (others.length === 0) return;
    const beside = { self: holder, peer: undefined, pools };
    const isRedundant = asked(total, (budget) => {
      spend(budget, others.length / 4);
      const port = portAt(holder, i);
      const isOne = covers === isCoveredByOne;
      if (isOne && others.some((other) => arePortsWithin(port, portAt(holder, other)))) return true;
      const left = isOne ? port : portLeft(port, others, holder);
      return isNoPort(left) || covers(withPorts(liveSlots(holder), left), beside, budget);
    });
    if (isRedundant) dropPort(holder, i);
  }
}

function* tell(holder: Holder, scene: Scene): Generator<Redundancy> {
  const { policy, path, direction, rule, slots } = holder;
  const told = (kind: Redundancy['kind'], piece: Piece, by: readonly Piece[] | undefined): readonly Redundancy[] =>
    by === undefined || by.length === 0 ? [] : [{ ...piece, kind, by }];
  const around = (boxes: readonly Box[], peer?: number): readonly Piece[] | undefined =>
    asked(scene.telling, (budget) => piecesAround(boxes, { self: holder, peer, pools: scene.pools }, budget));
  if (holder.isDropped) {
    const opener = openers(scene, holder)[0];
    yield* told('rule', { policy, path }, opener === undefined ? around(slots) : [opener]);
    return;
  }
  for (const slot of slots) {
    const piece = itemOf(holder, PEERS[direction], slot.peer);
    if (!slot.isLive && slot.peer >= 0) yield* told('peer', piece, around([slot], slot.peer));
  }
  for (const i of (rule.ports ?? []).keys()) {
    if (!holder.droppedPorts.has(i)) continue;
    yield* told('port', itemOf(holder, 'ports', i), portsAround(i, holder, around));
  }
}

/** The ports of its rule that a port is a part of, one where one does it; what they leave, other rules allow. */
function portsAround(
  i: number,
  holder: Holder,
  around: (boxes: readonly Box[]) => readonly Piece[] | undefined,
): readonly Piece[] | undefined {
  const port = portAt(holder, i);
  const near = portsOf(holder).filter((other) => portsMeet(port, portAt(holder, other)));
  const one = near.find((other) => arePortsWithin(port, portAt(holder, other)));
  if (one !== undefined) return [itemOf(holder, 'ports', one)];
  const whole = around(withPorts(liveSlots(holder), port));
  if (whole?.length === 1) return whole;
  const left = portLeft(port, near, holder);
  const own = near.map((other) => itemOf(holder, 'ports', other));
  if (isNoPort(left)) return own;
  const others = around(withPorts(liveSlots(holder), left));
  return others === undefined || others.length === 0 ? undefined : [...own, ...others];
}

/** The rules beside one that allow whatever there is. */
function openers({ pools }: Scene, holder: Holder): readonly Holder[] {
  return pools.flatMap(({ openers: all }) => all.filter((other) => other !== holder && !other.isDropped));
}

function portsOf({ rule, droppedPorts }: Holder): readonly number[] {
  return [...(rule.ports ?? []).keys()].filter((i) => !droppedPorts.has(i));
}

function portAt({ rule }: Holder, i: number): PortSet {
  const port = rule.ports?.[i];
  return port === undefined ? NO_PORTS : portSet([port]);
}

function portLeft(port: PortSet, others: readonly number[], holder: Holder): PortSet {
  return others.reduce((left, other) => subtractPorts(left, portAt(holder, other)), port);
}

function withPorts(slots: readonly Box[], ports: PortSet): readonly Box[] {
  return slots.map((slot) => ({ ...slot, ports }));
}

/** No one question may use up what the others need, and all together must not keep anybody waiting. */
const QUESTION = BUDGET / 20;
const TOTAL = BUDGET / 2;

/** The answer, or undefined where it would take too much. */
function asked<T>(total: Budget, question: (budget: Budget) => T): T | undefined {
  const most = Math.min(QUESTION, total.left);
  const budget = budgetOf(most);
  try {
    return question(budget);
  } catch (error) {
    if (error instanceof Unproved) return undefined;
    throw error;
  } finally {
    total.left -= most - Math.max(0, budget.left);
  }
}
