import type { Box } from './box.ts';
import { type Budget, budgetOf } from './budget.ts';
import { coverageOf, firstUncovered } from './coverage.ts';
import { intersect } from './intervals.ts';
import { intersectPorts } from './ports.ts';
import { meets, remainder } from './remainder.ts';
import { ANY_VALUE, intersectValues } from './values.ts';

/** A set of connections: the union of its boxes, which may overlap. The empty list is the empty set. */
export type Connections = readonly Box[];

/** What is in one of them; boxes that differ in their ports alone become one. */
export function union(a: Connections, b: Connections): Connections {
  return coverageOf([...a, ...b]).boxes;
}

/** What is in both. */
export function intersection(a: Connections, b: Connections): Connections {
  return a.flatMap((one) => b.filter((other) => meets(one, other)).map((other) => common(one, other)));
}

/** What is in one and not in the other, box by box; the boxes of one box do not overlap. Throws Unproved past the budget. */
export function difference(from: Connections, what: Connections, budget: Budget = budgetOf()): Connections {
  return from.flatMap((box) => [...remainder(box, what, budget)]);
}

/** Whether all that is in the one is in the other, be it that only several boxes hold it. Throws Unproved past the budget. */
export function isSubset(inner: Connections, outer: Connections, budget: Budget = budgetOf()): boolean {
  return firstUncovered(inner, coverageOf(outer), budget) === undefined;
}

/** Whether both are the same set, however it is cut into boxes. Throws Unproved past the budget. */
export function isEqual(a: Connections, b: Connections, budget: Budget = budgetOf()): boolean {
  return isSubset(a, b, budget) && isSubset(b, a, budget);
}

/** Of two boxes that meet. */
function common(a: Box, b: Box): Box {
  const labels = new Map(a.labels);
  for (const [name, states] of b.labels) labels.set(name, intersectValues(labels.get(name) ?? ANY_VALUE, states));
  return {
    sort: a.sort,
    labels,
    addresses: intersect(a.addresses, b.addresses),
    ports: intersectPorts(a.ports, b.ports),
  };
}
