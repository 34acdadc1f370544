/** Why no answer can be given: the question is too large, or asks of what the API refuses. The message is one line. */
export class Unproved extends Error {}

/**
 * How much work one answer may take, in boxes looked at. Whether several selectors cover one is coNP-complete: some
 * questions would take longer than anybody waits.
 */
export type Budget = { left: number };

/** Enough for a group of 10,000 policies as people write them; worst cases end within seconds. */
export const BUDGET = 3_000_000;

/** A fresh budget. */
export function budgetOf(boxes: number = BUDGET): Budget {
  return { left: boxes };
}

/** Throws Unproved once all is spent. */
export function spend(budget: Budget, boxes: number): void {
  budget.left -= boxes;
  if (budget.left < 0) throw new Unproved('the selectors overlap in too many ways to be compared within the budget');
}
