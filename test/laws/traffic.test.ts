/** The algebra of src/traffic, held against an evaluator that asks pod by pod, address by address, port by port. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIRECTIONS, type Direction, type Spec } from '../../src/policy/api.ts';
import { isolates } from '../../src/policy/policy.ts';
import { allowedBoxes } from '../../src/traffic/allowed.ts';
import type { Box, Model } from '../../src/traffic/box.ts';
import { type Comparison, compareBoxes } from '../../src/traffic/coverage.ts';
import { type Witness, witnessOf } from '../../src/traffic/witness.ts';
import { specOf } from '../traffic/boxes.ts';
import { allowed, type Json, type NamedPort, type Peer, type Pod } from './evaluator.ts';
import { mutatedArbitrary } from './mutations.ts';
import { FREE_PROBES, firstDifference, groupPod } from './probes.ts';
import { holds, runs } from './runs.ts';
import { tidied } from './tidy.ts';
import { denseArbitrary, groupArbitrary, NAME_LABEL } from './universe.ts';

const test = suite('laws/traffic');

const SEED = 20261124;

type Pair = readonly [before: readonly Json[], after: readonly Json[]];

// A range of every port holds the number of every name: for the evaluator, and not for those who cannot see the pods.
const plainGroups: fc.Arbitrary<readonly Json[]> = fc
  .oneof({ weight: 2, arbitrary: groupArbitrary }, { weight: 1, arbitrary: denseArbitrary.map(ofOneGroup) })
  .map((group) => JSON.parse(JSON.stringify(group.map(tidied)).replaceAll('"endPort":65535', '"endPort":80')));

const pairs: fc.Arbitrary<Pair> = fc.oneof(
  { weight: 6, arbitrary: mutatedArbitrary(plainGroups) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(plainGroups, plainGroups)
      .map(([a, b]) => [a, ofOneGroup([...a, ...b]).slice(a.length)] as const),
  },
);

/** The policies with the place and the pods of the first. */
function ofOneGroup(policies: readonly Json[]): readonly Json[] {
  type Policy = { readonly metadata: Json; readonly spec: { readonly podSelector?: Json } };
  const [first] = policies as readonly Policy[];
  return (policies as readonly Policy[]).map((policy) => ({
    ...policy,
    metadata: first?.metadata ?? null,
    spec: { ...policy.spec, podSelector: first?.spec.podSelector ?? {} },
  }));
}

/** Most policies of a pair are on both sides. */
const specs = new Map<string, Spec>();

function readOnce(policy: Json): Spec {
  const key = JSON.stringify(policy);
  const spec = specs.get(key) ?? specOf(policy);
  if (specs.size > 100) specs.clear();
  specs.set(key, spec);
  return spec;
}

type Question = { readonly direction: Direction; readonly namespace: string; readonly pair: Pair };

/** The directions that both sides isolate, for only there rules decide, and where they are not written alike. */
function questionsOf(pair: Pair): readonly Question[] {
  const metadata = (pair[0][0] as { readonly metadata: { readonly namespace: string } }).metadata;
  return DIRECTIONS.filter((direction) =>
    pair.every((policies) => policies.some((policy) => isolates(readOnce(policy), direction))),
  )
    .filter((direction) => new Set(pair.map((policies) => textOf(policies, direction))).size > 1)
    .map((direction) => ({ direction, namespace: metadata.namespace, pair }));
}

function textOf(policies: readonly Json[], direction: Direction): string {
  return JSON.stringify(policies.map((policy) => readOnce(policy)[direction]));
}

function compare({ direction, namespace, pair }: Question, model: Model): Comparison {
  const [before, after] = pair.map((policies) =>
    allowedBoxes(
      policies.map((policy) => ({ spec: readOnce(policy) })),
      direction,
      { model, namespace },
    ),
  );
  return compareBoxes(before ?? [], after ?? []);
}

test('rules are equal exactly where every pod, address and port says so, on 5,000 pairs of groups, 10,000 sets', () => {
  let same = 0;
  let other = 0;
  let portable = 0;
  holds(pairs, 5_000, SEED, (pair) => {
    const pod = groupPod(pair[0]);
    if (pod === undefined) return;
    for (const question of questionsOf(pair)) {
      const difference = FREE_PROBES.firstDifference(pair[0], pair[1], question.direction);
      const api = compare(question, 'api');
      assert.is(api.kind, difference === undefined ? 'equal' : 'differs', JSON.stringify(difference));
      if (difference === undefined) same++;
      else other++;
      if (api.kind === 'differs') assertReal(api, question, pod);
      if (compare(question, 'portable').kind !== 'equal') continue;
      portable++;
      assert.is(api.kind, 'equal', 'equal wherever CNIs differ, and yet not by the API');
      assert.is(firstDifference(pair[0], pair[1], question.direction), undefined);
    }
  });
  assert.ok(same > runs(1500) && other > runs(1000), `${same} equal, ${other} not`);
  assert.ok(portable > runs(1000), `${portable} equal on every CNI`);
});

/** Each example of what came or went is one that the evaluator allows on that side alone. */
function assertReal(comparison: Comparison, { direction, pair: [before, after] }: Question, pod: Pod): void {
  if (comparison.kind !== 'differs') return;
  const check = (box: Box | undefined, has: readonly Json[], lacks: readonly Json[]): void => {
    if (box === undefined) return;
    const { peer, protocol, port, subject } = connectionOf(witnessOf(box), pod);
    const connection = { direction, pod: subject, peer, protocol, port };
    assert.ok(allowed(has, connection), `not allowed: ${JSON.stringify(connection)}`);
    assert.not.ok(allowed(lacks, connection), `allowed on both sides: ${JSON.stringify(connection)}`);
  };
  check(comparison.lost, before, after);
  check(comparison.gained, after, before);
}

function connectionOf(
  { sort, namespace = {}, pod, address, protocol, port = 1 }: Witness,
  subject: Pod,
): { readonly peer: Peer; readonly protocol: string; readonly port: number; readonly subject: Pod } {
  const number = typeof port === 'number' ? port : 60_000;
  const namedPorts: readonly NamedPort[] =
    typeof port === 'number' ? [] : [{ name: port, protocol, containerPort: number }];
  const labels = { namespaceLabels: namespace, labels: pod ?? {}, namedPorts };
  const peer: Peer =
    address !== undefined
      ? { ip: address }
      : sort === 'other'
        ? {}
        : { namespace: namespace[NAME_LABEL] ?? '', ...labels };
  return { peer, protocol, port: number, subject: { ...subject, namedPorts } };
}

test.run();
