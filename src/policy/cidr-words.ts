import { type Cidr, formatAddress, formatNetwork, isIpv4, networkOf, parseCidr } from './cidr.ts';
import { quote } from './quote.ts';
import { isSince, type KubernetesVersion } from './version.ts';

/** What no release takes. */
export const NO_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/**
 * What the gate StrictIPCIDRValidation refuses of a block that parses (apimachinery pkg/util/validation/ip.go, parseCIDR), or
 * undefined. It is on since Kubernetes 1.36.
 */
export function strictCidrFault(cidr: Cidr): string | undefined {
  if (cidr.hasLeadingZeros) return 'must not have leading 0s in IP or prefix length';
  if (isMapped(cidr)) return 'must not have an IPv4-mapped IPv6 address';
  return hasHostBits(cidr) ? 'must not have bits set beyond the prefix length' : undefined;
}

/** What the server says of a block that it takes (GetWarningsForCIDR); Kubernetes 1.32 and older say nothing. */
export function cidrWarnings(text: string, version: KubernetesVersion): readonly string[] {
  const cidr = parseCidr(text);
  if (cidr === undefined || !isSince(version, 33)) return [];
  const network = formatNetwork(cidr);
  const warnings: string[] = [];
  if (hasHostBits(cidr)) {
    const single = `${formatAddress(cidr)}/${cidr.bits}`;
    warnings.push(
      `CIDR value ${quote(text)} is ambiguous in this context (should be ${quote(network)} or ${quote(single)}?)`,
    );
  }
  if (cidr.hasLeadingZeros || isMapped(cidr)) {
    const verdict = isSince(version, 36) ? 'is invalid' : 'will be considered invalid in a future Kubernetes release';
    warnings.push(`non-standard CIDR value ${quote(text)} ${verdict}: use ${quote(network)}`);
  }
  if (warnings.length === 0 && cidr.bits === 128 && network !== text)
    warnings.push(`IPv6 CIDR value ${quote(text)} should be in RFC 5952 canonical format (${quote(network)})`);
  return warnings;
}

/** Whether the address has bits that the prefix leaves out. */
export function hasHostBits(cidr: Cidr): boolean {
  return networkOf(cidr).address !== cidr.address;
}

function isMapped(cidr: Cidr): boolean {
  return cidr.bits === 128 && isIpv4(cidr);
}
