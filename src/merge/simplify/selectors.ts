import { byText } from '../../group/lists.ts';
import type { LabelSelector, Requirement } from '../../policy/api.ts';
import { canonicalSelector, type Demand } from '../../policy/selector.ts';

/**
 * A selector in its canonical spelling (semantics 5.2): one value is a label, requirements stand by key and operator, values
 * are sorted, nothing stands twice. One that contradicts itself comes back as it was written.
 */
export function plainSelector(selector: LabelSelector): LabelSelector {
  const { demands, satisfiable } = canonicalSelector(selector);
  if (!satisfiable) return selector;
  const sorted = [...demands].sort(([a], [b]) => byText(a, b));
  const labels = sorted.flatMap(([key, demand]) => (isOne(demand) ? [[key, [...demand.values].join()] as const] : []));
  const others = sorted.flatMap(([key, demand]) => (isOne(demand) ? [] : requirementsOf(key, demand)));
  return {
    ...(labels.length > 0 && { matchLabels: Object.fromEntries(labels) }),
    ...(others.length > 0 && { matchExpressions: others }),
  };
}

/** How much a selector asks: of two that select in part the same, the one that asks more is the likelier to be covered. */
export function strictness(selector: LabelSelector): number {
  return [...canonicalSelector(selector).demands.values()].reduce((sum, demand) => sum + strictnessOf(demand), 0);
}

function strictnessOf(demand: Demand): number {
  const values = Math.min(demand.values.size, 500);
  return demand.in ? 1000 - values : 100 + values;
}

/** A value that it may have beside none at all is asked for by no operator. */
function isOne({ in: isIn, values }: Demand): boolean {
  return isIn && values.size === 1;
}

function requirementsOf(key: string, { absentOk, in: isIn, values }: Demand): readonly Requirement[] {
  const sorted = [...values].sort();
  if (isIn) return absentOk ? [{ key, operator: 'DoesNotExist' }] : [{ key, operator: 'In', values: sorted }];
  const notIn = values.size > 0 ? [{ key, operator: 'NotIn', values: sorted }] : [];
  return absentOk ? notIn : [{ key, operator: 'Exists' }, ...notIn];
}
