import { DIRECTIONS, type Direction } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { equivalent } from '../policy/selector.ts';

/**
 * Compares a written policy, read back from its bytes, with what the members say: the pods, the isolated directions,
 * and for each of them the set of rules of the members that list it. Returns what differs, or undefined. By the theorem of semantics 7 equal sets mean equal traffic; nothing of the text's making is trusted.
 */
export function disproof(written: Policy, members: readonly Policy[]): string | undefined {
  const { spec, refusals, unknown, ref: writtenRef } = written;
  const [refusal] = refusals;
  if (refusal !== undefined) return `the API would refuse the written policy: ${refusal.message}`;
  if (unknown.length > 0) return `the written policy has a field the API does not know: ${unknown[0]?.join('.')}`;
  for (const { ref, spec: member } of members) {
    if (!equivalent(member.podSelector, spec.podSelector)) return `it selects other pods than ${ref.name}`;
  }
  if (!members.some((p) => p.ref.name === writtenRef.name)) return 'its name is none of the members’';
  for (const direction of DIRECTIONS) {
    const isolating = members.filter((p) => isolates(p.spec, direction));
    if (isolating.length > 0 !== isolates(spec, direction)) return `it differs in isolating ${direction}`;
    if (isolating.length === 0) continue;
    if (!sameSet(rulesOf(isolating, direction), rulesOf([{ spec }], direction))) return `its ${direction} rules differ`;
  }
  return undefined;
}

function rulesOf(policies: readonly Pick<Policy, 'spec'>[], direction: Direction): ReadonlySet<string> {
  return new Set(policies.flatMap(({ spec }) => (spec[direction] ?? []).map(inOrder)));
}

/** A value as text whose keys are sorted: order in a mapping says nothing. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}
