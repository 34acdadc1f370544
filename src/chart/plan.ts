import { type ChartValue, keyOf } from './chart-value.ts';
import { choicesOf } from './choices.ts';
import { oddity } from './loudness.ts';
import type { Assignment, Choice } from './types.ts';

/** Each value by itself, the most plausible changes first, on `base`; `most` leaves out what is odder. */
export function singles(
  values: readonly ChartValue[],
  base: Choice,
  most: number = Number.POSITIVE_INFINITY,
): readonly Choice[] {
  return values
    .flatMap((value) => changesOf(value, base))
    .filter((one) => oddity([one]) <= most)
    .sort((a, b) => oddity([a]) - oddity([b]))
    .map((one) => over(base, one));
}

/** What is tried of a value that is set in `base` as that has it: what it was before, too. */
function changesOf(value: ChartValue, base: Choice): readonly Assignment[] {
  const set = base.find(({ path }) => keyOf(path) === keyOf(value.path));
  const changes = choicesOf(value);
  if (set === undefined) return changes;
  const before: Assignment = {
    path: value.path,
    value: value.base ?? (set.value === true ? false : null),
    kind: set.kind,
  };
  return [before, ...changes.filter((one) => JSON.stringify(one.value) !== JSON.stringify(set.value))];
}

/** Three and more values at once: all that decide whether something stands under one key of a template, turned off together. */
export function keys(values: readonly ChartValue[], base: Choice): readonly Choice[] {
  const groups = new Map<string, Map<string, Assignment>>();
  for (const value of values) {
    const off = changesOf(value, base).find((one) => one.value === false || one.kind === 'empty');
    for (const { use, template, yamlKey } of off === undefined ? [] : value.reads) {
      if (off === undefined || !DECIDING.has(use)) continue;
      for (let depth = 2; depth <= yamlKey.length; depth += 1) {
        const key = JSON.stringify([template, yamlKey.slice(0, depth)]);
        const group = groups.get(key) ?? new Map<string, Assignment>();
        groups.set(key, group.set(keyOf(value.path), off));
      }
    }
  }
  const found = [...groups.values()]
    .filter((group) => group.size > 2)
    .map((group) => [...group.values()].reduce(over, base));
  return [...new Map(found.map((choice) => [JSON.stringify(choice), choice])).values()];
}

const DECIDING: ReadonlySet<string> = new Set(['condition', 'with', 'range']);

/**
 * Two values at a time, the most promising first: those that the same template reads close to each other. Which of equals comes
 * first hangs on `seed` alone.
 */
export function pairs(values: readonly ChartValue[], base: Choice, seed: number): readonly Choice[] {
  const all = values
    .flatMap((value) => choicesOf(value).map((one) => ({ one, value })))
    .filter(({ one }) => oddity([one]) <= FILLED);
  const found: { readonly choice: Choice; readonly distance: number; readonly turn: number }[] = [];
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) {
      if (a.value === b.value) continue;
      const distance = distanceOf(a.value, b.value);
      if (distance === undefined) continue;
      const choice = over(over(base, a.one), b.one);
      found.push({
        choice,
        distance: distance + PER_KIND * (oddity([a.one]) + oddity([b.one])),
        turn: turnOf(choice, seed),
      });
      if (found.length >= MOST) break;
    }
    if (found.length >= MOST) break;
  }
  return found.sort((a, b) => a.distance - b.distance || a.turn - b.turn).map(({ choice }) => choice);
}

/** The oddity of a list or map that is filled: blanks and nulls are odder. */
export const FILLED: number = oddity([{ path: [], value: null, kind: 'fill' }]);

/** A chart with thousands of values has millions of pairs, and no budget for them. */
const MOST = 100_000;

/** A less plausible change stands back as if it were so many lines further away. */
const PER_KIND = 4;

/** The least number of lines between two reads of one template; undefined where no template reads both. */
function distanceOf(a: ChartValue, b: ChartValue): number | undefined {
  let least: number | undefined;
  for (const here of a.reads)
    for (const there of b.reads)
      if (here.template === there.template)
        least = Math.min(least ?? Number.POSITIVE_INFINITY, Math.abs(here.line - there.line));
  return least;
}

/** A choice with one assignment more, in the place of another of the same value. */
function over(base: Choice, one: Assignment): Choice {
  const path = JSON.stringify(one.path);
  return [...base.filter((set) => JSON.stringify(set.path) !== path), one];
}

/** A number that looks drawn by lot and is the same in every run (FNV-1a). */
function turnOf(choice: Choice, seed: number): number {
  let hash = (2166136261 ^ seed) >>> 0;
  for (const character of JSON.stringify(choice))
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash;
}
