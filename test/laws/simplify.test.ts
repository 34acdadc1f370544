/** What must hold of simplified rules, by an evaluator that shares no code with what writes them. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault } from '../../src/manifest/tree.ts';
import { isSmaller, rulesOf, rulesSize, simplifyRules } from '../../src/merge/simplify.ts';
import { type Polished, type PolishOptions, polish } from '../../src/pipeline/polish.ts';
import { DIRECTIONS, type Direction, POLICY_TYPE, type Rule, type Spec } from '../../src/policy/api.ts';
import { decodePolicy } from '../../src/policy/decode.ts';
import { canonicalSelector } from '../../src/policy/selector.ts';
import { CHECKING } from '../checks/golden.ts';
import type { Json } from './evaluator.ts';
import { firstDifference } from './probes.ts';
import { holds, runs } from './runs.ts';
import { type Spelling, spell, spellingArbitrary } from './spelling.ts';
import { tidied } from './tidy.ts';
import { denseArbitrary, groupArbitrary, policySetArbitrary } from './universe.ts';

const test = suite('laws/simplify');
const SEED = 20260301;

const SIMPLIFY: PolishOptions = { ...CHECKING, simplify: true, merge: true };

const PLAIN: Spelling = { style: 'json', seed: 0, comments: false, crlf: false };
const spellings: fc.Arbitrary<readonly Spelling[]> = fc.array(spellingArbitrary, { minLength: 6, maxLength: 6 });
const sets: fc.Arbitrary<readonly Json[]> = fc.oneof(groupArbitrary, policySetArbitrary);

/** Policies of one group; those of dense rules are taken for one group. */
const groups: fc.Arbitrary<readonly Json[]> = fc.oneof(
  { weight: 3, arbitrary: groupArbitrary },
  { weight: 1, arbitrary: denseArbitrary.map(ofOneGroup) },
);

function ofOneGroup(set: readonly Json[]): readonly Json[] {
  return set.map((policy) => {
    const { spec, ...rest } = policy as { readonly spec: { readonly [key: string]: Json } };
    return { ...rest, spec: { ...spec, podSelector: {} } };
  });
}

function run(text: string, options: PolishOptions = SIMPLIFY): Polished & { readonly text: string } {
  const polished = polish([{ name: 'stream', bytes: Buffer.from(text), origin: 'file' }], options);
  return { ...polished, text: polished.outputs[0]?.toString() ?? '' };
}

function streamOf(set: readonly Json[], written: readonly Spelling[] = []): string {
  return set.map((policy, i) => spell(policy, written[i] ?? PLAIN)).join('---\n');
}

/** The objects of a stream by a parser of its own, not ours. */
function objectsOf(text: string): readonly Json[] {
  return parseAllDocuments(text, { version: '1.1', merge: true }).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    const object = document.toJS() as Json;
    return object === null ? [] : [object];
  });
}

function specOf(policy: Json): Spec {
  const root = parseTree(JSON.stringify(policy));
  if (isFault(root)) throw new Error(root.message);
  return decodePolicy(root).spec;
}

/** One policy for a group, with these rules in place of all others. */
function withRules(group: readonly Json[], rules: Readonly<Record<Direction, readonly Rule[]>>): Json {
  const specs = group.map(specOf);
  const { metadata } = group[0] as { readonly metadata: Json };
  const policyTypes = DIRECTIONS.map((d) => POLICY_TYPE[d]).filter((type) =>
    specs.some((spec) => spec.policyTypes.includes(type)),
  );
  const podSelector = specs[0]?.podSelector ?? {};
  return { metadata, spec: { podSelector, policyTypes, ...rules } } as unknown as Json;
}

function eachDirection(make: (direction: Direction) => readonly Rule[]): Record<Direction, readonly Rule[]> {
  return { ingress: make('ingress'), egress: make('egress') };
}

/** The same rules in another order of rules, peers and ports. */
function reversed(rules: readonly Rule[]): readonly Rule[] {
  return rules.toReversed().map((rule) => ({
    ...(rule.from && { from: rule.from.toReversed() }),
    ...(rule.to && { to: rule.to.toReversed() }),
    ...(rule.ports && { ports: rule.ports.toReversed() }),
  }));
}

