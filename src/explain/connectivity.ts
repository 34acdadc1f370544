import type { Cluster } from '../group/cluster.ts';
import { identityOf } from '../group/group.ts';
import type { Direction } from '../policy/api.ts';
import type { Policy } from '../policy/policy.ts';
import type { Workload } from '../policy/workload.ts';
import { Unproved } from '../traffic/budget.ts';
import { intersectPorts, isNoPort, NO_PORTS, numeric, unitePorts } from '../traffic/ports.ts';
import { type End, endOfWorkload, type PodEnd, type World } from './end.ts';
import { type Answer, EVERYTHING, resolved } from './resolved.ts';
import { type Isolating, isolatingPolicies, sideOf } from './side.ts';
import { type Stretch, stretchesOf } from './stretches.ts';

/** The pods of one workload, or those that one controller made, by the name that people know them by. */
export type Place = {
  readonly kind: 'pods';
  readonly namespace: string;
  readonly name: string;
  /** The kind of the workload or the controller; 'Pod' for one that has none. */
  readonly owner: string;
  readonly workloads: readonly Workload[];
};

/** One end of a line of the list. */
export type ListedEnd = Place | Stretch;

/** What one end may send to another: ports as numbers, and what only may be. Of several pods, what one of them may. */
export type Listed = { readonly from: ListedEnd; readonly to: ListedEnd } & Answer;

/** More pairs than anybody reads. */
const MAX_PAIRS = 4_000_000;

/**
 * Every pair of ends, in order, between which some port is allowed or may be: workloads with each other, and with the
 * addresses outside, cut wherever a block of a policy of that direction begins or ends. Pods of one workload among each
 * other are left out. `cutBy` are other policies to cut by, so that two lists can be compared. Throws Unproved for more than MAX_PAIRS.
 */
export function connectivity(
  cluster: Cluster,
  world: World = 'open',
  cutBy: readonly Policy[] = cluster.policies,
): readonly Listed[] {
  const places = placesOf(cluster.workloads);
  const [sources, destinations] = [stretchesOf(cutBy, 'ingress'), stretchesOf(cutBy, 'egress')];
  const pairs = places.length * (places.length + sources.length + destinations.length);
  if (pairs > MAX_PAIRS) throw new Unproved(`${pairs} pairs are too many to list`);
  const ends = new Map<Place, readonly Seat[]>(places.map((place) => [place, seatsOf(place, cluster, world)]));
  const seats = (place: Place): readonly Seat[] => ends.get(place) ?? [];
  const ask = asker(cluster);
  const fromAddresses = sources.flatMap((from) => places.map((to) => lineOf(from, to, [from.end], seats(to), ask)));
  const fromPods = places.flatMap((from) => [
    ...destinations.map((to) => lineOf(from, to, seats(from), [to.end], ask)),
    ...places.filter((to) => to !== from).map((to) => lineOf(from, to, seats(from), seats(to), ask)),
  ]);
  return [...fromAddresses, ...fromPods].filter(({ possible }) => !isNoPort(possible));
}

/** Workloads by the name that people know them by: pods of one controller are one. In the order of their names. */
export function placesOf(workloads: readonly Workload[]): readonly Place[] {
  const places = new Map<string, Place & { readonly workloads: Workload[] }>();
  for (const workload of workloads) {
    const { namespace, ref, owner } = workload;
    const [kind, name] = owner === undefined ? [ref.kind, ref.name] : [owner.kind || 'Pod', owner.name];
    const key = JSON.stringify([namespace, kind, name]);
    const place = places.get(key) ?? { kind: 'pods', namespace, name, owner: kind, workloads: [] };
    place.workloads.push(workload);
    places.set(key, place);
  }
  return [...places.values()].sort(
    (a, b) => order(a.namespace, b.namespace) || order(a.name, b.name) || order(a.owner, b.owner),
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Pods with the policies that isolate them, each direction asked once. */
type Seat = { readonly end: PodEnd; readonly by: Readonly<Record<Direction, Row>> };

/** Pods that the same policies isolate are allowed the same, names of ports aside. */
type Row = { readonly key: string; readonly isolating: readonly Isolating[] };

function seatsOf({ workloads }: Place, cluster: Cluster, world: World): readonly Seat[] {
  return workloads.map((workload) => {
    const end = endOfWorkload(workload, cluster, world);
    const row = (direction: Direction): Row => {
      const isolating = isolatingPolicies(cluster, end, direction);
      const names = isolating.map((one) => [identityOf(one.policy, cluster.namespace), one.selects]);
      return { key: JSON.stringify([direction, names]), isolating };
    };
    return { end, by: { ingress: row('ingress'), egress: row('egress') } };
  });
}

type Ask = (row: Row, direction: Direction, other: End) => Answer;

function asker({ namespace }: Cluster): Ask {
  const known = new Map<string, Map<End, Answer>>();
  return (row, direction, other) => {
    const answers = known.get(row.key) ?? new Map<End, Answer>();
    known.set(row.key, answers);
    const answer = answers.get(other) ?? sideOf(row.isolating, direction, other, namespace).answer;
    answers.set(other, answer);
    return answer;
  };
}

function lineOf(
  from: ListedEnd,
  to: ListedEnd,
  sources: readonly (Seat | End)[],
  destinations: readonly (Seat | End)[],
  ask: Ask,
): Listed {
  let all: Answer = { sure: NO_PORTS, possible: NO_PORTS };
  for (const source of sources) {
    for (const destination of destinations) {
      const end = endOf(destination);
      const leaves = 'by' in source ? ask(source.by.egress, 'egress', end) : EVERYTHING;
      // Most pairs of a large cluster end here: names of ports need not be looked up for nothing.
      if (isNoPort(leaves.possible)) continue;
      const enters = 'by' in destination ? ask(destination.by.ingress, 'ingress', endOf(source)) : EVERYTHING;
      if (isNoPort(enters.possible)) continue;
      all = united(all, met(resolved(leaves, end), resolved(enters, end)));
    }
  }
  return { from, to, ...all };
}

function endOf(seat: Seat | End): End {
  return 'end' in seat ? seat.end : seat;
}

/** What both of two ends allow. */
export function met(a: Answer, b: Answer): Answer {
  return { sure: intersectPorts(a.sure, b.sure), possible: intersectPorts(a.possible, b.possible) };
}

function united(a: Answer, b: Answer): Answer {
  const unite = (x: Answer['sure'], y: Answer['sure']): Answer['sure'] => numeric(unitePorts(x, y).numbers);
  return { sure: unite(a.sure, b.sure), possible: unite(a.possible, b.possible) };
}
