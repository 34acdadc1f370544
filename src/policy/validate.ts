import {
  DIRECTIONS,
  type Direction,
  type IpBlock,
  type LabelSelector,
  PEERS,
  type Peer,
  type Port,
  type Spec,
} from './api.ts';
import { isStrictlyWithin, parseCidr } from './cidr.ts';

/**
 * The first reason why the API server would refuse a decoded spec (HTTP 422), in short, or undefined (kubernetes
 * pkg/apis/networking/validation/validation.go; semantics 3.1). A policy that is refused must not drag others along.
 */
export function invalidity(spec: Spec): string | undefined {
  return first([
    spec.policyTypes.length > 2 && 'more than two policyTypes',
    ...spec.policyTypes.map((type) => type !== 'Ingress' && type !== 'Egress' && `policyTypes ${JSON.stringify(type)}`),
    selectorFault(spec.podSelector),
    ...DIRECTIONS.map((direction) => directionFault(spec, direction)),
  ]);
}

type Fault = string | false | undefined;

function first(faults: readonly Fault[]): string | undefined {
  return faults.find((fault): fault is string => typeof fault === 'string');
}

function directionFault(spec: Spec, direction: Direction): Fault {
  return first(
    (spec[direction] ?? []).flatMap((rule) => [
      ...(rule.ports ?? []).map(portFault),
      ...(rule[PEERS[direction]] ?? []).map(peerFault),
    ]),
  );
}

function portFault({ protocol, port, endPort }: Port): Fault {
  return first([
    !['TCP', 'UDP', 'SCTP'].includes(protocol) && `protocol ${JSON.stringify(protocol)}`,
    typeof port === 'number' && !isPortNumber(port) && `port ${port}`,
    typeof port === 'string' && !isPortName(port) && `port ${JSON.stringify(port)}`,
    endPort !== undefined &&
      (typeof port !== 'number' || endPort < port || !isPortNumber(endPort)) &&
      `endPort ${endPort}`,
  ]);
}

function isPortNumber(port: number): boolean {
  return port >= 1 && port <= 65535;
}

/** IANA service names (apimachinery pkg/util/validation, IsValidPortName). */
function isPortName(name: string): boolean {
  return /^(?!-)(?!.*--)(?=.*[a-z])[-a-z0-9]{1,15}(?<!-)$/.test(name);
}

function peerFault({ podSelector, namespaceSelector, ipBlock }: Peer): Fault {
  const selectors = [podSelector, namespaceSelector].filter((selector) => selector !== undefined);
  return first([
    selectors.length === 0 && ipBlock === undefined && 'a peer that is nothing',
    selectors.length > 0 && ipBlock !== undefined && 'an ipBlock beside a selector',
    ...selectors.map(selectorFault),
    ipBlock !== undefined && blockFault(ipBlock),
  ]);
}

function blockFault({ cidr, except = [] }: IpBlock): Fault {
  const outer = parseCidr(cidr);
  if (outer === undefined) return `cidr ${JSON.stringify(cidr)}`;
  const wrong = except.find((text) => {
    const inner = parseCidr(text);
    return inner === undefined || !isStrictlyWithin(inner, outer);
  });
  return wrong !== undefined && `except ${JSON.stringify(wrong)}`;
}

function selectorFault({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Fault {
  return first([
    ...Object.entries(matchLabels).flatMap(([key, value]) => [keyFault(key), valueFault(value)]),
    ...matchExpressions.flatMap(({ key, operator, values = [] }) => [
      keyFault(key),
      operatorFault(operator, values.length),
      ...values.map(valueFault),
    ]),
  ]);
}

function operatorFault(operator: string, values: number): Fault {
  if (operator === 'In' || operator === 'NotIn') return values === 0 && `operator ${operator} without values`;
  if (operator === 'Exists' || operator === 'DoesNotExist') return values > 0 && `operator ${operator} with values`;
  return `operator ${JSON.stringify(operator)}`;
}

const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;
const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function keyFault(key: string): Fault {
  const [name = '', prefix, ...rest] = key.split('/').reverse();
  const fits = rest.length === 0 && NAME.test(name) && (prefix === undefined || DNS_SUBDOMAIN.test(prefix));
  return !fits && `label key ${JSON.stringify(key)}`;
}

function valueFault(value: string): Fault {
  return value !== '' && !NAME.test(value) && `label value ${JSON.stringify(value)}`;
}
