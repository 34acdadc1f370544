/**
 * What a diff says, held against the evaluator, connection by connection. Left out are peers that are pods with an address
 * which a block may name: the API leaves open whether it does, and the model takes pods by their labels alone.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diffClusters } from '../../src/diff/diff.ts';
import type { Diff } from '../../src/diff/types.ts';
import type { Cluster } from '../../src/group/cluster.ts';
import { changesOf, clusterOfJson, holding, namesOfPort } from '../diff/clusters.ts';
import { allowed, type Connection, type Json, type Pod } from './evaluator.ts';
import { probe, probeCount, verdicts } from './probes.ts';
import { groupArbitrary, NAME_LABEL, policySetArbitrary } from './universe.ts';

const test = suite('laws/diff');
const SEED = 20261122;

const sets: fc.Arbitrary<readonly Json[]> = fc.oneof(
  { weight: 3, arbitrary: policySetArbitrary },
  { weight: 1, arbitrary: groupArbitrary },
);

/** Sets of policies by families: one, and the same with a policy less, another policy in place of one, all in another order. */
const FAMILIES: readonly (readonly Side[])[] = fc
  .sample(fc.tuple(sets, sets, fc.nat()), { numRuns: 50, seed: SEED })
  .map(([set, [other], at]) => {
    const place = at % set.length;
    const without = set.filter((_, i) => i !== place);
    return [set, without, other === undefined ? [] : [...without, named(other, place)], [...set].reverse()].map(sideOf);
  });

type Side = { readonly policies: readonly Json[]; readonly cluster: Cluster; readonly verdicts: Uint8Array };
type Pair = readonly [old: Side, now: Side];

function sideOf(policies: readonly Json[]): Side {
  return { policies, cluster: clusterOfJson(policies), verdicts: verdicts(policies) };
}

/** Each with each of its family, as two renders of one chart are; and with sets that have nothing to do with it. */
const PAIRS: readonly Pair[] = FAMILIES.flatMap((family, i) => {
  const strangers = [1, 2, 3, 4, 5, 6, 7].map(
    (step) => FAMILIES[(i + step) % FAMILIES.length]?.[step % 4] ?? family[0],
  );
  return family.flatMap((old) =>
    [...family, ...strangers].flatMap((now): Pair[] => (now === undefined ? [] : [[old, now]])),
  );
});

function named(policy: Json, index: number): Json {
  const { metadata, ...rest } = policy as { readonly metadata: { readonly namespace: string } };
  return { ...rest, metadata: { ...metadata, name: `p${index}` } };
}

const KINDS = ['gained', 'lost'] as const;

test(`every connection that differs is told, and what is told differs: ${PAIRS.length} pairs`, () => {
  assert.ok(PAIRS.length >= 2000);
  const counts = { gained: 0, lost: 0, told: 0 };
  for (const [i, [old, now]] of PAIRS.entries()) {
    const diff = diffClusters(old.cluster, now.cluster);
    assert.ok(diff.subjects.every(({ isCut, unproved }) => !isCut && unproved.length === 0));
    const probes = [...somePlaces(i), ...someDifferences(old.verdicts, now.verdicts, i)];
    for (const kind of KINDS) {
      const changes = changesOf(diff, kind);
      const [less, more] = kind === 'gained' ? [old.verdicts, now.verdicts] : [now.verdicts, old.verdicts];
      for (const index of probes) {
        const connection = probe(index);
        if ('labels' in connection.peer && connection.peer.ip !== undefined) continue;
        const telling = holding(changes, connection);
        const isExtra = more[index] === 1 && less[index] === 0;
        if (isExtra) counts[kind]++;
        if (telling.length > 0) counts.told++;
        const demand = (holds: boolean, words: string): void => {
          // Only in words where it fails: writing two sets down takes longer than comparing them.
          if (holds) return;
          const sets = JSON.stringify([old.policies, now.policies]);
          assert.unreachable(`${kind}: ${words}: ${JSON.stringify(connection)} of\n${sets}`);
        };
        demand(!isExtra || telling.length > 0, 'not told');
        if (telling.length === 0) continue;
        demand(more[index] === 1, 'told, and not allowed');
        // Of a port that has names both the number and the names count: one may be new where the other was allowed.
        if (namesOfPort(connection).length > 0) continue;
        demand(less[index] === 0, 'told, and allowed by both');
        demand(new Set(telling.map(({ subject }) => subject)).size === telling.length, 'told twice');
      }
    }
  }
  assert.ok(counts.gained > 10_000 && counts.lost > 10_000 && counts.told > 20_000, JSON.stringify(counts));
});

