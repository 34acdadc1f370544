import { keyOf, valueAt } from './chart-value.ts';
import type { Looked } from './look.ts';
import { oddity } from './loudness.ts';
import { type Failed, isFailed } from './outcome.ts';
import type { Renders } from './renders.ts';
import { shrink } from './shrink.ts';
import type { Tried } from './sweep.ts';
import type { Assignment, Choice, RenderFailure } from './types.ts';

/** Renders that failed for one reason. */
export type FoundFailure = {
  readonly failure: Failed['failure'];
  /** The fewest values that show it. */
  readonly choice: Choice;
  readonly count: number;
};

/** Every reason for which renders failed, once. */
export async function failuresOf(tried: readonly Tried[], renders: Renders): Promise<readonly FoundFailure[]> {
  const groups = new Map<string, { failure: Failed['failure']; choice: Choice; count: number }>();
  const order = [...tried].sort((a, b) => oddity(a.choice) - oddity(b.choice));
  for (const { choice, own, outcome } of order) {
    if (!isFailed(outcome)) continue;
    const key = failureKey(outcome.failure);
    const known = groups.get(key);
    if (known !== undefined) {
      known.count += 1;
      continue;
    }
    const shows = async (fewer: Choice): Promise<boolean> => {
      const result = await renders.of(fewer);
      return isFailed(result) && failureKey(result.failure) === key;
    };
    const fewest = await shrink(choice, shows, own.length < choice.length ? own : []);
    groups.set(key, { failure: outcome.failure, choice: fewest, count: 1 });
  }
  return [...groups.values()];
}

function failureKey({ kind, message, at }: Failed['failure']): string {
  return JSON.stringify([kind, at?.template, at?.line, at === undefined ? message : '']);
}

/** What people do; and no list or map of the default's own kind is bad YAML by itself where the template has a key for it. */
export function isMeant(
  { kind, path, value }: Assignment,
  failure: RenderFailure['kind'],
  { base, values }: Looked,
): boolean {
  if (kind === 'switch' || kind === 'empty') return true;
  const usual = valueAt(base, path);
  const isOfKind = usual !== null && typeof usual === 'object' && Array.isArray(usual) === Array.isArray(value);
  if (kind !== 'fill' || failure !== 'yaml' || !isOfKind) return false;
  const reads = values.find((one) => keyOf(one.path) === keyOf(path))?.reads ?? [];
  const isPlain = !reads.some(({ use }) => use === 'tpl' || use === 'print');
  return isPlain && reads.some(({ use, yamlKey }) => use === 'toYaml' && yamlKey.length > 0);
}
