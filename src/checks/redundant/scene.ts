import type { Port } from '../../policy/api.ts';
import type { Box } from '../../traffic/box.ts';
import { BUDGET, type Budget, budgetOf, Unproved } from '../../traffic/budget.ts';
import { NO_PORTS, type PortSet, portSet, subtractPorts } from '../../traffic/ports.ts';
import type { Holder, Pool } from './pool.ts';

/** What pieces of a pool are asked against: the pool, and those of wider groups, whose pieces were dropped before. */
export type Scene = {
  readonly pool: Pool;
  readonly pools: readonly Pool[];
  readonly total: Budget;
  readonly telling: Budget;
};

/** The rules beside one that allow whatever there is. */
export function openers({ pools }: Scene, holder: Holder): readonly Holder[] {
  return pools.flatMap(({ openers: all }) => all.filter((other) => other !== holder && !other.isDropped));
}

/** The ports of a rule that were not dropped, by their place. */
export function portsOf({ rule, droppedPorts }: Holder): readonly number[] {
  return [...(rule.ports ?? []).keys()].filter((i) => !droppedPorts.has(i));
}

/** How many there are. */
export function countPorts({ rule, droppedPorts }: Holder): number {
  return (rule.ports ?? []).length - droppedPorts.size;
}

/** One port of a rule; each is compared with all others. */
export function portAt({ rule }: Holder, i: number): PortSet {
  const port = rule.ports?.[i];
  if (port === undefined) return NO_PORTS;
  const set = sets.get(port) ?? portSet([port]);
  sets.set(port, set);
  return set;
}

const sets = new WeakMap<Port, PortSet>();

/** What other ports of a rule leave of one. */
export function portLeft(port: PortSet, others: readonly number[], holder: Holder): PortSet {
  return others.reduce((left, other) => subtractPorts(left, portAt(holder, other)), port);
}

/** The same connections on other ports. */
export function withPorts(slots: readonly Box[], ports: PortSet): readonly Box[] {
  return slots.map((slot) => ({ ...slot, ports }));
}

/** No one question may use up what the others need, and all together must not keep anybody waiting. */
const QUESTION = BUDGET / 20;
/** For all drops of a cluster, and as much again for telling what was dropped. */
export const TOTAL: number = BUDGET / 4;

/** The answer, or undefined where it would take too much. */
export function asked<T>(total: Budget, question: (budget: Budget) => T): T | undefined {
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
