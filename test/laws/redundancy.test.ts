/** What redundant-rule names, held against the evaluator. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Finding, Path } from '../../src/finding.ts';
import { polishFile } from '../checks/golden.ts';
import { effectiveTypes, type Json } from './evaluator.ts';
import { firstDifference } from './probes.ts';
import { holds, runs } from './runs.ts';
import { tidied } from './tidy.ts';
import { denseArbitrary, groupArbitrary, policySetArbitrary } from './universe.ts';

const test = suite('laws/redundancy');

const SEED = 20261123;

const sets: fc.Arbitrary<readonly Json[]> = fc.oneof(
  { weight: 3, arbitrary: denseArbitrary },
  { weight: 1, arbitrary: groupArbitrary },
  { weight: 1, arbitrary: policySetArbitrary },
);

function redundantIn(set: readonly Json[]): readonly Finding[] {
  const text = set.map((policy) => `${JSON.stringify(policy)}\n`).join('---\n');
  return polishFile('np.yaml', text).findings.filter(({ check }) => check === 'redundant-rule');
}

test('what is named may go, all of it at once, and nothing more is redundant, on 1,000 sets', () => {
  let named = 0;
  let together = 0;
  let wider = 0;
  holds(sets, 1000, SEED, (set) => {
    const written = set.map(tidied);
    const redundant = redundantIn(written);
    named += redundant.length;
    together += redundant.filter(({ related }) => related.length > 1).length;
    wider += redundant.filter(({ message }) => message.includes('(for ')).length;
    if (redundant.length === 0) return;
    const left = withoutPieces(written, redundant);
    assert.is(firstDifference(written, left), undefined);
    const again = redundantIn(left);
    assert.equal(
      again.map(({ policy, message }) => `${policy?.name} ${message}`),
      [],
    );
  });
  assert.ok(named > runs(2000), `only ${named} named`);
  assert.ok(together > runs(100) && wider > runs(300), `${together} together, ${wider} by wider groups`);
});

/** The policies without the pieces that findings point at; types are kept, and what loses its last item stays a list. */
function withoutPieces(written: readonly Json[], findings: readonly Finding[]): readonly Json[] {
  return written.map((policy, index) => {
    const gone = findings
      .filter((finding) => finding.policy?.name === `p${index}`)
      .map(({ location }) => location.path);
    const places = new Set(gone.map((path) => JSON.stringify(path.slice(path.indexOf('spec')))));
    const prune = (value: Json, path: readonly (string | number)[]): Json => {
      if (Array.isArray(value)) {
        const kept = value.map((item, i): [Json, Path] => [item, [...path, i]]);
        return kept
          .filter(([, place]) => !places.has(JSON.stringify(place)))
          .map(([item, place]) => prune(item, place));
      }
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, prune(inner, [...path, key])]));
    };
    const pruned = prune(policy, []) as Readonly<Record<string, Json>>;
    const spec = pruned.spec as Readonly<Record<string, Json>>;
    return { ...pruned, spec: { ...spec, policyTypes: effectiveTypes(policy) } };
  });
}

test.run();
