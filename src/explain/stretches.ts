import type { Direction } from '../policy/api.ts';
import { PEERS } from '../policy/api.ts';
import { isolates, type Policy } from '../policy/policy.ts';
import { type Addresses, blockAddresses, EVERY_ADDRESS, type Family } from '../traffic/addresses.ts';
import { type Interval, intersect, joined } from '../traffic/intervals.ts';
import type { AddressEnd } from './end.ts';

/** Addresses in a row that the policies of a direction treat alike. */
export type Stretch = {
  readonly kind: 'addresses';
  readonly family: Family;
  readonly range: Interval<bigint>;
  readonly end: AddressEnd;
};

/** All addresses, cut wherever a block of a rule in force of this direction, or one of its exceptions, begins or ends. */
export function stretchesOf(policies: readonly Policy[], direction: Direction): readonly Stretch[] {
  const cuts: Record<Family, Set<bigint>> = { IPv4: new Set(), IPv6: new Set() };
  for (const { spec } of policies) {
    if (!isolates(spec, direction)) continue;
    for (const rule of spec[direction] ?? []) {
      for (const { ipBlock } of rule[PEERS[direction]] ?? []) {
        if (ipBlock === undefined) continue;
        for (const block of [ipBlock, { cidr: ipBlock.cidr }]) {
          const { family, addresses } = blockAddresses(block);
          for (const [from, to] of unbroken(family, addresses)) cuts[family].add(from).add(to);
        }
      }
    }
  }
  return (['IPv4', 'IPv6'] as const).flatMap((family) => familyStretches(family, cuts[family]));
}

/** Of IPv6, the addresses that are IPv4's are left out (addresses.ts): a block around them is one all the same. */
function unbroken(family: Family, addresses: Addresses): Addresses {
  const [hole] = EVERY_ADDRESS.IPv4;
  if (family === 'IPv4' || hole === undefined) return addresses;
  const isAround = addresses.some(([, to]) => to === hole[0]) && addresses.some(([from]) => from === hole[1]);
  return isAround ? joined([...addresses, hole]) : addresses;
}

function familyStretches(family: Family, cuts: ReadonlySet<bigint>): readonly Stretch[] {
  const whole = EVERY_ADDRESS[family];
  const points = [...new Set([...cuts, ...unbroken(family, whole).flat()])].sort((a, b) => (a < b ? -1 : 1));
  return points.flatMap((from, i): readonly Stretch[] => {
    const to = points[i + 1];
    if (to === undefined) return [];
    const range: Interval<bigint> = [from, to];
    const addresses = intersect(whole, [range]);
    return addresses.length === 0 ? [] : [{ kind: 'addresses', family, range, end: { kind: 'addresses', addresses } }];
  });
}
