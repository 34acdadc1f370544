import type { ChartValue } from './chart-value.ts';
import { choicesOf, isEnabling, isSwitch } from './choices.ts';
import { isFailed, type Outcome } from './outcome.ts';
import { choiceKey, type Renders } from './renders.ts';
import { shrink } from './shrink.ts';
import type { Assignment, Choice } from './types.ts';

/** How often a base that reaches more policies is looked for: each finds what the last one made visible. */
const ROUNDS = 3;

/**
 * The fewest switches, as far as they go well together, under which the chart renders the most policies: all that enable something
 * first, then whatever else brings one more policy.
 */
export async function reachPolicies(values: readonly ChartValue[], renders: Renders): Promise<Choice> {
  let reached = await mostOf([[], await enabled(values, renders)], renders);
  for (let round = 0; round < ROUNDS; round += 1) {
    const more = await oneMore(reached, values, renders);
    if (more === reached) break;
    reached = more;
  }
  return reached;
}

/**
 * The fewest of the switches of `base` under which each of its policies is rendered: what those set who want that one alone. The
 * base itself and the defaults are left out, unless the defaults render policies.
 */
export async function smallestBases(base: Choice, renders: Renders): Promise<readonly Choice[]> {
  const plain = policiesOf(await renders.of([]));
  const bases: Choice[] = plain.size > 0 ? [[]] : [];
  for (const policy of policiesOf(await renders.of(base))) {
    if (plain.has(policy) || bases.length >= MOST_BASES) continue;
    const fewest = await shrink(base, async (fewer) => policiesOf(await renders.of(fewer)).has(policy));
    if (fewest.length < base.length && !bases.some((one) => choiceKey(one) === choiceKey(fewest))) bases.push(fewest);
  }
  return base.length === 0 ? [] : bases;
}

/**
 * What enables policies and does not go together with `base`: each by itself, where it renders some. Of two that exclude each other,
 * the base has one.
 */
export async function rivalBases(
  base: Choice,
  values: readonly ChartValue[],
  renders: Renders,
): Promise<readonly Choice[]> {
  const rivals: Choice[] = [];
  for (const value of values.filter((one) => isEnabling(one) && one.base !== true)) {
    if (renders.isOver() || rivals.length >= MOST_BASES) break;
    if (base.some(({ path }) => samePath(path, value.path))) continue;
    const alone = [turnedOn(value)];
    if (!isFailed(await renders.of([...base, ...alone]))) continue;
    if (policiesOf(await renders.of(alone)).size > 0) rivals.push(alone);
  }
  return rivals;
}

/** Each of them is swept by itself. */
const MOST_BASES = 6;

/** Everything on at once; where that fails, one by one what goes well with the others. */
async function enabled(values: readonly ChartValue[], renders: Renders): Promise<Choice> {
  const all = values.filter((value) => isEnabling(value) && value.base !== true).map(turnedOn);
  if (all.length === 0 || !isFailed(await renders.of(all))) return all;
  let kept: Choice = [];
  for (const one of all) {
    if (renders.isOver()) break;
    const more = [...kept, one];
    if (!isFailed(await renders.of(more))) kept = more;
  }
  return kept;
}

function turnedOn({ path }: ChartValue): Assignment {
  return { path, value: true, kind: 'switch' };
}

/** The same with all that adds a policy by itself and takes none away. */
async function oneMore(base: Choice, values: readonly ChartValue[], renders: Renders): Promise<Choice> {
  const guards = values.filter((value) => isSwitch(value) || value.reads.some(({ use }) => GUARDS.has(use)));
  const tries = guards
    .filter(({ path }) => !base.some((set) => samePath(set.path, path)))
    .flatMap(choicesOf)
    .filter(({ kind }) => kind === 'switch' || kind === 'fill');
  const outcomes = await renders.within(tries.map((one) => [...base, one]));
  const before = policiesOf(await renders.of(base));
  const gains: Assignment[] = [];
  for (const [choice, outcome] of outcomes) {
    const one = choice.at(-1);
    const after = policiesOf(outcome);
    if (one !== undefined && after.size > before.size && [...before].every((policy) => after.has(policy))) {
      if (!gains.some(({ path }) => samePath(path, one.path))) gains.push(one);
    }
  }
  if (gains.length === 0) return base;
  const [first] = gains;
  return mostOf([base, [...base, ...gains], ...(first === undefined ? [] : [[...base, first]])], renders);
}

const GUARDS: ReadonlySet<string> = new Set(['condition', 'with', 'range', 'compare', 'type', 'hasKey']);

/** The first of those that reach the most. */
async function mostOf(choices: readonly Choice[], renders: Renders): Promise<Choice> {
  let best: Choice = [];
  let most = -1;
  for (const choice of choices) {
    const count = policiesOf(await renders.of(choice)).size;
    if (count > most) [best, most] = [choice, count];
  }
  return best;
}

function policiesOf(outcome: Outcome): ReadonlySet<string> {
  return isFailed(outcome) ? new Set() : new Set(outcome.policies.keys());
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}
