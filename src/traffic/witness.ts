import { NAMESPACE_NAME } from '../policy/certainty.ts';
import { type Addresses, addressText } from './addresses.ts';
import { ABSENT, axisParts, type Bearer, type Box, type Sort } from './box.ts';
import { hasOtherProtocols, namesOf, numbersOf, type PortSet, PROTOCOLS } from './ports.ts';
import { has, isNoValue, type Values } from './values.ts';

/** Labels of one pod or namespace. */
export type Labels = Readonly<Record<string, string>>;

/** One concrete connection. `port` is a number or the name of a container's port; without one, any port will do. */
export type Witness = {
  readonly sort: Sort;
  /** Labels of the pod that the policies select, as far as they matter. */
  readonly subject: Labels;
  /** Labels of the other end's namespace and pod; `address` where the other end is one. */
  readonly namespace?: Labels;
  readonly pod?: Labels;
  readonly address?: string;
  readonly protocol: string;
  readonly port?: number | string;
};

/** A connection out of a box: the plainest that it holds. Labels that may be missing are. */
export function witnessOf({ sort, labels, addresses, ports }: Box): Witness {
  const borne: Record<Bearer, Record<string, string>> = { subject: {}, namespace: {}, pod: {} };
  for (const [name, states] of labels) {
    const [bearer, key] = axisParts(name);
    const value = plainest(states, key !== NAMESPACE_NAME);
    if (value !== ABSENT) borne[bearer][key] = value;
  }
  const isPod = sort === 'pods' || sort === 'namespaces' || sort === 'own pods';
  return {
    sort,
    subject: borne.subject,
    ...(isPod && sort !== 'own pods' && { namespace: borne.namespace }),
    ...(isPod && { pod: borne.pod }),
    ...((sort === 'IPv4' || sort === 'IPv6') && { address: plainestAddress(addresses) }),
    ...plainestPort(ports),
  };
}

/** One of some values: missing, where a label may be, else the first that is named, else one that nobody names. */
function plainest(states: Values, mayMiss: boolean): string {
  if (states.in) return [...states.values].sort().find((value) => value !== ABSENT) ?? ABSENT;
  if (mayMiss && has(states, ABSENT)) return ABSENT;
  for (let i = 0; ; i++) {
    const value = i === 0 ? 'other' : `other-${i}`;
    if (has(states, value)) return value;
  }
}

/** Addresses for documentation, which people know from examples (RFC 5737, RFC 3849). */
const FAMILIAR = [0xffff_cb00_7101n, 0x2001_0db8_0000_0000_0000_0000_0000_0001n];

function plainestAddress(addresses: Addresses): string {
  const familiar = FAMILIAR.find((address) => addresses.some(([from, to]) => from <= address && address < to));
  const [from, to] = addresses[0] ?? [0n, 1n];
  return addressText(familiar ?? (to - from > 2n ? from + 1n : from));
}

function plainestPort(ports: PortSet): Pick<Witness, 'protocol' | 'port'> {
  for (const protocol of PROTOCOLS) {
    const numbers = numbersOf(ports, protocol);
    const [first] = numbers;
    if (first === undefined) continue;
    const familiar = [80, 443].find((port) => numbers.some(([from, to]) => from <= port && port < to));
    return { protocol, port: familiar ?? first[0] };
  }
  for (const protocol of PROTOCOLS) {
    const names = namesOf(ports, protocol);
    if (!isNoValue(names)) return { protocol, port: plainest(names, false) };
  }
  return { protocol: hasOtherProtocols(ports) ? 'ICMP' : 'none' };
}
