import type { LabelSelector, Requirement } from './api.ts';
import { canonicalSelector } from './selector.ts';

/** Whether some pod could be selected by both. */
export function mayOverlap(a: LabelSelector, b: LabelSelector): boolean {
  if (isPlain(a) && isPlain(b)) return labelsOf(a).every(([key, value]) => (b.matchLabels?.[key] ?? value) === value);
  return canonicalSelector(bothOf(a, b)).satisfiable;
}

/** Nearly all selectors are: a thousand of them are compared with each other in no time. */
function isPlain({ matchExpressions = [] }: LabelSelector): boolean {
  return matchExpressions.length === 0;
}

function labelsOf({ matchLabels = {} }: LabelSelector): readonly (readonly [key: string, value: string])[] {
  return Object.entries(matchLabels);
}

function bothOf(a: LabelSelector, b: LabelSelector): LabelSelector {
  return { matchExpressions: [...requirementsOf(a), ...requirementsOf(b)] };
}

/** All that a selector asks for, in the longer spelling. */
export function requirementsOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): readonly Requirement[] {
  const labels = Object.entries(matchLabels).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  return [...labels, ...matchExpressions];
}
