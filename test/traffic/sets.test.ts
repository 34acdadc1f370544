import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LabelSelector } from '../../src/policy/api.ts';
import { type Box, ruleBoxes } from '../../src/traffic/box.ts';
import { difference, intersection, isEqual, isSubset, union } from '../../src/traffic/sets.ts';
import { holds as isLaw, runs } from '../laws/runs.ts';
import { boxesArbitrary, holds, pointArbitrary } from './boxes.ts';

const test = suite('traffic/sets');
const SEED = 20261122;

function isIn(boxes: readonly Box[], point: Parameters<typeof holds>[1]): boolean {
  return boxes.some((box) => holds(box, point));
}

test('union, intersection and difference hold exactly the points that they should', () => {
  const points = fc.array(pointArbitrary('api'), { minLength: 60, maxLength: 60 });
  isLaw(fc.tuple(boxesArbitrary('api'), boxesArbitrary('api'), points), 150, SEED, ([a, b, some]) => {
    const [both, either, left] = [intersection(a, b), union(a, b), difference(a, b)];
    for (const point of some) {
      const [inA, inB] = [isIn(a, point), isIn(b, point)];
      assert.is(isIn(both, point), inA && inB);
      assert.is(isIn(either, point), inA || inB);
      assert.is(isIn(left, point), inA && !inB);
    }
  });
});

test('the operations keep the laws of sets', () => {
  let proper = 0;
  isLaw(fc.tuple(boxesArbitrary('portable'), boxesArbitrary('portable')), 150, SEED, ([a, b]) => {
    assert.ok(isEqual(union(a, b), union(b, a)));
    assert.ok(isEqual(intersection(a, b), intersection(b, a)));
    assert.ok(isEqual(union(intersection(a, b), difference(a, b)), a));
    assert.is(intersection(difference(a, b), b).length, 0);
    assert.is(isSubset(a, b), difference(a, b).length === 0);
    assert.ok(isSubset(intersection(a, b), a) && isSubset(a, union(a, b)));
    if (!isSubset(a, b) && isSubset(intersection(a, b), b)) proper++;
  });
  assert.ok(proper > runs(50), `only ${proper} pairs differed`);
});

const A: LabelSelector = { matchLabels: { app: 'a' } };
const HAS_APP: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'Exists' }] };
const NO_APP: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] };

// Pods, other pods, whether the former are among the latter, and the other way round.
const PAIRS: readonly (readonly [
  fact: string,
  a: readonly LabelSelector[],
  b: readonly LabelSelector[],
  isWithin: boolean,
  isAround: boolean,
])[] = [
  ['the same', [A], [A], true, true],
  ['those with a label and those without it are all pods', [HAS_APP, NO_APP], [{}], true, true],
  ['some of all', [A], [{}], true, false],
  ['all are not only some', [{}], [A, NO_APP], false, true],
  ['other ones', [A], [NO_APP], false, false],
  ['nothing', [], [A], true, false],
  ['something', [A], [], false, true],
];

function boxesOf(selectors: readonly LabelSelector[]): readonly Box[] {
  const from = selectors.map((podSelector) => ({ podSelector }));
  return from.length === 0 ? [] : ruleBoxes({ from }, 'ingress', { model: 'portable', namespace: 'shop' });
}

for (const [fact, a, b, isWithin, isAround] of PAIRS) {
  test(`${fact}: ${isWithin ? '' : 'not '}within, ${isAround ? '' : 'not '}around`, () => {
    const [one, other] = [boxesOf(a), boxesOf(b)];
    assert.is(isSubset(one, other), isWithin);
    assert.is(isSubset(other, one), isAround);
    assert.is(isEqual(one, other), isWithin && isAround);
  });
}

test('nothing is a subset of everything, and equal to nothing else', () => {
  assert.ok(isSubset([], []));
  assert.equal(union([], []), []);
  assert.equal(intersection([], []), []);
  assert.equal(difference([], []), []);
});

test.run();
