import { NAMESPACE_NAME } from '../policy/certainty.ts';
import { rangeText } from './addresses.ts';
import { ABSENT, axisParts, type Bearer, type Box } from './box.ts';
import {
  ALL_PORTS,
  arePortsWithin,
  hasOtherProtocols,
  namesOf,
  numbersOf,
  type PortSet,
  PROTOCOLS,
  SPAN,
} from './ports.ts';
import type { Values } from './values.ts';
import type { Labels, Witness } from './witness.ts';

/** The other end of some connections in words: `pods app=web of namespaces team=a`, `addresses 10.0.0.0/8`. */
export function describePeer(box: Box): string {
  const namespaces = labelWords(box, 'namespace');
  const pods = labelWords(box, 'pod');
  switch (box.sort) {
    case 'IPv4':
    case 'IPv6':
      return `addresses ${few(box.addresses.map(rangeText))}`;
    case 'other':
      return 'nodes and whatever is neither a pod nor an address';
    case 'own pods':
      return pods === '' ? 'every pod of its namespace' : `pods ${pods} of its namespace`;
    default:
      return `${pods === '' ? 'every pod' : `pods ${pods}`} of ${describeNamespaces(box, namespaces)}`;
  }
}

/** The pods that policies select, in words; '' is every pod. */
export function describeSubject(box: Box): string {
  return labelWords(box, 'subject');
}

/** Ports in words: `every port`, `TCP 80, 8000-8080, http; every UDP port`. */
export function describePorts(ports: PortSet): string {
  if (arePortsWithin(ALL_PORTS, ports)) return 'every port';
  const parts = PROTOCOLS.map((protocol) => {
    const numbers = numbersOf(ports, protocol);
    const names = namesOf(ports, protocol);
    const [first] = numbers;
    const isWhole = first?.[0] === 1 && first[1] === SPAN;
    if (isWhole && !names.in && names.values.size === 0) return `every ${protocol} port`;
    const words = numbers.map(([from, to]) => (to - from === 1 ? String(from) : `${from}-${to - 1}`));
    if (names.in) words.push(...[...names.values].sort());
    else words.push(`every name${names.values.size === 0 ? '' : ` but ${[...names.values].sort().join(', ')}`}`);
    return words.length === 0 ? '' : `${protocol} ${words.join(', ')}`;
  });
  const other = hasOtherProtocols(ports) ? ['other protocols'] : [];
  return [...parts.filter((part) => part !== ''), ...other].join('; ');
}

/** One connection's other end in words: `pod app=web in namespace team=a`, `203.0.113.1`. */
export function describeWitness({ sort, namespace = {}, pod = {}, address, protocol, port }: Witness): string {
  const ports = port === undefined ? protocol : `${protocol} ${port}`;
  if (address !== undefined) return `${address}, ${ports}`;
  if (sort === 'other') return `a node, ${ports}`;
  const where = sort === 'own pods' ? 'its namespace' : namespaceWords(namespace);
  return `a pod ${plainLabels(pod, 'without labels')} in ${where}, ${ports}`;
}

/** Labels on one line; `none` where there are none. */
export function plainLabels(labels: Labels, none: string): string {
  const entries = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return entries.length === 0 ? none : entries.sort().join(',');
}

function namespaceWords({ [NAMESPACE_NAME]: name, ...labels }: Labels): string {
  const rest = plainLabels(labels, '');
  if (name === undefined) return rest === '' ? 'any namespace' : `a namespace ${rest}`;
  return `namespace ${name}${rest === '' ? '' : ` (${rest})`}`;
}

function describeNamespaces({ labels }: Box, words: string): string {
  const entries = [...labels].filter(([name, states]) => axisParts(name)[0] === 'namespace' && asksMuch(name, states));
  const [first, ...others] = entries;
  if (first === undefined) return 'every namespace';
  const [name, states] = first;
  const isName = axisParts(name)[1] === NAMESPACE_NAME && others.length === 0 && states.in;
  if (isName)
    return states.values.size === 1
      ? `namespace ${[...states.values][0]}`
      : `namespaces ${[...states.values].sort().join(', ')}`;
  return `namespaces ${words}`;
}

function labelWords({ labels }: Box, bearer: Bearer): string {
  return [...labels]
    .filter(([name, states]) => axisParts(name)[0] === bearer && asksMuch(name, states))
    .map(([name, states]) => stateWords(axisParts(name)[1], states))
    .sort()
    .join(', ');
}

/** That every namespace has a name goes without saying. */
function asksMuch(name: string, states: Values): boolean {
  if (!states.in && states.values.size === 0) return false;
  const [bearer, key] = axisParts(name);
  return !(
    bearer === 'namespace' &&
    key === NAMESPACE_NAME &&
    !states.in &&
    states.values.size === 1 &&
    states.values.has(ABSENT)
  );
}

function stateWords(key: string, states: Values): string {
  const named = [...states.values].filter((value) => value !== ABSENT).sort();
  const isAbsentNamed = states.values.has(ABSENT);
  const [value] = named;
  if (states.in) {
    if (isAbsentNamed) return named.length === 0 ? `!${key}` : `${key} in (${few(named)}) or missing`;
    return named.length === 1 ? `${key}=${value}` : `${key} in (${few(named)})`;
  }
  if (named.length === 0) return key;
  const not = named.length === 1 ? `${key}!=${value}` : `${key} notin (${few(named)})`;
  return isAbsentNamed ? `${key}, ${not}` : not;
}

/** More than this nobody reads; JSON has them all. */
const MAX_LISTED = 12;

function few(words: readonly string[]): string {
  if (words.length <= MAX_LISTED) return words.join(', ');
  return `${words.slice(0, MAX_LISTED - 2).join(', ')} and ${words.length - MAX_LISTED + 2} more`;
}
