/** What `fix --unsafe` says of itself, held against the diff, the evaluator and RFC 7386. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { diffClusters } from '../../src/diff/diff.ts';
import { toJson } from '../../src/manifest/tree.ts';
import { mergePatch } from '../../src/pipeline/merge-patch.ts';
import type { Polished } from '../../src/pipeline/polish.ts';
import { closingLines } from '../../src/report/closing-text.ts';
import { polishFile, UNSAFE } from '../checks/golden.ts';
import { changesOf, clusterOfText } from '../diff/clusters.ts';
import type { Json } from './evaluator.ts';
import { verdicts } from './probes.ts';
import { holds, runs } from './runs.ts';
import { denseArbitrary, policySetArbitrary } from './universe.ts';

const test = suite('laws/fix');
const SEED = 20261122;

type Fields = { readonly [key: string]: Json };

/** What a template may make of a rule when its values are empty. */
const EMPTYINGS: readonly ((rule: Fields, peers: string) => Json)[] = [
  () => null,
  (rule, peers) => ({ ...rule, [peers]: null }),
  (rule) => ({ ...rule, ports: null }),
  (rule) => ({ ...rule, ports: [null, { port: 80 }] }),
  (rule) => ({ ...rule, ports: [{ port: 443 }, { port: null }] }),
  (rule) => ({ ...rule, ports: [{ port: null, protocol: 'UDP' }] }),
  (rule, peers) => ({ ...rule, [peers]: [{ podSelector: null, namespaceSelector: { matchLabels: { a: 'b' } } }] }),
  (rule, peers) => ({ ...rule, [peers]: [{ podSelector: { matchLabels: null } }, { podSelector: {} }] }),
  (rule, peers) => ({ ...rule, [peers]: [{ podSelector: { matchLabels: { app: null } } }] }),
];

/** Policies that the API server takes, with some of their rules emptied, written as block or flow YAML, or as JSON. */
const emptied: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(policySetArbitrary, denseArbitrary),
    fc.array(fc.nat(1000), { minLength: 16, maxLength: 16 }),
    fc.constantFrom(2, 8),
    fc.constantFrom('block', 'flow', 'json', 'crlf'),
  )
  .map(([policies, picks, one, style]) => {
    let at = 0;
    const pick = (sides: number): number => (picks[at++ % picks.length] ?? 0) % sides;
    const texts = policies.map((policy) => written(withEmptied(policy as Fields, pick, one), style));
    const stream = texts.join(style === 'json' ? '\n---\n' : '---\n');
    return style === 'crlf' ? stream.replaceAll('\n', '\r\n') : stream;
  });

/** One rule in so many is emptied. */
function withEmptied(policy: Fields, pick: (sides: number) => number, one: number): Json {
  const spec = policy.spec as Fields;
  const changed = Object.entries({ ingress: 'from', egress: 'to' }).flatMap(([direction, peers]) => {
    const rules = spec[direction];
    if (!Array.isArray(rules)) return [];
    const made = rules.map((rule: Json) =>
      pick(one) > 0 ? rule : (EMPTYINGS[pick(EMPTYINGS.length)]?.((rule ?? {}) as Fields, peers) ?? null),
    );
    return [[direction, made] as const];
  });
  return { ...policy, spec: { ...spec, ...Object.fromEntries(changed) } };
}

function written(policy: Json, style: string): string {
  if (style === 'json') return JSON.stringify(policy, null, 1);
  return stringify(policy, { nullStr: '', ...(style === 'flow' && { collectionStyle: 'flow' }) });
}

function fixed(text: string): { readonly polished: Polished; readonly output: string } {
  const polished = polishFile('a.yaml', text, UNSAFE);
  return { polished, output: String(polished.outputs[0]) };
}

test('what remains has no fix, and nothing was lost on the way', () => {
  let closed = 0;
  holds(emptied, 80, SEED, (text) => {
    const { polished, output } = fixed(text);
    const again = fixed(output);
    assert.is(again.output, output);
    const offers = again.polished.findings.filter(({ fix, choice }) => fix !== undefined || choice !== undefined);
    assert.equal(
      offers.map(({ message }) => message),
      [],
      `${text}\n=>\n${output}`,
    );
    assert.is(again.polished.summary.policies, polished.summary.policies);
    closed += polished.findings.filter(({ closes }) => closes !== undefined).length;
  });
  assert.ok(closed > runs(50), `only ${closed} were closed`);
});

test('nothing opens, and one closing says exactly what diff says', () => {
  let exact = 0;
  holds(emptied, 100, SEED + 1, (text) => {
    const { polished, output } = fixed(text);
    const diff = diffClusters(clusterOfText(text), clusterOfText(output));
    const told = polished.findings.flatMap(({ closes }) => (closes === undefined ? [] : [closes]));
    if (diff.subjects.every(({ unproved }) => unproved.length === 0)) assert.is(changesOf(diff, 'gained').length, 0);
    const says = told.filter(([first]) => first?.startsWith('closes nothing') === false);
    assert.is(
      says.length > 0,
      diff.subjects.some(({ lost, varies }) => lost.length + varies.length > 0),
      text,
    );
    // Several are told step by step, in other words than the whole.
    if (told.length !== 1) return;
    assert.equal(told[0], closingLines(diff));
    exact++;
  });
  assert.ok(exact > runs(5), `only ${exact} were compared`);
});

test('by the evaluator: no connection is allowed that was not, and a stream that closes nothing stays the same', () => {
  let less = 0;
  holds(emptied, 30, SEED + 2, (text) => {
    const { polished, output } = fixed(text);
    const [before, after] = [text, output].map((one) => verdicts(specsOf(one)));
    if (before === undefined || after === undefined) throw new Error('two sides');
    const [gained, lost] = compare(before, after);
    assert.is(gained, 0, `${text}\n=>\n${output}`);
    if (lost > 0) less++;
    const says = polished.findings.some(({ closes = [] }) => closes.some((line) => !line.startsWith('closes nothing')));
    if (!says) assert.is(lost, 0, `${text}\n=>\n${output}`);
  });
  assert.ok(less > runs(5), `only ${less} closed anything`);
});

test('a merge patch makes of the JSON of the old policy that of the new one, by RFC 7386', () => {
  let patched = 0;
  holds(emptied, 80, SEED + 3, (text) => {
    for (const swap of fixed(text).polished.swaps) {
      const patch = mergePatch(swap);
      assert.ok(patch !== undefined, text);
      assert.equal(applied(toJson(swap.before.root), patch as Json), toJson(swap.after.root));
      patched++;
    }
  });
  assert.ok(patched > runs(40), `only ${patched} were patched`);
});

/** Written down from RFC 7386, section 2. */
function applied(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = applied(result[name], value);
  }
  return result;
}

function isObject(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The policies of a text as JSON, as the server holds them. */
function specsOf(text: string): readonly Json[] {
  return clusterOfText(text).policies.map(
    ({ ref, spec }) => ({ metadata: { name: ref.name, namespace: ref.namespace }, spec }) as unknown as Json,
  );
}

function compare(before: Uint8Array, after: Uint8Array): readonly [gained: number, lost: number] {
  let [gained, lost] = [0, 0];
  for (const [i, verdict] of before.entries()) {
    if (verdict < (after[i] ?? 0)) gained++;
    if (verdict > (after[i] ?? 0)) lost++;
  }
  return [gained, lost];
}

test.run();
