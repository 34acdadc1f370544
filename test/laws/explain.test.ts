/** What `explain` says of one end of a connection, held against an evaluator that shares no line with src/. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endOfWorkload, type World } from '../../src/explain/end.ts';
import { type Explained, explainConnection, type Verdict } from '../../src/explain/explain.ts';
import type { NamedEnd } from '../../src/explain/named-end.ts';
import type { Cluster } from '../../src/group/cluster.ts';
import { readWorld } from '../../src/pipeline/world.ts';
import { blockAddresses } from '../../src/traffic/addresses.ts';
import { portSet } from '../../src/traffic/ports.ts';
import { namespaceOf, workloadOf } from '../workloads.ts';
import { allowed, type Connection, type Json, type Peer } from './evaluator.ts';
import { probeArbitrary } from './probes.ts';
import { NAME_LABEL, policySetArbitrary } from './universe.ts';

const test = suite('laws: explain');

const SEED = 20260202;
const SETS = 2_000;

/** What the API server holds once a set is applied: of one name the last, and nothing that it refuses. */
function clusterOf(set: readonly Json[]): Cluster {
  const named = set.map((policy, i) => {
    const object = policy as { readonly [key: string]: Json };
    return { ...object, metadata: { ...(object.metadata as object), name: `p${i}` } };
  });
  const bytes = Buffer.from(named.map((policy) => JSON.stringify(policy)).join('\n---\n'));
  const world = readWorld([{ name: 'set', bytes, origin: 'file' }], [], { namespace: '', hooks: 'check' });
  assert.equal(world.notes, []);
  assert.is(world.cluster.policies.length, set.length);
  return world.cluster;
}

function endOf(peer: Peer, name: string, world: World): NamedEnd {
  if (!('labels' in peer)) {
    if (peer.ip === undefined) throw new Error('a node is no end that can be named');
    const { addresses } = blockAddresses({ cidr: `${peer.ip}/${peer.ip.includes(':') ? 128 : 32}` });
    return { name, end: { kind: 'addresses', addresses }, notes: [] };
  }
  const { namespace, namespaceLabels, labels, namedPorts } = peer;
  const ports = namedPorts.map(({ containerPort, ...port }) => ({ ...port, port: containerPort }));
  const workload = workloadOf(`Pod ${name}`, { namespace, labels, ports });
  const { [NAME_LABEL]: _, ...own } = namespaceLabels;
  return {
    name,
    end: endOfWorkload(workload, { namespaces: new Map([[namespace, namespaceOf(namespace, own)]]), cni: '' }, world),
    notes: [],
  };
}

function explained(cluster: Cluster, connection: Connection, world: World): Explained {
  const { direction, pod, peer, protocol, port } = connection;
  const [of, other] = [endOf(pod, 'pod', world), endOf(peer, 'peer', world)];
  const [from, to] = direction === 'egress' ? [of, other] : [other, of];
  return explainConnection(cluster, from, to, portSet([{ protocol, port }]));
}

/** A pod whose address is written down is one that blocks may have; without it none has it. */
function withoutAddress(connection: Connection): Connection {
  if (!('labels' in connection.peer)) return connection;
  const { ip: _, ...peer } = connection.peer;
  return { ...connection, peer };
}

/** Nodes cannot be named as an end. */
const probes = probeArbitrary.filter(({ peer }) => 'labels' in peer || peer.ip !== undefined);
const cases = fc.tuple(policySetArbitrary, fc.array(probes, { minLength: 4, maxLength: 4 }));

test('in a closed world, each end is what the evaluator says, and both together decide', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(cases, ([set, some]) => {
      const cluster = clusterOf(set);
      for (const probe of some) {
        const connection = withoutAddress(probe);
        const { verdict, egress, ingress } = explained(cluster, connection, 'closed');
        const told = (connection.direction === 'egress' ? egress : ingress).verdict;
        const wanted: Verdict = allowed(set, connection) ? 'allowed' : 'denied';
        assert.is(told, wanted, JSON.stringify(connection));
        seen[told] = (seen[told] ?? 0) + 1;
        assert.is(verdict === 'allowed', egress.verdict === 'allowed' && ingress.verdict === 'allowed');
        for (const end of [egress, ingress]) {
          assert.is(end.verdict === 'allowed', end.isolated === 'no' || end.allowing.length > 0);
          if (end.verdict === 'denied') assert.ok(end.isolating.length > 0);
        }
      }
    }),
    { numRuns: SETS, seed: SEED },
  );
  assert.ok((seen.allowed ?? 0) > SETS && (seen.denied ?? 0) > SETS / 4, JSON.stringify(seen));
});

test('in an open world, whatever is not left open is what the evaluator says, whether blocks have pods or not', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(cases, ([set, some]) => {
      const cluster = clusterOf(set);
      for (const connection of some) {
        const end = explained(cluster, connection, 'open')[connection.direction];
        seen[end.verdict] = (seen[end.verdict] ?? 0) + 1;
        if (end.verdict === 'depends') assert.ok(end.doubts.length > 0);
        else
          for (const one of [connection, withoutAddress(connection)]) {
            assert.is(end.verdict, allowed(set, one) ? 'allowed' : 'denied', JSON.stringify(one));
          }
      }
    }),
    { numRuns: 200, seed: SEED },
  );
  assert.ok((seen.depends ?? 0) > 0, JSON.stringify(seen));
});

test.run();
