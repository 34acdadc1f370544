import type { Path } from '../finding.ts';
import type { Port } from './api.ts';
import { type Invalid, invalid, unsupported } from './invalid.ts';
import { portNameFaults } from './names.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

/** kubernetes pkg/apis/networking/validation, ValidateNetworkPolicyPort. */
export function validatePort({ protocol, port, endPort }: Port, path: Path): readonly Invalid[] {
  const [at, atEnd] = [
    [...path, 'port'],
    [...path, 'endPort'],
  ];
  const ofProtocol = PROTOCOLS.includes(protocol)
    ? []
    : [unsupported('protocol', [...path, 'protocol'], protocol, PROTOCOLS)];
  const end = (words: string): readonly Invalid[] =>
    endPort === undefined ? [] : [invalid('end-port', atEnd, endPort, words)];
  if (port === undefined) return [...ofProtocol, ...end('may not be specified when `port` is not specified')];
  if (typeof port === 'string') {
    return [
      ...ofProtocol,
      ...end('may not be specified when `port` is non-numeric'),
      ...portNameFaults(port).map((words) => invalid('port-name', at, port, words)),
    ];
  }
  return [
    ...ofProtocol,
    ...(isPortNumber(port) ? [] : [invalid('port-number', at, port, RANGE)]),
    ...(endPort !== undefined && endPort < port ? end('must be greater than or equal to `port`') : []),
    ...(endPort === undefined || isPortNumber(endPort) ? [] : end(RANGE)),
  ];
}

const RANGE = 'must be between 1 and 65535, inclusive';

function isPortNumber(port: number): boolean {
  return port >= 1 && port <= 65535;
}
