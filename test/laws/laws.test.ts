/** What must hold for any input. Seeds are fixed, so that a run can be repeated; fast-check prints the seed of a failure. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import type { Finding } from '../../src/finding.ts';
import { documentTexts, findPolicies } from '../../src/manifest/resource.ts';
import { joinStream, splitStream } from '../../src/manifest/stream.ts';
import { composePolicy } from '../../src/merge/compose.ts';
import { analyse } from '../../src/pipeline/analyse.ts';
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import type { LabelSelector } from '../../src/policy/api.ts';
import { equivalent, isSubset } from '../../src/policy/selector.ts';
import { CHECKING } from '../checks/golden.ts';
import type { Json } from './evaluator.ts';
import { firstDifference } from './probes.ts';
import { holds, runs } from './runs.ts';
import { bruteForceEquivalent, bruteForceSubset, selectorPairArbitrary } from './selectors.ts';
import { type Spelling, spell, spellingArbitrary } from './spelling.ts';
import { streamArbitrary } from './streams.ts';
import { tidied } from './tidy.ts';
import { groupArbitrary, policySetArbitrary } from './universe.ts';

const test = suite('laws');

const SEED = 20260201;

const OPTIONS: PolishOptions = { ...CHECKING };
const MERGE: PolishOptions = { ...OPTIONS, merge: true };
const FIX: PolishOptions = { ...OPTIONS, fix: 'safe' };
const BOTH: PolishOptions = { ...OPTIONS, merge: true, fix: 'safe' };

function run(bytes: Buffer, options: PolishOptions): Polished & { readonly output: Buffer } {
  const polished = polish([{ name: 'stream', bytes, origin: 'file' }], options);
  const [output] = polished.outputs;
  if (output === undefined) throw new Error('no output');
  return { ...polished, output };
}

const spellings: fc.Arbitrary<readonly Spelling[]> = fc.array(spellingArbitrary, { minLength: 6, maxLength: 6 });
const policies: fc.Arbitrary<readonly Json[]> = fc.oneof(groupArbitrary, policySetArbitrary);

const PLAIN: Spelling = { style: 'json', seed: 0, comments: false, crlf: false };

function streamOf(set: readonly Json[], written: readonly Spelling[]): Buffer {
  return Buffer.from(set.map((policy, i) => spell(policy, written[i] ?? PLAIN)).join('---\n'));
}

/** The objects of a stream by a parser of its own, not ours. */
function objectsOf(text: string): readonly Json[] {
  return parseAllDocuments(text, { version: '1.1', merge: true }).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    const object = document.toJS() as Json;
    return object === null ? [] : [object];
  });
}

/** Streams of any kind with two to four policies of one group among their documents. */
const wovenArbitrary: fc.Arbitrary<Buffer> = fc
  .tuple(streamArbitrary, groupArbitrary, spellings, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }))
  .map(([stream, group, written, places]) => {
    const parts: Buffer[] = splitStream(stream).map(({ start, end }) => stream.subarray(start, end));
    for (const [i, policy] of group.entries()) {
      const text = `\n---\n${spell(tidied(policy), written[i] ?? PLAIN)}---\n`;
      parts.splice((places[i] ?? 0) % (parts.length + 1), 0, Buffer.from(text));
    }
    return Buffer.concat(parts);
  });

/** The documents that hold something and no policy, byte for byte with their markers and directives. */
function othersOf(bytes: Buffer): readonly string[] {
  const documents = splitStream(bytes);
  const ours = new Set(findPolicies(documentTexts(bytes, documents)).map(({ within }) => within.document));
  return documents
    .filter((document) => document.number > 0 && !ours.has(document))
    .map(({ start, end }) => bytes.toString('latin1', start, end));
}

/** A bare document may get a marker when the one before it is gone; nothing else may change. */
function assertKept(after: readonly string[], before: readonly string[]): void {
  assert.is(after.length, before.length, 'a document came or went');
  for (const [i, text] of before.entries()) {
    const bare = !/^(---|%)/.test(text);
    if (!bare || after[i] !== `---\n${text}`) assert.is(after[i], text);
  }
}

test('join(split) is the identity on 10,000 streams', () => {
  holds(streamArbitrary, 10_000, SEED, (bytes) => {
    const documents = splitStream(bytes);
    assert.ok(joinStream(bytes, documents, new Map()).equals(bytes));
    const ends = [0, ...documents.map(({ end }) => end)];
    for (const [i, { start, body, end }] of documents.entries()) {
      assert.is(start, ends[i], 'a gap');
      assert.ok(start <= body && body <= end && start < end);
    }
    assert.is(ends.at(-1), bytes.length);
  });
});

