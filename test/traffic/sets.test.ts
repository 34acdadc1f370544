import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Box } from '../../src/traffic/box.ts';
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

test('nothing is a subset of everything, and equal to nothing else', () => {
  assert.ok(isSubset([], []));
  assert.equal(union([], []), []);
  assert.equal(intersection([], []), []);
  assert.equal(difference([], []), []);
});

test.run();
