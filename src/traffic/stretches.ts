import type { Direction } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { blockAddresses, EVERY_ADDRESS, type Family } from './addresses.ts';
import type { AddressEnd } from './end.ts';
import { type Interval, intersect } from './intervals.ts';

/** Addresses in a row that the policies of a direction treat alike. */
export type Stretch = {
  readonly kind: 'addresses';
  readonly family: Family;
  readonly range: Interval<bigint>;
  readonly end: AddressEnd;
};

/** All addresses, cut wherever a block of a rule in force of this direction, or one of its exceptions, begins or ends. */
export function stretchesOf(policies: readonly Policy[], direction: Direction): readonly Stretch[] {
  const cuts = new Set<bigint>();
  for (const { spec } of policies) {
    if (!isolates(spec, direction)) continue;
    for (const rule of spec[direction] ?? []) {
      for (const { ipBlock } of rule[PEERS[direction]] ?? []) {
        if (ipBlock === undefined) continue;
        for (const [from, to] of [
          ...blockAddresses({ cidr: ipBlock.cidr }).addresses,
          ...blockAddresses(ipBlock).addresses,
        ])
          cuts.add(from).add(to);
      }
    }
  }
  return (['IPv4', 'IPv6'] as const).flatMap((family) => familyStretches(family, cuts));
}

function familyStretches(family: Family, cuts: ReadonlySet<bigint>): readonly Stretch[] {
  const whole = EVERY_ADDRESS[family];
  const points = [...new Set([...cuts, ...whole.flat()])].sort((a, b) => (a < b ? -1 : 1));
  return points.flatMap((from, i): readonly Stretch[] => {
    const to = points[i + 1];
    if (to === undefined) return [];
    const range: Interval<bigint> = [from, to];
    const addresses = intersect(whole, [range]);
    return addresses.length === 0 ? [] : [{ kind: 'addresses', family, range, end: { kind: 'addresses', addresses } }];
  });
}
