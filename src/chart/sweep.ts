import type { Json } from '../manifest/tree.ts';
import type { ChartValue } from './chart-value.ts';
import { keyOf } from './chart-value.ts';
import { type FoundFailure, failuresOf } from './failures.ts';
import { type Found, faultsOf, type SpotOf } from './faults.ts';
import type { Changed } from './loudness.ts';
import type { Outcome } from './outcome.ts';
import { FILLED, keys, pairs, singles } from './plan.ts';
import { reachPolicies, rivalBases, smallestBases } from './reach.ts';
import type { Renders } from './renders.ts';
import type { Assignment, Choice } from './types.ts';

/** A choice that was tried, with what came of it; `own` are its assignments without those of the base. */
export type Tried = { readonly choice: Choice; readonly own: Choice; readonly outcome: Outcome };

/** What a sweep found. */
export type Swept = {
  readonly base: Choice;
  readonly found: readonly Found[];
  readonly failures: readonly FoundFailure[];
  readonly tried: readonly Tried[];
  readonly planned: number;
  readonly isCut: boolean;
};

/** What a sweep goes over. */
export type Sweeping = { readonly values: readonly ChartValue[]; readonly renders: Renders; readonly seed: number };

/**
 * Tries the values one by one and in pairs, on the base that reaches the most policies and on the defaults, as far as the budget
 * goes; then finds for each fault the fewest values that show it. The same in every run, but for a budget of seconds.
 */
export async function sweep({ values, renders, seed, spotOf }: Sweeping & { readonly spotOf: SpotOf }): Promise<Swept> {
  const changed = changedBy(values);
  const { base, steps } = await planOf({ values, renders, seed });
  const tried: Tried[] = [];
  let planned = 0;
  for (const { choices, on } of steps) {
    const outcomes = await renders.within(choices);
    planned += choices.length;
    for (const [choice, outcome] of outcomes) tried.push({ choice, own: without(choice, on), outcome });
  }
  const found = await faultsOf(tried, { renders, changed, spotOf });
  return {
    base,
    found: found.map((one) => ({ ...one, choice: inOrder(one.choice) })),
    failures: await failuresOf(tried, renders),
    tried,
    planned,
    isCut: tried.length < planned,
  };
}

/** Choices to be tried one behind the other, each as changes of `on`. */
export type Step = { readonly choices: readonly Choice[]; readonly on: Choice };

/** What is tried of a chart, the most telling first: the defaults, the base that reaches the most policies, single values, pairs. */
export async function planOf({
  values,
  renders,
  seed,
}: Sweeping): Promise<{ readonly base: Choice; readonly steps: readonly Step[] }> {
  const base = await reachPolicies(values, renders);
  const bases = [...(await smallestBases(base, renders)), ...(await rivalBases(base, values, renders))];
  const steps: readonly Step[] = [
    { choices: [[]], on: [] },
    ...(base.length === 0 ? [] : [{ choices: [base], on: [] }]),
    { choices: singles(values, base), on: base },
    ...bases.map((smaller) => ({ choices: [smaller, ...singles(values, smaller, FILLED)], on: smaller })),
    { choices: keys(values, base), on: base },
    { choices: pairs(values, base, seed), on: base },
  ];
  renders.expect(steps.reduce((sum, { choices }) => sum + choices.length, 0));
  return { base, steps };
}

/** The order in which people look values up. */
function inOrder(choice: Choice): Choice {
  return [...choice].sort((a, b) => (keyOf(a.path) < keyOf(b.path) ? -1 : 1));
}

function without(choice: Choice, base: Choice): Choice {
  return choice.filter((one) => !base.includes(one));
}

function changedBy(values: readonly ChartValue[]): (one: Assignment) => Changed {
  const known = new Map(values.map((value) => [keyOf(value.path), value]));
  return ({ path, kind }) => {
    const value = known.get(keyOf(path));
    const base = value?.base;
    const isScalar = ['string', 'number', 'boolean'].includes(typeof base) && base !== '';
    return {
      isFilledScalar: isScalar && (kind === 'blank' || kind === 'null'),
      isFilledMap: kind === 'null' && isFilledMap(base),
      isShared: value?.isShared ?? false,
    };
  };
}

function isFilledMap(base: Json | undefined): boolean {
  return base !== null && typeof base === 'object' && !Array.isArray(base) && Object.keys(base).length > 0;
}
