/** Hard questions: an answer, or none, counted in work and not by the clock; never `equal` where it is not. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Requirement, Rule } from '../../src/policy/api.ts';
import { type Box, ruleBoxes } from '../../src/traffic/box.ts';
import { BUDGET, budgetOf, spend } from '../../src/traffic/budget.ts';
import { compareBoxes, coverageOf, firstUncovered } from '../../src/traffic/coverage.ts';

const test = suite('traffic/budget');

function boxesOf(rules: readonly Rule[]): readonly Box[] {
  return rules.flatMap((rule) => ruleBoxes(rule, 'ingress', { model: 'portable', namespace: '' }));
}

function times<T>(count: number, make: (i: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function pods(...matchExpressions: readonly Requirement[]): Rule {
  return { from: [{ podSelector: { matchExpressions } }] };
}

function block(cidr: string, ...except: readonly string[]): Rule {
  return { from: [{ ipBlock: { cidr, except } }] };
}

const EVERY_POD = pods();
const BLOCKS = times(5000, (i) => block(`10.${i >> 8}.${i & 255}.0/24`));
/** Clauses of three labels out of 40: whether some pod is in none of them is 3-SAT. */
const CLAUSES = times(170, (i) =>
  pods(
    ...[i * 7, i * 11 + 3, i * 13 + 5].map((n, j) => ({
      key: `k${n % 40}`,
      operator: ((n >> 2) + i * j) % 2 === 0 ? 'In' : 'NotIn',
      values: ['t'],
    })),
  ),
);
const FIFTY_KEYS = times(50, (i) =>
  pods(...times(50, (j) => ({ key: `k${j}`, operator: 'NotIn', values: [`x${i}-${j}`] }))),
);
const MANY_VALUES = times(2000, (i) => pods({ key: 'a', operator: 'In', values: [`v${i}`, `v${i + 1}`] }));

const QUESTIONS: readonly (readonly [
  fact: string,
  before: readonly Rule[],
  after: readonly Rule[],
  want: readonly string[],
])[] = [
  ['selectors for nobody are nothing', [pods({ key: 'a', operator: 'In', values: [] })], [], ['equal']],
  ['a block without anything left is nothing', [block('10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9')], [], ['equal']],
  ['5,000 blocks in one', [block('10.0.0.0/8')], BLOCKS, ['differs']],
  ['5,000 blocks and what is beside them', [block('10.0.0.0/8'), ...BLOCKS], [block('10.0.0.0/8')], ['equal']],
  [
    '1,000 ranges of one peer',
    times(1000, (i) => ({ ports: [{ protocol: 'TCP', port: i + 1 }] })),
    [{ ports: [{ protocol: 'TCP', port: 1, endPort: 1000 }] }],
    ['equal'],
  ],
  ['50 keys in each of 50 selectors', [EVERY_POD], FIFTY_KEYS, ['differs', 'unproved']],
  ['2,000 pairs of values', [pods({ key: 'a', operator: 'Exists' })], MANY_VALUES, ['differs', 'unproved']],
  ['three labels of 40 each', [EVERY_POD], CLAUSES, ['differs', 'unproved']],
  [
    'two NotIn are everything where they name other values',
    [EVERY_POD],
    times(300, (i) => pods({ key: 'a', operator: 'NotIn', values: [`v${i}`] })),
    ['equal'],
  ],
];

for (const [fact, before, after, want] of QUESTIONS) {
  test(fact, () => {
    const budget = budgetOf();
    const { kind } = compareBoxes(boxesOf(before), boxesOf(after), budget);
    assert.ok(want.includes(kind), kind);
    assert.is(kind === 'unproved', budget.left < 0, `${BUDGET - budget.left} spent`);
  });
}

test('what is spent to the last box is enough, and one more is too much', () => {
  const budget = budgetOf(2);
  spend(budget, 2);
  assert.is(budget.left, 0);
  assert.throws(() => spend(budget, 1), /^the selectors overlap in too many ways to be compared within the budget$/);
});

test('the first of some boxes may be covered, and the second not', () => {
  const [a, b] = ['a', 'b'].map((value) => boxesOf([pods({ key: 'app', operator: 'In', values: [value] })]));
  assert.equal(compareBoxes([...(a ?? []), ...(b ?? [])], a ?? []), {
    kind: 'differs',
    lost: b?.[0],
    gained: undefined,
  });
});

test('any fault but a question too large goes through', () => {
  const [box] = boxesOf([EVERY_POD]);
  const broken = new Proxy(
    { ...box },
    {
      get: () => {
        throw new TypeError('broken');
      },
    },
  ) as Box;
  assert.throws(() => compareBoxes([broken], []), /^broken$/);
});

test('without a budget nothing is equal that has to be looked at', () => {
  const two = [pods({ key: 'a', operator: 'Exists' }), pods({ key: 'a', operator: 'DoesNotExist' })];
  assert.is(compareBoxes(boxesOf([EVERY_POD]), boxesOf(two)).kind, 'equal');
  assert.is(compareBoxes(boxesOf([EVERY_POD]), boxesOf(two), budgetOf(1)).kind, 'unproved');
});

test('what is written alike is equal without any work', () => {
  assert.is(compareBoxes(boxesOf(CLAUSES), boxesOf([...CLAUSES].reverse()), budgetOf(0)).kind, 'equal');
});

test('among a thousand, only those that share its label are work', () => {
  const app = (i: number): Requirement => ({ key: 'app', operator: 'In', values: [`v${i}`] });
  const all = coverageOf(boxesOf(times(1000, (i) => pods(app(i)))));
  const budget = budgetOf();
  assert.is(firstUncovered(boxesOf([pods(app(7), { key: 'tier', operator: 'Exists' })]), all, budget), undefined);
  assert.ok(BUDGET - budget.left < 10, `${BUDGET - budget.left} spent`);
});

test.run();
