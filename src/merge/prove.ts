import { DIRECTIONS, type Direction, POLICY_TYPE } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { equivalent } from '../policy/selector.ts';
import { allowedBoxes } from '../traffic/allowed.ts';
import type { Box } from '../traffic/box.ts';
import { type Budget, budgetOf, Unproved } from '../traffic/budget.ts';
import { compareBoxes } from '../traffic/coverage.ts';
import { witnessOf } from '../traffic/witness.ts';
import { describeWitness } from '../traffic/words.ts';

/**
 * Compares a written policy, read back from its bytes, with what the members say: the pods, the isolated directions, and
 * for each of them the traffic that is allowed, on every CNI. Returns what differs or could not be proved, or undefined where
 * both are the same. Nothing of the text's making is trusted: it shares no code with what wrote the rules.
 */
export function disproof(written: Policy, members: readonly Policy[], budget: Budget = budgetOf()): string | undefined {
  const { spec, ref: writtenRef } = written;
  const [refusal] = written.refusals;
  const [unknown] = written.unknown;
  if (refusal !== undefined) return `the API would refuse the written policy: ${refusal.message}`;
  if (unknown !== undefined) return `the written policy has a field the API does not know: ${unknown.join('.')}`;
  for (const { ref, spec: member } of members) {
    if (!equivalent(member.podSelector, spec.podSelector)) return `it selects other pods than ${ref.name}`;
  }
  if (!members.some((p) => p.ref.name === writtenRef.name)) return 'its name is none of the members’';
  for (const direction of DIRECTIONS) {
    const isIsolating = members.some((p) => isolates(p.spec, direction));
    if (isIsolating !== isolates(spec, direction)) return `it differs in isolating ${direction}`;
    const difference = differenceIn(written, members, direction, budget);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differenceIn(
  written: Policy,
  members: readonly Policy[],
  direction: Direction,
  budget: Budget,
): string | undefined {
  const boxes = boxesOf([...members], direction);
  const after = boxesOf([written], direction);
  if (typeof boxes === 'string') return boxes;
  if (typeof after === 'string') return after;
  const comparison = compareBoxes(boxes, after, budget);
  if (comparison.kind === 'equal') return undefined;
  if (comparison.kind === 'unproved') return `its ${direction} could not be proved: ${comparison.reason}`;
  const { lost, gained } = comparison;
  const example = (box: Box): string => `${POLICY_TYPE[direction]} ${describeWitness(witnessOf(box))}`;
  if (gained !== undefined) return `it allows what no member does: ${example(gained)}`;
  return lost && `it does not allow what a member does: ${example(lost)}`;
}

function boxesOf(policies: readonly Policy[], direction: Direction): readonly Box[] | string {
  try {
    // The namespace is one and the same, whatever its name.
    return allowedBoxes(policies, direction, { model: 'portable', namespace: '' });
  } catch (error) {
    if (error instanceof Unproved) return `its ${direction} could not be proved: ${error.message}`;
    throw error;
  }
}
