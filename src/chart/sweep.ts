import type { Finding } from '../finding.ts';
import type { ChartValue } from './chart-value.ts';
import { keyOf } from './chart-value.ts';
import { type Changed, loudness, oddity } from './loudness.ts';
import { type Failed, isFailed, type Outcome } from './outcome.ts';
import { FILLED, pairs, singles } from './plan.ts';
import { reachPolicies, smallestBases } from './reach.ts';
import type { Renders } from './renders.ts';
import { shrink } from './shrink.ts';
import type { Assignment, Choice } from './types.ts';

/** A fault, and the fewest values that show it. */
export type Found = {
  readonly key: string;
  /** As loud as it is with these values. */
  readonly finding: Finding;
  readonly choice: Choice;
  /** Values that show it too, each by itself. */
  readonly others: readonly Choice[];
};

/** Renders that failed for one reason. */
export type FoundFailure = {
  readonly failure: Failed['failure'];
  readonly choice: Choice;
  readonly count: number;
};

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
export async function sweep({ values, renders, seed }: Sweeping): Promise<Swept> {
  const changed = changedBy(values);
  const { base, steps } = await planOf({ values, renders, seed });
  const tried: Tried[] = [];
  let planned = 0;
  for (const { choices, on } of steps) {
    const outcomes = await renders.within(choices);
    planned += choices.length;
    for (const [choice, outcome] of outcomes) tried.push({ choice, own: without(choice, on), outcome });
  }
  const found = await faultsOf(tried, { renders, changed });
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
  const bases = await smallestBases(base, renders);
  const steps: readonly Step[] = [
    { choices: [[]], on: [] },
    ...(base.length === 0 ? [] : [{ choices: [base], on: [] }]),
    { choices: singles(values, base), on: base },
    ...bases.map((smaller) => ({ choices: [smaller, ...singles(values, smaller, FILLED)], on: smaller })),
    { choices: pairs(values, base, seed), on: base },
  ];
  return { base, steps };
}

/** The order in which people look values up. */
function inOrder(choice: Choice): Choice {
  return [...choice].sort((a, b) => (keyOf(a.path) < keyOf(b.path) ? -1 : 1));
}

function without(choice: Choice, base: Choice): Choice {
  return choice.filter((one) => !base.includes(one));
}

type Shrinking = { readonly renders: Renders; readonly changed: (one: Assignment) => Changed };

async function faultsOf(tried: readonly Tried[], { renders, changed }: Shrinking): Promise<readonly Found[]> {
  const found = new Map<string, { found: Found; others: Choice[] }>();
  const order = [...tried].sort((a, b) => oddity(a.choice) - oddity(b.choice));
  for (const { choice, own, outcome } of order) {
    if (isFailed(outcome)) continue;
    for (const [key, finding] of outcome.faults) {
      const before = found.get(key);
      if (before !== undefined) {
        if (own.length === 1 && isNews(choice, before.found.choice)) before.others.push(own);
        continue;
      }
      if (loudness(finding, choice, changed) === undefined && loudness(finding, own, changed) === undefined) continue;
      const shows = async (fewer: Choice): Promise<boolean> => {
        const result = await renders.of(fewer);
        return !isFailed(result) && result.faults.has(key);
      };
      const fewest = await shrink(choice, shows, own.length < choice.length ? own : []);
      const severity = loudness(finding, fewest, changed);
      if (severity === undefined) continue;
      const shown = await renders.of(fewest);
      const exact = isFailed(shown) ? finding : (shown.faults.get(key) ?? finding);
      found.set(key, { found: { key, finding: { ...exact, severity }, choice: fewest, others: [] }, others: [] });
    }
  }
  return [...found.values()].map(({ found: one, others }) => ({ ...one, others }));
}

/** Whether a choice shows a fault without the values that are known to. */
function isNews(choice: Choice, known: Choice): boolean {
  return known.some((set) => !choice.some((one) => keyOf(one.path) === keyOf(set.path)));
}

async function failuresOf(tried: readonly Tried[], renders: Renders): Promise<readonly FoundFailure[]> {
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

function changedBy(values: readonly ChartValue[]): (one: Assignment) => Changed {
  const known = new Map(values.map((value) => [keyOf(value.path), value]));
  return ({ path, kind }) => {
    const value = known.get(keyOf(path));
    const base = value?.base;
    const isScalar = ['string', 'number', 'boolean'].includes(typeof base) && base !== '';
    return { isFilledScalar: isScalar && (kind === 'blank' || kind === 'null'), isShared: value?.isShared ?? false };
  };
}
