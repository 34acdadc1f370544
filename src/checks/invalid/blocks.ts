import { type Cidr, formatAddress, formatNetwork, isIpv4, parseCidr } from '../../policy/cidr.ts';
import { hasHostBits } from '../../policy/cidr-words.ts';

const EXAMPLE = 'a block of addresses such as 10.9.8.0/24 or 2001:db8::/64.';

/** What to write in place of a text that is no block: an address alone lacks only its mask. */
export function blockInstead(text: string): string {
  if (/^0+(\/0+)?$/.test(text)) return '`0.0.0.0/0`, or `::/0` for IPv6.';
  const address = text.includes('/') ? undefined : (parseCidr(`${text.trim()}/32`) ?? parseCidr(`${text.trim()}/128`));
  return address === undefined
    ? EXAMPLE
    : `\`${single(parseCidr(`${text.trim()}/128`) ?? address)}\` for this address alone.`;
}

/** What a block is that parses and that Kubernetes 1.36 does not take. */
export function formOf(text: string): string {
  const cidr = parseCidr(text);
  if (cidr?.hasLeadingZeros) return 'a block with zeros in front of a number, which some read as octal';
  if (cidr?.bits === 128 && isIpv4(cidr)) return 'a block of IPv4 addresses in the clothes of IPv6';
  return 'an address with a mask, and no block: it has bits beyond the prefix';
}

/** What to write in place of a block that only looks like one: the network, or the one address if that was meant. */
export function formInstead(text: string): string {
  const cidr = parseCidr(text);
  if (cidr === undefined) return EXAMPLE;
  const network = `\`${formatNetwork(cidr)}\``;
  return hasHostBits(cidr) ? `${network} for the network, or \`${single(cidr)}\` for the address.` : `${network}.`;
}

/** What to write in place of an exception that excepts nothing or everything. */
export function exceptionInstead(cidr: string, except: string): string {
  const [outer, inner] = [parseCidr(cidr), parseCidr(except)];
  if (outer !== undefined && inner !== undefined && formatNetwork(outer) === formatNetwork(inner))
    return 'a smaller part, or delete the whole peer if nothing of the block is to be let through.';
  return `a block inside of ${cidr} and smaller than it, or delete the exception.`;
}

function single(cidr: Cidr): string {
  return `${formatAddress(cidr)}/${isIpv4(cidr) ? 32 : 128}`;
}
