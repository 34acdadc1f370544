import { PEERS } from '../../policy/api.ts';
import type { Box } from '../../traffic/box.ts';
import { arePortsWithin, isNoPort, portsMeet } from '../../traffic/ports.ts';
import { itemOf, piecesAround } from './beside.ts';
import { type Holder, liveSlots, type Piece } from './pool.ts';
import { asked, openers, portAt, portLeft, portsOf, type Scene, withPorts } from './scene.ts';

/** A piece that may go, with those that together allow all that it allows and stay; all of a cluster's may go at once. */
export type Redundancy = Piece & {
  readonly kind: 'rule' | 'peer' | 'port';
  readonly by: readonly Piece[];
};

/** What of a rule may go, once all is settled: the rule, or peers and ports of it, each with what allows it too. */
export function* tell(holder: Holder, scene: Scene): Generator<Redundancy> {
  const { policy, path, direction, rule, slots } = holder;
  const told = (kind: Redundancy['kind'], piece: Piece, by: readonly Piece[] | undefined): readonly Redundancy[] =>
    by === undefined || by.length === 0 ? [] : [{ ...piece, kind, by }];
  const around = (boxes: readonly Box[], peer?: number): readonly Piece[] | undefined =>
    asked(scene.telling, (budget) => piecesAround(boxes, { self: holder, peer, pools: scene.pools }, budget));
  if (holder.isDropped) {
    const opener = openers(scene, holder)[0];
    yield* told('rule', { policy, path }, opener === undefined ? around(slots) : [opener]);
    return;
  }
  for (const slot of slots) {
    const piece = itemOf(holder, PEERS[direction], slot.peer);
    if (!slot.isLive && slot.peer >= 0) yield* told('peer', piece, around([slot], slot.peer));
  }
  for (const i of (rule.ports ?? []).keys()) {
    if (!holder.droppedPorts.has(i)) continue;
    yield* told('port', itemOf(holder, 'ports', i), portsAround(i, holder, around));
  }
}

/** The ports of its rule that a port is a part of, one where one does it; what they leave, other rules allow. */
function portsAround(
  i: number,
  holder: Holder,
  around: (boxes: readonly Box[]) => readonly Piece[] | undefined,
): readonly Piece[] | undefined {
  const port = portAt(holder, i);
  const near = portsOf(holder).filter((other) => portsMeet(port, portAt(holder, other)));
  const one = near.find((other) => arePortsWithin(port, portAt(holder, other)));
  if (one !== undefined) return [itemOf(holder, 'ports', one)];
  const whole = around(withPorts(liveSlots(holder), port));
  if (whole?.length === 1) return whole;
  const left = portLeft(port, near, holder);
  const own = near.map((other) => itemOf(holder, 'ports', other));
  if (isNoPort(left)) return own;
  const others = around(withPorts(liveSlots(holder), left));
  return others === undefined || others.length === 0 ? undefined : [...own, ...others];
}
