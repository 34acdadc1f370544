import { indexGroups } from '../../group/around.ts';
import type { Cluster } from '../../group/cluster.ts';
import type { Group } from '../../group/group.ts';
import { push } from '../../group/lists.ts';
import { DIRECTIONS } from '../../policy/api.ts';
import type { Policy } from '../../policy/policy.ts';
import { budgetOf, spend } from '../../traffic/budget.ts';
import { boxKey } from '../../traffic/coverage.ts';
import { arePortsWithin, isNoPort, portsMeet } from '../../traffic/ports.ts';
import { hasNeighbours, isCovered, isCoveredByOne } from './beside.ts';
import { dropPort, dropRule, type Holder, holderKey, indexPool, liveSlots, type Pool, poolOf } from './pool.ts';
import { provingGroups, provingRules } from './proving.ts';
import { asked, countPorts, openers, portAt, portLeft, portsOf, type Scene, TOTAL, withPorts } from './scene.ts';
import { type Redundancy, tell } from './tell.ts';

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

function* findAll(cluster: Cluster): Generator<Redundancy> {
  const groups = provingGroups(cluster);
  const groupsAround = indexGroups(groups);
  const around = groups.map((group) => {
    const wider = groupsAround(group.namespace, group.podSelector).filter((other) => other !== group);
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
  const isAlone = aloneAmong(mayGo, scene);
  for (const covers of [isCoveredByOne, isCovered]) {
    for (const holder of mayGo) {
      if (holder.isDropped || isAlone.has(holder)) continue;
      const beside = { self: holder, peer: undefined, pools: scene.pools };
      const isRedundant =
        openers(scene, holder).length > 0 || asked(total, (budget) => covers(liveSlots(holder), beside, budget));
      if (isRedundant) dropRule(holder);
    }
  }
  for (const covers of [isCoveredByOne, isCovered]) {
    for (const holder of mayGo) {
      if (holder.isDropped || (isAlone.has(holder) && hasPiecesApart(holder))) continue;
      dropPeers(holder, scene, covers);
      dropPorts(holder, scene, covers);
    }
  }
  indexPool(pool);
}

/** Rules that have no connection in common with any other: most of them. */
function aloneAmong(holders: readonly Holder[], scene: Scene): ReadonlySet<Holder> {
  const alone = holders.filter((holder) => {
    if (holder.isDropped || openers(scene, holder).length > 0) return false;
    const beside = { self: holder, peer: undefined, pools: scene.pools };
    return asked(scene.total, (budget) => hasNeighbours(liveSlots(holder), beside, budget)) === false;
  });
  return new Set(alone);
}

/** One peer, and few ports that have nothing in common: no piece of the rule can be a part of another. */
function hasPiecesApart(holder: Holder): boolean {
  const ports = portsOf(holder).map((i) => portAt(holder, i));
  if (liveSlots(holder).length > 1 || ports.length > MAX_PAIRED) return false;
  return ports.every((port, i) => !ports.slice(i + 1).some((other) => portsMeet(port, other)));
}

/** More ports than this are compared by what they are asked anyway. */
const MAX_PAIRED = 20;

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
    const left = countPorts(holder) - 1;
    if (left === 0) return;
    const beside = { self: holder, peer: undefined, pools };
    const isRedundant = asked(total, (budget) => {
      // Paid for before it is done: past the budget a rule of thousands of ports would pay with each of them.
      spend(budget, left / 4);
      const others = portsOf(holder).filter((other) => other !== i);
      const port = portAt(holder, i);
      const isOne = covers === isCoveredByOne;
      if (isOne && others.some((other) => arePortsWithin(port, portAt(holder, other)))) return true;
      const open = isOne ? port : portLeft(port, others, holder);
      return isNoPort(open) || covers(withPorts(liveSlots(holder), open), beside, budget);
    });
    if (isRedundant) dropPort(holder, i);
  }
}
