/** Every pair of sets of three texts, listed or left out, and what the algebra makes of them, held against asking text by text. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  allBut,
  has,
  intersectValues,
  isNoValue,
  isWithin,
  only,
  subtractValues,
  uniteValues,
  type Values,
  valuesMeet,
} from '../../src/traffic/values.ts';

const test = suite('traffic/values');

const LISTED = ['a', 'b', 'c'];
/** All texts that are not listed are one to every set. */
const TEXTS = [...LISTED, 'another'];
const SETS: readonly Values[] = Array.from({ length: 2 ** LISTED.length }, (_, bits) =>
  LISTED.filter((_text, i) => (bits >> i) % 2 === 1),
).flatMap((texts) => [only(texts), allBut(texts)]);

function wordsOf(...sets: readonly Values[]): string {
  return sets.map(({ in: isIn, values }) => `${isIn ? 'in' : 'not in'} ${[...values]}`).join('; ');
}

function assertHolds(set: Values, want: (text: string) => boolean, words: string): void {
  for (const text of TEXTS) assert.is(has(set, text), want(text), `${text}: ${words}`);
}

test('a text is in what lists it, and in what leaves it not out', () => {
  assert.equal(
    TEXTS.map((text) => [has(only(['a', 'b']), text), has(allBut(['a', 'b']), text)]),
    [
      [true, false],
      [true, false],
      [false, true],
      [false, true],
    ],
  );
});

test('both, either, the one without the other, within and meeting: every pair of sets', () => {
  for (const a of SETS) {
    assert.is(isNoValue(a), !TEXTS.some((text) => has(a, text)), wordsOf(a));
    for (const b of SETS) {
      const words = wordsOf(a, b);
      assertHolds(intersectValues(a, b), (text) => has(a, text) && has(b, text), words);
      assertHolds(uniteValues(a, b), (text) => has(a, text) || has(b, text), words);
      assertHolds(subtractValues(a, b), (text) => has(a, text) && !has(b, text), words);
      assert.is(
        isWithin(a, b),
        TEXTS.every((text) => !has(a, text) || has(b, text)),
        words,
      );
      assert.is(
        valuesMeet(a, b),
        TEXTS.some((text) => has(a, text) && has(b, text)),
        words,
      );
    }
  }
});

test.run();
