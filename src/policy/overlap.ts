import type { LabelSelector, Requirement } from './api.ts';
import { canonicalSelector } from './selector.ts';

/** Whether some pod could be selected by both. */
export function mayOverlap(a: LabelSelector, b: LabelSelector): boolean {
  if (isPlain(a) && isPlain(b)) {
    const { matchLabels = {} } = b;
    // A label may bear the name of what every object has: `constructor`.
    return labelsOf(a).every(([key, value]) => !Object.hasOwn(matchLabels, key) || matchLabels[key] === value);
  }
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
