/** The generators of the laws: whether they reach what they are there for. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import type { Json } from './evaluator.ts';
import { firstDifference } from './probes.ts';
import { bruteForceEquivalent, labelings, selectorPairArbitrary } from './selectors.ts';
import { spell, spellingArbitrary } from './spelling.ts';
import { streamArbitrary } from './streams.ts';
import { tidied } from './tidy.ts';
import { policySetArbitrary } from './universe.ts';

const test = suite('laws/generators');

const SEED = 7;

function sample<T>(arbitrary: fc.Arbitrary<T>): readonly T[] {
  return fc.sample(arbitrary, { numRuns: 1000, seed: SEED });
}

function share<T>(some: readonly T[], is: (value: T) => boolean): number {
  return some.filter(is).length / some.length;
}

const streams: readonly string[] = sample(streamArbitrary).map((bytes) => bytes.toString());

// Lower and upper bound of the share of streams in which it occurs.
const STREAMS: readonly (readonly [fact: string, pattern: RegExp, least: number, most: number])[] = [
  ['a policy', /kind["']?\s*: *["']?NetworkPolicy/, 0.5, 0.95],
  ['a leading marker', /^---/, 0.1, 0.9],
  ['a comment behind a marker', /^--- +#/m, 0.02, 0.9],
  ['text glued to a marker', /^---\w/m, 0.02, 0.9],
  ['an end marker', /^\.\.\.\s/m, 0.05, 0.9],
  ['a directive', /^%(YAML|TAG)/m, 0.05, 0.9],
  ['a byte order mark', /\ufeff/, 0.02, 0.9],
  ['carriage returns', /\r\n/, 0.1, 0.9],
  ['no final newline', /[^\n\r]$/, 0.1, 0.9],
  ['an indented marker', /^ +---$/m, 0.02, 0.9],
  ['a List', /kind: List/, 0.02, 0.9],
  ['JSON', /^\{"apiVersion"/m, 0.02, 0.9],
  ['bytes that are not UTF-8', /\ufffd/, 0.005, 0.5],
  ['nothing at all', /^$/, 0.001, 0.2],
];

for (const [fact, pattern, least, most] of STREAMS) {
  test(`streams have ${fact}`, () => {
    const found = share(streams, (text) => pattern.test(text));
    assert.ok(found >= least && found <= most, `in ${found * 100} %`);
  });
}

test('a spelling says what it spells', () => {
  const law = fc.property(policySetArbitrary, spellingArbitrary, ([policy = null], spelling) => {
    const documents = parseAllDocuments(spell(policy, spelling), { version: '1.1', uniqueKeys: true });
    assert.equal(
      documents.map((document) => [document.errors.length, document.toJS() as Json]),
      [[0, policy]],
    );
  });
  fc.assert(law, { numRuns: 300, seed: SEED });
});

test('a text over several lines is spelled as a literal', () => {
  const note = { metadata: { annotations: { note: 'one\ntwo: 3\n', other: 'a\n\nb' } } };
  const law = fc.property(spellingArbitrary, (spelling) => {
    assert.equal(parseAllDocuments(spell(note, spelling), { version: '1.1' })[0]?.toJS(), note);
  });
  fc.assert(law, { numRuns: 100, seed: SEED });
});

test('a tidied policy has the same traffic', () => {
  const law = fc.property(policySetArbitrary, (set) => {
    assert.is(firstDifference(set, set.map(tidied)), undefined);
  });
  fc.assert(law, { numRuns: 100, seed: SEED });
});

test('selectors: every labeling once, and both kinds of pairs', () => {
  assert.is(new Set(labelings.map((labels) => JSON.stringify(labels))).size, 6 ** 3);
  const pairs = sample(selectorPairArbitrary);
  const same = share(pairs, ([a, b]) => bruteForceEquivalent(a, b));
  assert.ok(same > 0.3 && same < 0.8, `${same * 100} % are equivalent`);
  const alike = share(pairs, ([a, b]) => JSON.stringify(a) === JSON.stringify(b));
  assert.ok(alike < 0.3, `${alike * 100} % are the same letter by letter`);
});

test.run();