test('selectors are equivalent exactly where brute force says so, on 10,000 pairs', () => {
  let same = 0;
  holds(selectorPairArbitrary, 10_000, SEED, ([a, b]) => {
    const want = bruteForceEquivalent(a, b);
    same += Number(want);
    assert.is(equivalent(withoutNulls(a), withoutNulls(b)), want);
  });
  assert.ok(same > runs(3000) && same < runs(8000), `${same} pairs were equivalent`);
});

test('one selector is a subset of another exactly where brute force says so, on 10,000 pairs', () => {
  let proper = 0;
  holds(selectorPairArbitrary, 10_000, SEED, ([a, b]) => {
    const [want, back] = [bruteForceSubset(a, b), bruteForceSubset(b, a)];
    proper += Number(want !== back);
    assert.is(isSubset(withoutNulls(a), withoutNulls(b)), want);
    assert.is(isSubset(withoutNulls(b), withoutNulls(a)), back);
  });
  assert.ok(proper > runs(1000), `only ${proper} pairs were subsets one way`);
});

/** As decoding leaves a selector: null is absent. */
function withoutNulls(selector: Json): LabelSelector {
  const entries = Object.entries(selector as Readonly<Record<string, Json>>).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as LabelSelector;
}

test('merging keeps every verdict, on 2,000 sets', () => {
  let merged = 0;
  holds(fc.tuple(policies, spellings), 2000, SEED, ([set, written]) => {
    const bytes = streamOf(set.map(tidied), written);
    const { output, summary, groups, merges } = run(bytes, MERGE);
    assert.is(merges.length, groups.filter(({ merge }) => merge.possible).length, 'a merge was not carried out');
    if (summary.merged === 0) {
      assert.ok(output.equals(bytes));
      return;
    }
    merged++;
    const objects = objectsOf(output.toString());
    assert.is(objects.length, set.length - summary.merged);
    assert.is(firstDifference(set, objects), undefined);
  });
  assert.ok(merged > runs(1000), `only ${merged} of ${runs(2000)} were merged`);
});

// Errors keep policies apart. What would be written keeps the verdicts all the same, nulls and all.
test('what a merge would write keeps every verdict, on 300 groups with faults', () => {
  holds(fc.tuple(groupArbitrary, spellings), 300, SEED, ([set, written]) => {
    const bytes = streamOf(set, written);
    const { streams } = analyse([{ name: 'stream', bytes, origin: 'file' }], OPTIONS);
    const groups = streams[0]?.groups ?? [];
    assert.is(groups.flatMap((group) => group.policies).length, set.length);
    const text = groups.map((group) => composePolicy(group.policies, 0)).join('\n---\n');
    assert.is(firstDifference(set, objectsOf(text)), undefined);
  });
});

test('the order of documents changes neither findings nor merged traffic, on 200 sets', () => {
  holds(fc.tuple(policies, spellings, fc.boolean()), 200, SEED, ([set, written, tidy]) => {
    const all = set.map((policy, i) => spell(tidy ? tidied(policy) : policy, written[i] ?? PLAIN));
    const [one, other] = [all, all.toReversed()].map((texts) => run(Buffer.from(texts.join('---\n')), MERGE));
    assert.ok(one && other);
    assert.equal(placeless(one?.findings ?? []), placeless(other?.findings ?? []));
    assert.is(one?.summary.merged, other?.summary.merged);
    const [a, b] = [one, other].map((polished) => objectsOf(polished?.output.toString() ?? ''));
    assert.is(firstDifference(a ?? [], b ?? []), undefined);
  });
});

/** Findings as a set, without what depends on where a document stands: its lines, and who is named first. */
function placeless(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ check }) => check !== 'mergeable-policies')
    .map(({ check, severity, effect, policy, location, related }) =>
      JSON.stringify([check, severity, effect, policy?.name, location.path, related.map((r) => r.policy?.name).sort()]),
    )
    .sort();
}

for (const [name, options] of [
  ['merge', MERGE],
  ['fix', FIX],
  ['merge and fix', BOTH],
] as const) {
  test(`${name}: other documents keep every byte, and a second run changes nothing, on 150 streams`, () => {
    let changed = 0;
    holds(
      fc.oneof({ weight: 1, arbitrary: streamArbitrary }, { weight: 2, arbitrary: wovenArbitrary }),
      150,
      SEED,
      (bytes) => {
        const { output, summary } = run(bytes, options);
        if (summary.merged + summary.fixed === 0) {
          assert.ok(output.equals(bytes), 'it changed something and does not say so');
          return;
        }
        changed++;
        assertKept(othersOf(output), othersOf(bytes));
        assert.ok(run(output, options).output.equals(output), 'a second run changes something');
      },
    );
    assert.ok(changed > runs(30), `only ${changed} of ${runs(150)} were changed`);
  });
}

test('a check alone changes no byte, on 500 streams', () => {
  holds(streamArbitrary, 500, SEED, (bytes) => {
    assert.ok(run(bytes, OPTIONS).output.equals(bytes));
  });
});

test.run();
