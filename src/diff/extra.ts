import type { Box } from '../traffic/box.ts';
import type { Budget } from '../traffic/budget.ts';
import { boxKey } from '../traffic/coverage.ts';
import { arePortsWithin, isNoPort, NO_PORTS, namesOf, numbered, numbersOf, PROTOCOLS, SPAN } from '../traffic/ports.ts';
import { remainder } from '../traffic/remainder.ts';
import { isNoValue, NO_VALUE } from '../traffic/values.ts';
import { everyBox, type Ground, type Isolated, podsBox, type Side } from './side.ts';

/**
 * Connections that one side allows and the other does not. `open`: because no policy of the one isolates the pods. They are
 * what is left of `source`: of what a rule allows, or of everything.
 */
export type Extra = { readonly box: Box; readonly cause: 'rule' | 'open'; readonly source: Box };

/**
 * What the rules of a group allow its pods, and `other` does not: exact, and without overlaps. Throws Unproved past the
 * budget.
 */
export function* extraByRules(group: Isolated, other: Side, budget: Budget): Generator<Extra> {
  const given: Box[] = [];
  for (const box of group.boxes) {
    const same = other.byKey.get(boxKey(box));
    if (same !== undefined && arePortsWithin(box.ports, same.ports)) continue;
    const near = other.near(box);
    const allowed = other.boxesNear(box);
    const isClosed = near.some(({ key }) => key === group.key);
    const open = isClosed ? [] : [...remainder(box, everyOf(near, box), budget)];
    const taken = [...allowed, ...open, ...given];
    for (const piece of remainder(box, taken, budget)) {
      for (const real of withRealNames(piece, allowed, budget)) {
        given.push(real);
        yield { box: real, cause: 'rule', source: box };
      }
    }
  }
}

/**
 * What the pods of a group, isolated in `here`, may do beyond its rules where no policy of `other` isolates them. `told` are
 * the pods that other groups told already, by the keys of the groups; those of this one join them.
 */
export function* extraByOpening(
  group: Isolated,
  { here, other, ground, told }: Opening,
  budget: Budget,
): Generator<Extra> {
  if (other.groups.has(group.key)) return;
  const whole = podsBox(group.pods);
  const closed = other.near(whole).map(({ pods }) => podsBox(pods));
  const before = here.near(whole).flatMap(({ key }) => told.get(key) ?? []);
  const open = [...remainder(whole, [...closed, ...before], budget)];
  told.set(group.key, open);
  for (const pods of open) {
    const allowed = here.boxesNear(pods);
    for (const box of everyBox(pods.labels, ground))
      for (const piece of remainder(box, allowed, budget))
        for (const real of withRealNames(piece, allowed, budget)) yield { box: real, cause: 'open', source: box };
  }
}

/** The two sides of an opening: the pods are isolated here and not in the other. */
export type Opening = {
  readonly here: Side;
  readonly other: Side;
  readonly ground: Ground;
  readonly told: Map<string, readonly Box[]>;
};

/** The pods of some groups, as boxes that hold whatever a box holds of them. */
function everyOf(groups: readonly Isolated[], { sort, addresses, ports }: Box): readonly Box[] {
  return groups.map(({ pods }) => ({ sort, labels: pods, addresses, ports }));
}

/**
 * A port that only a name reaches counts where some number is left that the others do not allow: a pod may give the name to
 * that one. Where they allow every number, the name is one of them, and nothing more.
 */
function* withRealNames(piece: Box, others: readonly Box[], budget: Budget): Generator<Box> {
  let { ports } = piece;
  const doubtful = PROTOCOLS.filter(
    (protocol) => !isNoValue(namesOf(ports, protocol)) && numbersOf(ports, protocol).length === 0,
  );
  for (const protocol of doubtful) {
    const names = namesAlone(ports, protocol);
    ports = { ...ports, names: without(ports.names, protocol) };
    const numbers = numbered(protocol, [[1, SPAN]]);
    for (const { labels, addresses } of remainder({ ...piece, ports: numbers }, others, budget))
      yield { ...piece, labels, addresses, ports: names };
  }
  if (!isNoPort(ports)) yield ports === piece.ports ? piece : { ...piece, ports };
}

type Names = Box['ports']['names'];

function namesAlone(ports: Box['ports'], protocol: (typeof PROTOCOLS)[number]): Box['ports'] {
  const [tcp, udp, sctp] = PROTOCOLS.map((one) => (one === protocol ? namesOf(ports, one) : NO_VALUE));
  return { ...NO_PORTS, names: [tcp ?? NO_VALUE, udp ?? NO_VALUE, sctp ?? NO_VALUE] };
}

function without(names: Names, protocol: (typeof PROTOCOLS)[number]): Names {
  const [tcp, udp, sctp] = PROTOCOLS.map((one, i) => (one === protocol ? NO_VALUE : (names[i] ?? NO_VALUE)));
  return [tcp ?? NO_VALUE, udp ?? NO_VALUE, sctp ?? NO_VALUE];
}
