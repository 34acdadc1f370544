import type { Direction } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { type Box, type Model, ruleBoxes } from './box.ts';

/**
 * What some policies allow their pods in a direction. Dead rules, those of a direction that policyTypes does not list, allow
 * nothing. `namespace` is the one they land in; policies must be such that the API takes them. Throws Unproved else.
 */
export function allowedBoxes(
  policies: readonly Pick<Policy, 'spec'>[],
  direction: Direction,
  ground: { readonly model: Model; readonly namespace: string },
): readonly Box[] {
  return policies
    .filter(({ spec }) => isolates(spec, direction))
    .flatMap(({ spec }) => (spec[direction] ?? []).flatMap((rule) => ruleBoxes(rule, direction, ground)));
}
