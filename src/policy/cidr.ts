import { isIPv4, isIPv6 } from 'node:net';

/** An address block: the address as a number, how many bits the family has, and how many of them are fixed. */
export type Cidr = { readonly address: bigint; readonly bits: 32 | 128; readonly prefix: number };

/**
 * Reads a block as Kubernetes 1.36 does with StrictIPCIDRValidation: no leading zeros, no IPv4-mapped address, no bits
 * beyond the prefix (apimachinery pkg/util/validation/ip.go). Undefined for what it refuses.
 */
export function parseCidr(text: string): Cidr | undefined {
  const [, ip = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const bits = isIPv4(ip) ? 32 : isIPv6(ip) && !ip.includes('%') ? 128 : undefined;
  if (bits === undefined || Number(length) > bits) return undefined;
  const address = bits === 32 ? ipv4(ip) : ipv6(ip);
  const prefix = Number(length);
  const hostBits = address & ((1n << BigInt(bits - prefix)) - 1n);
  const isMapped = bits === 128 && address >> 32n === 0xffffn;
  return hostBits !== 0n || isMapped ? undefined : { address, bits, prefix };
}

/** Whether `inner` is a part of `outer` and smaller than it. */
export function isStrictlyWithin(inner: Cidr, outer: Cidr): boolean {
  const rest = BigInt(outer.bits - outer.prefix);
  return inner.bits === outer.bits && inner.prefix > outer.prefix && inner.address >> rest === outer.address >> rest;
}

function ipv4(ip: string): bigint {
  return ip.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}

function ipv6(ip: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(ip);
  if (dotted !== null) {
    const tail = ipv4(dotted[2] ?? '');
    return ipv6(`${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`);
  }
  const [head = '', tail] = ip.split('::');
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
