/** Every pair of sets of six numbers, and what the algebra makes of them, held against counting. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Interval,
  type Intervals,
  intersect,
  intervalsMeet,
  isInside,
  joined,
  subtract,
} from '../../src/traffic/intervals.ts';

const test = suite('traffic/intervals');

const NUMBERS = [0, 1, 2, 3, 4, 5];
const SETS: readonly (readonly number[])[] = Array.from({ length: 2 ** NUMBERS.length }, (_, bits) =>
  NUMBERS.filter((number) => (bits >> number) % 2 === 1),
);

/** The set as it is kept: in order, nothing touching, counted number by number. */
function kept(numbers: readonly number[]): Intervals<number> {
  const starts = numbers.filter((number) => !numbers.includes(number - 1));
  const ends = numbers.filter((number) => !numbers.includes(number + 1));
  return starts.map((start, i) => [start, (ends[i] ?? start) + 1]);
}

test('intervals in any order, that touch, overlap or hold nothing, are joined', () => {
  const all: readonly Interval<number>[] = [0, 1, 2, 3, 4].flatMap((from) =>
    [0, 1, 2, 3, 4].map((to) => [from, to] as const),
  );
  for (const a of all) {
    for (const b of all) {
      for (const c of [[1, 2] as const, [0, 4] as const, [3, 3] as const]) {
        const numbers = NUMBERS.filter((n) => [a, b, c].some(([from, to]) => from <= n && n < to));
        assert.equal(joined([a, b, c]), kept(numbers), JSON.stringify([a, b, c]));
      }
    }
  }
});

test('both, the one without the other, inside and meeting: every pair of sets', () => {
  for (const one of SETS) {
    for (const other of SETS) {
      const [a, b] = [kept(one), kept(other)];
      const both = one.filter((number) => other.includes(number));
      const words = JSON.stringify([a, b]);
      assert.equal(intersect(a, b), kept(both), words);
      assert.equal(subtract(a, b), kept(one.filter((number) => !other.includes(number))), words);
      assert.is(isInside(a, b), both.length === one.length, words);
      assert.is(intervalsMeet(a, b), both.length > 0, words);
    }
  }
});

test.run();
