/** A slice of the laws on hostile input, the same each time. `npm run test:long` tries at least a million cases more. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LAWS } from './laws.ts';
import { smallest } from './shrink.ts';

const test = suite('fuzz');

const SEED = 20261122;
const CASES = 1000;

for (const law of LAWS) {
  test(`${law.name}: ${Math.ceil((CASES * law.share) / 100)} cases`, async () => {
    for (const one of fc.sample(law.inputs, { numRuns: Math.ceil((CASES * law.share) / 100), seed: SEED })) {
      const broken = await law.broken(one);
      if (broken === undefined) continue;
      const bytes = await smallest(
        one.bytes,
        async (less) => (await law.broken({ ...one, bytes: less })) !== undefined,
      );
      assert.unreachable(`${broken}\n${JSON.stringify(bytes.toString('latin1'))} twist ${one.twist}`);
    }
  });
}

test.run();
