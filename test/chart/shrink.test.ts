import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shrink } from '../../src/chart/shrink.ts';
import type { Choice } from '../../src/chart/types.ts';
import { set } from './values.ts';

const test = suite('chart/shrink');

const choiceOf = (length: number): Choice => Array.from({ length }, (_, i) => set(`v${i}`, i));

const numbers = (choice: Choice): readonly number[] => choice.map(({ value }) => Number(value));

/** Shows it, never throws, and counts. */
const asking = (shows: (numbers: readonly number[]) => boolean) => {
  const asked: (readonly number[])[] = [];
  return {
    asked,
    shows: async (choice: Choice): Promise<boolean> => {
      asked.push(numbers(choice));
      return shows(numbers(choice));
    },
  };
};

const TABLE: readonly (readonly [
  what: string,
  length: number,
  shows: (given: readonly number[]) => boolean,
  fewest: readonly number[],
])[] = [
  ['one of many', 9, (all) => all.includes(5), [5]],
  ['two that hang together', 9, (all) => all.includes(0) && all.includes(8), [0, 8]],
  ['all of them', 4, (all) => all.length === 4, [0, 1, 2, 3]],
  ['either of two: the later is kept', 4, (all) => all.includes(1) || all.includes(3), [3]],
  ['the base itself is told by `first`', 6, () => true, []],
  ['one alone is not taken away', 1, (all) => all.length === 1, [0]],
  ['nothing', 0, () => true, []],
];

for (const [what, length, shows, fewest] of TABLE) {
  test(what, async () => assert.equal(numbers(await shrink(choiceOf(length), asking(shows).shows)), fewest));
}

test('`first` is asked for before anything else, shrunk itself, and left where it shows nothing', async () => {
  const good = asking((all) => all.includes(7));
  assert.equal(numbers(await shrink(choiceOf(9), good.shows, [set('v6', 6), set('v7', 7)])), [7]);
  assert.equal(good.asked[0], [6, 7]);
  const bad = asking((all) => all.includes(2));
  assert.equal(numbers(await shrink(choiceOf(9), bad.shows, [set('v7', 7)])), [2]);
  assert.equal(bad.asked[0], [7]);
});

/** What shows it: any of some sets of assignments, all of one set together. */
const needsArbitrary = fc.integer({ min: 1, max: 14 }).chain((length) =>
  fc.record({
    length: fc.constant(length),
    needs: fc.array(fc.uniqueArray(fc.nat({ max: length - 1 }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

test('what is left shows it, none of it can be left out, and few choices are asked for', async () => {
  await fc.assert(
    fc.asyncProperty(needsArbitrary, async ({ length, needs }) => {
      const shows = (all: readonly number[]): boolean => needs.some((need) => need.every((one) => all.includes(one)));
      const { asked, shows: ask } = asking(shows);
      const fewest = numbers(await shrink(choiceOf(length), ask));
      assert.ok(shows(fewest), 'it is shown');
      for (const one of fewest) assert.not(shows(fewest.filter((other) => other !== one)), `without ${one}`);
      assert.equal(
        fewest,
        [...fewest].sort((a, b) => a - b),
        'in order',
      );
      assert.ok(asked.length <= 2 * length + 2 + length * Math.ceil(Math.log2(length + 1)), `${asked.length} asked`);
    }),
    { seed: 7, numRuns: 500 },
  );
});

/** Also where less is more: what shows it with two may not with three. */
test('whatever shows it, the result does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 6 }),
      fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }),
      async (length, table) => {
        const shows = (all: readonly number[]): boolean =>
          all.length === length || table[all.reduce((bits, one) => bits | (1 << one), 0)] === true;
        const fewest = numbers(await shrink(choiceOf(length), asking(shows).shows, []));
        assert.ok(shows(fewest));
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});

test.run();
