import type { IpBlock } from '../policy/api.ts';
import { type Cidr, formatAddress, isIpv4, networkOf, parseCidr } from '../policy/cidr.ts';
import { Unproved } from './budget.ts';
import { type Interval, type Intervals, joined, subtract } from './intervals.ts';

/** A family of addresses. To Go, an IPv4 address is never one of an IPv6 block, nor the other way round (net.IPNet.Contains). */
export type Family = 'IPv4' | 'IPv6';

/** Addresses as numbers of 128 bits; IPv4 stands where `::ffff:0:0/96` maps it, which no IPv6 block reaches. */
export type Addresses = Intervals<bigint>;

const MAPPED: Interval<bigint> = [0xffffn << 32n, 0x10000n << 32n];

/** Every address of a family. */
export const EVERY_ADDRESS: Readonly<Record<Family, Addresses>> = {
  IPv4: [MAPPED],
  IPv6: subtract([[0n, 1n << 128n]], [MAPPED]),
};

/** The addresses of a block without its exceptions. Throws Unproved for what is no CIDR: the API refuses it. */
export function blockAddresses({ cidr, except = [] }: IpBlock): {
  readonly family: Family;
  readonly addresses: Addresses;
} {
  const block = networkOf(read(cidr));
  const holes = joined(except.flatMap((hole) => addressesOf(networkOf(read(hole)))));
  return { family: isIpv4(block) ? 'IPv4' : 'IPv6', addresses: subtract(addressesOf(block), holes) };
}

/** One address as it is written. */
export function addressText(address: bigint): string {
  return formatAddress({ address, bits: 128, prefix: 128, hasLeadingZeros: false });
}

/** An interval as people write it: a CIDR where it is one, else its first and last address. */
export function rangeText([from, to]: Interval<bigint>): string {
  const size = to - from;
  const isBlock = (size & (size - 1n)) === 0n && from % size === 0n;
  if (!isBlock) return `${addressText(from)}-${addressText(to - 1n)}`;
  const free = size.toString(2).length - 1;
  const isMapped = from >= MAPPED[0] && to <= MAPPED[1];
  return `${addressText(from)}/${isMapped ? 32 - free : 128 - free}`;
}

/** The number of one address as text, or undefined for what is none. */
export function parseAddress(text: string): bigint | undefined {
  return parseCidr(`${text}/0`)?.address;
}

function read(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Unproved(`${JSON.stringify(text)} is no CIDR`);
  return cidr;
}

function addressesOf(network: Cidr): Addresses {
  const { address, bits, prefix } = network;
  const range: Interval<bigint> = [address, address + (1n << BigInt(bits - prefix))];
  return isIpv4(network) ? [range] : subtract([range], [MAPPED]);
}
