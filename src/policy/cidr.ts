/**
 * An address with the length of its prefix, as `netutils.ParseCIDRSloppy` reads it (k8s.io/utils/net): leading zeros, an
 * IPv4 address in IPv6 clothes and bits beyond the prefix are taken.
 */
export type Cidr = {
  /** All 128 bits; IPv4 stands where `::ffff:0:0/96` maps it. */
  readonly address: bigint;
  /** How many bits the prefix counts against: 32 where it was written as IPv4. */
  readonly bits: 32 | 128;
  readonly prefix: number;
  /** Zeros in front that only Kubernetes' own parser takes: Go's netip refuses them. */
  readonly hasLeadingZeros: boolean;
};

/** Undefined for what no release of Kubernetes takes. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const [ip, length] = [text.slice(0, slash), text.slice(slash + 1)];
  const ipv4 = parseIpv4(ip);
  const address = ipv4 === undefined ? parseIpv6(ip) : MAPPED | ipv4;
  const prefix = decimal(length);
  const bits = ipv4 === undefined ? 128 : 32;
  if (address === undefined || prefix === undefined || prefix > bits) return undefined;
  return { address, bits, prefix, hasLeadingZeros: hasZerosInFront(ip) || /^0\d/.test(length) };
}

/** The network address: the bits beyond the prefix are zero. */
export function networkOf(cidr: Cidr): Cidr {
  const rest = BigInt(cidr.bits - cidr.prefix);
  return { ...cidr, address: (cidr.address >> rest) << rest };
}

/** Whether the address is an IPv4 one, written as such or mapped. */
export function isIpv4({ address }: Cidr): boolean {
  return address >> 32n === 0xffffn;
}

/** Whether `inner` is a part of `outer` and smaller than it, by Go's arithmetic: net.IPNet.Contains and Mask.Size. */
export function isStrictlyWithin(inner: Cidr, outer: Cidr): boolean {
  const [network, address] = [networkOf(outer), networkOf(inner)];
  if (isIpv4(network) !== isIpv4(address)) return false;
  const rest = BigInt(outer.bits - outer.prefix);
  return outer.prefix < inner.prefix && network.address >> rest === address.address >> rest;
}

/** The network as Go prints it: IPv4 where it is or was mapped, else IPv6 by RFC 5952. */
export function formatNetwork(cidr: Cidr): string {
  const network = networkOf(cidr);
  const mapped = isIpv4(network) && cidr.bits === 128;
  return `${formatAddress(network)}/${mapped ? cidr.prefix - 96 : cidr.prefix}`;
}

/** The address alone as Go prints it. */
export function formatAddress(cidr: Cidr): string {
  if (isIpv4(cidr)) return [24n, 16n, 8n, 0n].map((shift) => (cidr.address >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((cidr.address >> BigInt(112 - 16 * i)) & 0xffffn));
  const [start, length] = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

const MAPPED = 0xffffn << 32n;

/** Go reads no number of 16777215 or more. */
function decimal(digits: string): number | undefined {
  return /^\d+$/.test(digits) && Number(digits) < 0xffffff ? Number(digits) : undefined;
}

/** Of an IPv6 group, up to four digits may be zeros in front. */
function hasZerosInFront(ip: string): boolean {
  return ip.split(':').some((part) => (part.includes('.') ? /(^|\.)0\d/.test(part) : part.length > 4));
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split('.').map(decimal);
  if (octets.length !== 4 || octets.some((octet) => octet === undefined || octet > 255)) return undefined;
  return octets.reduce((sum: bigint, octet) => (sum << 8n) | BigInt(octet ?? 0), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = parseGroups(head, tail === undefined);
  const right = parseGroups(tail ?? '', true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<number>(missing).fill(0), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
}

/** Groups of four hex digits, any zeros in front; only the last of all may be an IPv4 address. */
function parseGroups(text: string, isLast: boolean): readonly number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const ipv4 = isLast && i === parts.length - 1 ? parseIpv4(part) : undefined;
      if (ipv4 === undefined) return undefined;
      groups.push(Number(ipv4 >> 16n), Number(ipv4 & 0xffffn));
      continue;
    }
    const group = /^[\da-f]+$/i.test(part) ? Number.parseInt(part, 16) : Number.NaN;
    if (!(group <= 0xffff)) return undefined;
    groups.push(group);
  }
  return groups;
}

/** Where the longest run of zero groups begins, the first of equals, and how long it is. */
function longestZeros(groups: readonly number[]): readonly [start: number, length: number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > best[1]) best = [start, end - start];
  }
  return best;
}
