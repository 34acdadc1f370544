import type { ObjectRef } from '../finding.ts';
import type { Found } from './faults.ts';
import { helmWords } from './helm-words.ts';
import { isFailed, type Outcome, type RenderedPolicy } from './outcome.ts';
import type { Tried } from './sweep.ts';
import type { Cell, Choice, Matrix } from './types.ts';

/** Rows of a matrix that all look like the base tell nothing: they are left out. */
export function matrixOf(tried: readonly Tried[], reached: Choice, base: Outcome, found: readonly Found[]): Matrix {
  const policies = new Map<string, RenderedPolicy>();
  for (const { outcome } of tried) {
    if (isFailed(outcome)) continue;
    for (const [key, policy] of outcome.policies) if (!policies.has(key)) policies.set(key, policy);
  }
  const keys = [...policies.keys()];
  const usual = isFailed(base) ? new Map<string, RenderedPolicy>() : base.policies;
  const loud = found.filter(({ finding }) => finding.severity !== 'info');
  // The first try of a value is the one on the base: on another one it would show what that lacks.
  const met = new Set<string>();
  const rows = new Map<string, { choice: Choice; flags: readonly string[]; cells: readonly Cell[] }>();
  for (const { own, choice, outcome } of tried) {
    if (own.length > 1 && choice !== reached) continue;
    const cells = keys.map((key) => cellOf(key, policies.get(key), { outcome, usual, loud }));
    const isUsual = cells.every((cell) => cell === 'same' || cell === 'absent');
    const flags = helmWords(own);
    const name = flags.join(' ');
    if ((own.length === 0 || !isUsual) && !met.has(name)) rows.set(name, { choice: own, flags, cells });
    met.add(name);
  }
  return {
    policies: keys.flatMap((key) => {
      const found = policies.get(key);
      return found === undefined ? [] : [{ policy: found.policy, template: found.template }];
    }),
    rows: [...rows.values()],
  };
}

type Seen = {
  readonly outcome: Outcome;
  readonly usual: ReadonlyMap<string, RenderedPolicy>;
  readonly loud: readonly Found[];
};

function cellOf(key: string, policy: RenderedPolicy | undefined, { outcome, usual, loud }: Seen): Cell {
  if (isFailed(outcome)) return 'failed';
  const [here, there] = [outcome.policies.get(key), usual.get(key)];
  if (here === undefined) return there === undefined ? 'absent' : 'gone';
  if (loud.some((one) => outcome.faults.has(one.key) && isAbout(one.finding.policy, policy?.policy))) return 'fault';
  if (there === undefined) return 'new';
  return here.text === there.text ? 'same' : 'changed';
}

function isAbout(ref: ObjectRef | null, policy: ObjectRef | undefined): boolean {
  return ref !== null && ref.name === policy?.name && ref.namespace === policy.namespace;
}