test('simplified rules keep every verdict, come back unchanged, hang on no order and are never more, on 1,500 groups', () => {
  const total = { before: 0, after: 0 };
  holds(groups, 1500, SEED, (group) => {
    const members = group.map((policy) => ({ spec: specOf(policy) }));
    const simplified = eachDirection((direction) => {
      const rules = rulesOf(members, direction);
      const simple = simplifyRules(rules, direction);
      assert.equal(simplifyRules(simple, direction), simple, 'a second time changes something');
      assert.equal(simplifyRules(reversed(rules), direction), simple, 'it hangs on an order');
      const [before, after] = [rulesSize(rules), rulesSize(simple)];
      assert.not(isSmaller(before, after), 'it is larger');
      total.before += before.rules + before.peers + before.ports;
      total.after += after.rules + after.peers + after.ports;
      return simple;
    });
    assert.is(firstDifference(group, [withRules(group, simplified)]), undefined);
  });
  assert.ok(total.after < total.before * 0.7, `${total.before} rules, peers and ports -> ${total.after}`);
});

// Where all peers are of one sort and no port is a name, probes and CNIs tell the same things apart.
test('nothing that is left is covered by the rest, on 120 groups', () => {
  let tried = 0;
  holds(groupArbitrary, 120, SEED, (group) => {
    const members = group.map((policy) => ({ spec: specOf(policy) }));
    if (!canonicalSelector(members[0]?.spec.podSelector ?? {}).satisfiable) return;
    const simplified = eachDirection((direction) => simplifyRules(rulesOf(members, direction), direction));
    const all = [withRules(group, simplified)];
    for (const direction of DIRECTIONS) {
      if (isManifold(simplified[direction])) continue;
      for (const rules of piecesLess(simplified[direction])) {
        tried++;
        const less = [withRules(group, { ...simplified, [direction]: rules })];
        assert.ok(firstDifference(all, less), JSON.stringify([simplified[direction], rules]));
      }
    }
  });
  assert.ok(tried > runs(80), `only ${tried} pieces were taken out`);
});

/** The rules with one rule, peer or port less, for each of them. What loses its last item goes whole. */
function piecesLess(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  return rules.flatMap((rule, at) => {
    const others = [...rules.slice(0, at), ...rules.slice(at + 1)];
    const lesser = (['from', 'to', 'ports'] as const).flatMap((key) => {
      const list = rule[key] ?? [];
      if (list.length < 2) return [];
      return list.map((_, i) => [...others, { ...rule, [key]: [...list.slice(0, i), ...list.slice(i + 1)] }]);
    });
    return [others, ...lesser];
  });
}

/** Whether peers are named in several ways, of which some CNI makes several things, or ports by name. */
function isManifold(rules: readonly Rule[]): boolean {
  const sorts = rules.flatMap(({ from = [], to = [] }) => {
    const peers = [...from, ...to].map((peer) => Object.keys(peer).sort().join());
    return peers.length === 0 ? ['anybody'] : peers;
  });
  return new Set(sorts).size > 1 || rules.some(({ ports = [] }) => ports.some(({ port }) => typeof port === 'string'));
}

test('merge --simplify keeps every verdict, and a second run changes no byte, on 300 streams', () => {
  let [simplified, single] = [0, 0];
  holds(fc.tuple(sets, spellings), 300, SEED, ([set, written]) => {
    const stream = streamOf(set.map(tidied), written);
    const { text, summary, groups, merges, notes } = run(stream);
    assert.equal(notes, []);
    assert.is(merges.filter(({ members }) => members > 1).length, groups.filter(({ merge }) => merge.possible).length);
    assert.is(summary.simplified, merges.filter(({ rules }) => rules === 'simplified').length);
    if (merges.length === 0) assert.is(text, stream);
    simplified += summary.simplified;
    single += merges.filter(({ members }) => members === 1).length;
    assert.is(firstDifference(set, objectsOf(text)), undefined);
    assert.is(run(text).text, text, 'a second run changes something');
  });
  assert.ok(simplified > runs(100) && single > runs(25), `${simplified} were simplified, ${single} of them alone`);
});

test('a merge of policies in another order writes the same rules, on 150 groups', () => {
  let merged = 0;
  holds(fc.tuple(groupArbitrary, spellings), 150, SEED, ([group, written]) => {
    const tidy = group.map(tidied);
    const [one, other] = [run(streamOf(tidy, written)), run(streamOf(tidy.toReversed(), written))];
    assert.is(one.summary.merged, other.summary.merged);
    // Selectors that select nothing make a group for each spelling.
    if (one.summary.merged !== group.length - 1) return;
    merged++;
    const specs = [one, other].map(({ text }) => objectsOf(text).map((object) => specOf(object)));
    const rules = specs.map((all) => all.map(({ ingress = [], egress = [] }) => ({ ingress, egress })));
    assert.equal(rules[0], rules[1]);
  });
  assert.ok(merged > runs(75), `only ${merged} were merged`);
});

test.run();
