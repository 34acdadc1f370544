import fc from 'fast-check';
import { type Json, type Labels, selects } from './evaluator.ts';

const KEYS = ['app', 'example.com/tier', 'zone'] as const;
const VALUES = ['a', 'b', 'c'] as const;

// '' is a value like any other, rarely written; one fresh value stands for all that no selector names.
const STATES: readonly (string | undefined)[] = [undefined, ...VALUES, 'fresh', ''];

type Requirement = { readonly key: string; readonly operator: string; readonly values: readonly string[] };

const key: fc.Arbitrary<string> = fc.constantFrom(...KEYS);
const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<string[]>(...VALUES) },
  { weight: 1, arbitrary: fc.constant('') },
);
const values: fc.Arbitrary<string[]> = fc.array(value, { minLength: 1, maxLength: 3 });

const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  { weight: 3, arbitrary: listed('In') },
  { weight: 2, arbitrary: listed('NotIn') },
  { weight: 1, arbitrary: bare('Exists') },
  { weight: 1, arbitrary: bare('DoesNotExist') },
);
const requirements: fc.Arbitrary<readonly Requirement[]> = fc.array(requirement, { maxLength: 4 });

function listed(operator: string): fc.Arbitrary<Requirement> {
  return fc.record({ key, operator: fc.constant(operator), values });
}

function bare(operator: string): fc.Arbitrary<Requirement> {
  return key.map((name) => ({ key: name, operator, values: [] }));
}

/** Other requirements that together mean the same as this one. */
function synonyms({ key, operator, values }: Requirement): readonly (readonly Requirement[])[] {
  const make = (name: string, ...some: readonly string[]): Requirement => ({ key, operator: name, values: some });
  const same = [[make(operator, ...values)], [make(operator, ...values), make(operator, ...values)]];
  const missing = VALUES.find((one) => !values.includes(one)) ?? 'd';
  switch (operator) {
    case 'In':
      return [
        ...same,
        [make('In', ...values, ...values.toReversed())],
        [make('In', ...values), make('Exists')],
        [make('NotIn', missing), make('In', missing, ...values)],
      ];
    case 'NotIn':
      return [...same, values.map((one) => make('NotIn', one)), [make('NotIn', ...values.toReversed(), ...values)]];
    case 'DoesNotExist':
      return [...same, [make('DoesNotExist'), make('NotIn', missing)]];
    default:
      return same;
  }
}

function reworded(wanted: readonly Requirement[]): fc.Arbitrary<readonly Requirement[]> {
  const choices = wanted.map((one) => fc.constantFrom(...synonyms(one)));
  return fc.tuple(...choices).chain((groups) => shuffled(groups.flat()));
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length });
}

/** The JSON of a selector: In with one value goes to matchLabels by a toss of a coin, if the key is free there. */
function written(wanted: readonly Requirement[]): fc.Arbitrary<Json> {
  const coins = fc.array(fc.boolean(), { minLength: wanted.length, maxLength: wanted.length });
  const rest = fc.constantFrom<Json[]>(null, [], {});
  return fc.tuple(coins, rest).map(([tosses, nothing]) => {
    const matchLabels: Record<string, string> = {};
    const matchExpressions: Json[] = [];
    wanted.forEach(({ key: name, operator, values: some }, index) => {
      const [only, ...more] = some;
      const single = operator === 'In' && only !== undefined && more.length === 0 && !Object.hasOwn(matchLabels, name);
      if (single && tosses[index] === true) matchLabels[name] = only;
      else matchExpressions.push({ key: name, operator, ...(some.length > 0 && { values: some }) });
    });
    return {
      ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : nothing !== null && { matchLabels: {} }),
      ...(matchExpressions.length > 0 ? { matchExpressions } : nothing === null && { matchExpressions: null }),
    };
  });
}

// Two contradictions select the same nothing however different they look.
const impossible: fc.Arbitrary<readonly Requirement[]> = fc
  .tuple(requirements, key, fc.constantFrom(['In', 'DoesNotExist'], ['In', 'NotIn'], ['Exists', 'DoesNotExist']))
  .map(([some, name, pair]) => [
    ...some,
    ...pair.map((operator) => ({
      key: name,
      operator,
      values: operator.endsWith('In') ? ['a'] : [],
    })),
  ]);

const related: fc.Arbitrary<readonly [readonly Requirement[], readonly Requirement[]]> = requirements.chain((some) => {
  const all = fc.constant(some);
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(all, reworded(some)) },
    {
      weight: 2,
      arbitrary: fc.tuple(
        all,
        requirement.chain((one) => reworded([...some, one])),
      ),
    },
    { weight: 1, arbitrary: fc.tuple(all, reworded(some.slice(1))) },
    { weight: 1, arbitrary: fc.tuple(all, requirements) },
    { weight: 1, arbitrary: fc.tuple(impossible, impossible) },
  );
});

/**
 * Two label selectors as JSON that the API server accepts, over three keys and three values, with repeats,
 * contradictions, both halves and null, absent or empty halves. About two thirds of the pairs are equivalent, few of
 * them letter by letter.
 */
export const selectorPairArbitrary: fc.Arbitrary<readonly [Json, Json]> = related.chain(([a, b]) =>
  fc.tuple(written(a), written(b)),
);

/** Every way to label something with those keys: each key absent, with each value, with a fresh one, or with ''. */
export const labelings: readonly Labels[] = KEYS.reduce<readonly Labels[]>(
  (all, name) =>
    all.flatMap((labels) => STATES.map((state) => (state === undefined ? labels : { ...labels, [name]: state }))),
  [{}],
);

/** Whether two selectors of this universe select the same of all labelings. */
export function bruteForceEquivalent(a: Json, b: Json): boolean {
  return labelings.every((labels) => selects(a, labels) === selects(b, labels));
}

/** Whether one selector of this universe selects, of all labelings, only what the other selects too. */
export function bruteForceSubset(inner: Json, outer: Json): boolean {
  return labelings.every((labels) => !selects(inner, labels) || selects(outer, labels));
}
