import { ALL_PORTS, numeric, type PortSet, PROTOCOLS, portSet } from '../traffic/ports.ts';
import type { NamedEnd } from './named-end.ts';
import { resolved } from './resolved.ts';

/** The ports that a person asks of, as numbers; or one line that says why there are none. */
export type AskedPort = { readonly ports: PortSet } | { readonly problem: string };

/** Nobody asked of a port: all of them are meant. */
export const NO_PORT_ASKED: AskedPort = { ports: numeric(ALL_PORTS.numbers) };

/** Reads `80`, `UDP/53`, `8000-8080` or the name of a port of the destination's containers; TCP where no protocol is given. */
export function asPort(text: string, destination: NamedEnd): AskedPort {
  const [, given = 'TCP', rest = ''] = /^(?:([A-Za-z]+)\/)?(.+)$/.exec(text) ?? [];
  const protocol = PROTOCOLS.find((one) => one === given.toUpperCase());
  if (protocol === undefined) return { problem: `${given} is no protocol of NetworkPolicies: TCP, UDP or SCTP` };
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(rest) ?? [];
  if (first === undefined) return namedPort(rest, protocol, destination);
  const [port, endPort] = [Number(first), Number(last ?? first)];
  if (port < 1 || endPort > 65_535 || endPort < port) return { problem: `${text} is no port: 1 to 65535` };
  return { ports: portSet([{ protocol, port, endPort }]) };
}

function namedPort(name: string, protocol: string, { name: title, end }: NamedEnd): AskedPort {
  if (end.kind === 'addresses') return { problem: `an address has no port by the name ${name}: give a number` };
  if (end.ports === undefined) return { problem: `nothing tells what ${name} is of ${title}: give a number` };
  const names = portSet([{ protocol, port: name }]);
  const { sure } = resolved({ sure: names, possible: names }, end);
  if (sure.numbers.length > 0) return { ports: sure };
  const declared = end.ports.flatMap((port) => (port.name === '' ? [] : [`${port.protocol}/${port.name}`]));
  const hint = declared.length === 0 ? 'none of its ports has a name' : `it has ${declared.join(', ')}`;
  return { problem: `no container of ${title} has a ${protocol} port ${name}: ${hint}` };
}