test('every witness is real: allowed on the side that has it, and not on the other', () => {
  let count = 0;
  for (const [old, now] of PAIRS.filter((_, i) => i % 8 === 0)) {
    const diff = diffClusters(old.cluster, now.cluster);
    for (const kind of KINDS) {
      const [less, more] = kind === 'gained' ? [old, now] : [now, old];
      for (const change of changesOf(diff, kind)) {
        const tries = connectionsOf(change);
        if (tries.length > 0) count++;
        const isReal = tries.some((one) => allowed(more.policies, one) && !allowed(less.policies, one));
        assert.ok(isReal || tries.length === 0, `${kind} ${change.direction} ${JSON.stringify(change.witness)}`);
      }
    }
  }
  assert.ok(count > 1000, `${count} witnesses`);
});

test('a diff of a set with itself, in any order, is empty', () => {
  for (const [set, , , reversed] of FAMILIES) {
    if (set === undefined || reversed === undefined) throw new Error('a family lacks members');
    for (const other of [set, reversed]) {
      const diff = diffClusters(set.cluster, other.cluster);
      assert.equal([diff.subjects, diff.moved, diff.workloads], [[], [], []]);
    }
  }
});

test('the order of the documents changes nothing that is told', () => {
  const turned = ({ cluster }: Side): Cluster => ({
    ...cluster,
    policies: [...cluster.policies].reverse(),
  });
  for (const [old, now] of PAIRS.filter((_, i) => i % 16 === 2))
    assert.equal(diffClusters(turned(old), turned(now)), diffClusters(old.cluster, now.cluster));
});

test('the other way round, gained is lost and lost is gained', () => {
  for (const [old, now] of PAIRS.filter((_, i) => i % 16 === 1)) {
    const [there, back] = [diffClusters(old.cluster, now.cluster), diffClusters(now.cluster, old.cluster)];
    assert.equal(toldAs(there, 'gained'), toldAs(back, 'lost'));
    assert.equal(toldAs(there, 'lost'), toldAs(back, 'gained'));
  }
});

function toldAs(diff: Diff, kind: 'gained' | 'lost'): readonly object[] {
  return diff.subjects.map(({ namespace, podSelector, [kind]: changes }) => ({ namespace, podSelector, changes }));
}

const SOME = 30;

/** Some probes, others for each pair: 7919 is a prime, so that all come round. */
function somePlaces(pair: number): readonly number[] {
  return Array.from({ length: SOME }, (_, i) => ((pair * SOME + i) * 7919) % probeCount);
}

/** Some of the probes on which two sets differ, spread over all of them. */
function someDifferences(before: Uint8Array, after: Uint8Array, pair: number): readonly number[] {
  const found: number[] = [];
  const step = 397;
  for (let i = pair % step; i < before.length; i += step) if (before[i] !== after[i]) found.push(i);
  const every = Math.max(1, Math.floor(found.length / SOME));
  return found.filter((_, i) => i % every === 0);
}

/** A witness as connections of pods made for it; a port that has only a name may be any number. */
function connectionsOf({ witness, direction, namespace }: ReturnType<typeof changesOf>[number]): readonly Connection[] {
  const { sort, protocol, port } = witness;
  if (sort === 'other' || port === undefined) return [];
  const numbers = typeof port === 'number' ? [port] : [7, 80, 443, 8000, 8085, 9999, 40_000];
  return numbers.map((number): Connection => {
    const namedPorts = typeof port === 'string' ? [{ name: port, protocol, containerPort: number }] : [];
    const pod: Pod = { namespace, namespaceLabels: { [NAME_LABEL]: namespace }, labels: witness.subject, namedPorts };
    const there = witness.namespace ?? {};
    const peer =
      witness.address === undefined
        ? { namespace: there[NAME_LABEL] ?? '', namespaceLabels: there, labels: witness.pod ?? {}, namedPorts }
        : { ip: witness.address };
    return { direction, pod, peer, protocol, port: number };
  });
}

test.run();
