/** Clusters of policies given as JSON or YAML, as diff takes them. */

import type { Change, Diff } from '../../src/diff/types.ts';
import type { Cluster } from '../../src/group/cluster.ts';
import { readWorld } from '../../src/pipeline/world.ts';
import { parseAddress } from '../../src/traffic/addresses.ts';
import { axis } from '../../src/traffic/box.ts';
import type { Connection, Json } from '../laws/evaluator.ts';
import { holds, type Point } from '../traffic/boxes.ts';

/** What a cluster holds once a stream is applied. */
export function clusterOfText(text: string, namespace = ''): Cluster {
  const source = { name: 'stream', bytes: Buffer.from(text), origin: 'file' } as const;
  return readWorld([source], [], { hooks: 'check', namespace }).cluster;
}

/** What a cluster holds once some objects are applied. */
export function clusterOfJson(objects: readonly Json[], namespace = ''): Cluster {
  return clusterOfText(objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''), namespace);
}

/** All changes of a kind, with the namespace of their pods. */
export function changesOf(
  { subjects }: Diff,
  kind: 'gained' | 'lost',
): readonly (Change & { readonly namespace: string; readonly subject: number })[] {
  return subjects.flatMap(({ namespace, [kind]: changes }, subject) =>
    changes.map((change) => ({ ...change, namespace, subject })),
  );
}

/** The changes that hold a connection, by the number of its port or by one of the names that the port's pod gives it. */
export function holding(changes: ReturnType<typeof changesOf>, connection: Connection): ReturnType<typeof changesOf> {
  const points = pointsOf(connection);
  const { direction, pod } = connection;
  return changes.filter(
    (change) =>
      change.direction === direction &&
      change.namespace === pod.namespace &&
      points.some((point) => holds(change.box, point)),
  );
}

/** The names that the port of a connection has on the pod that takes it. */
export function namesOfPort({ direction, pod, peer, protocol, port }: Connection): readonly string[] {
  const destination = direction === 'ingress' ? pod : peer;
  if (!('labels' in destination)) return [];
  return destination.namedPorts
    .filter((named) => named.protocol === protocol && named.containerPort === port)
    .map(({ name }) => name);
}

function pointsOf(connection: Connection): readonly Point[] {
  const { pod, peer, protocol, port } = connection;
  const isPod = 'labels' in peer;
  const labels = {
    ...axes('subject', pod.labels),
    ...(isPod && { ...axes('pod', peer.labels), ...axes('namespace', peer.namespaceLabels) }),
  };
  const { ip = '' } = peer;
  const base = {
    sort: isPod ? 'pods' : ip.includes(':') ? 'IPv6' : 'IPv4',
    labels,
    address: isPod ? 0n : (parseAddress(ip) ?? 0n),
    protocol: ['TCP', 'UDP', 'SCTP'].indexOf(protocol),
  } as const;
  return [port, ...namesOfPort(connection)].map((one) => ({ ...base, port: one }));
}

function axes(
  bearer: 'subject' | 'pod' | 'namespace',
  labels: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [axis(bearer, key), value]));
}
