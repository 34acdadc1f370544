import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { budgetOf } from '../../src/traffic/budget.ts';
import { coverageOf, uncovered } from '../../src/traffic/coverage.ts';
import { remainder } from '../../src/traffic/remainder.ts';
import { boxesArbitrary, holds, pointArbitrary } from './boxes.ts';

const test = suite('traffic/remainder');
const SEED = 20261122;

for (const model of ['portable', 'api'] as const) {
  test(`what is left of boxes is exactly what the others do not hold (${model})`, () => {
    let left = 0;
    let none = 0;
    const sets = fc.tuple(
      boxesArbitrary(model),
      boxesArbitrary(model),
      fc.array(pointArbitrary(model), { minLength: 100, maxLength: 100 }),
    );
    const law = fc.property(sets, ([boxes, others, points]) => {
      for (const box of boxes) {
        const pieces = [...remainder(box, others, budgetOf())];
        if (pieces.length === 0) none++;
        else left++;
        for (const point of points) {
          const want = holds(box, point) && !others.some((other) => holds(other, point));
          assert.is(pieces.filter((piece) => holds(piece, point)).length, want ? 1 : 0);
        }
        const covered = uncovered(box, coverageOf(others), budgetOf());
        assert.is(covered === undefined, pieces.length === 0);
      }
    });
    fc.assert(law, { numRuns: 250, seed: SEED });
    assert.ok(left > 200 && none > 50, `${left} left something, ${none} nothing`);
  });
}

test.run();
