import { isIPv6 } from 'node:net';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Labels of a pod or of a namespace. */
export type Labels = Readonly<Record<string, string>>;

/** One of containers[].ports of a pod. */
export type NamedPort = { readonly name: string; readonly protocol: string; readonly containerPort: number };

/** A pod. `ip` only where ipBlocks shall see it: the API leaves open whether they do, and CNIs differ. */
export type Pod = {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  readonly namedPorts: readonly NamedPort[];
  readonly ip?: string;
};

/** The other end: a pod, an address outside the cluster, or a node, which is neither. */
export type Peer = Pod | { readonly ip: string } | { readonly ip?: never };

export type Direction = 'ingress' | 'egress';

/**
 * One side of a connection: `pod` is the pod that policies select, `peer` the other end. `port` is the number at the
 * destination: of `pod` for ingress, of `peer` for egress.
 */
export type Connection = {
  readonly direction: Direction;
  readonly pod: Pod;
  readonly peer: Peer;
  readonly protocol: string;
  readonly port: number;
};

/**
 * Whether the policies let this side of the connection through: true when no policy isolates the pod in that direction.
 * Naive on purpose and without a line of src/, so that both can be held against each other. Takes NetworkPolicies as
 * JSON that the API server accepts, and applies its defaults (kubernetes pkg/apis/networking/v1/defaults.go) and its
 * reading of null, absent and [] (sigs.k8s.io/json).
 * A policy without a namespace belongs to the namespace ''. Throws on a peer that the server would reject.
 */
export function allowed(policies: readonly Json[], connection: Connection): boolean {
  const applying = policies.filter((policy) => appliesTo(policy, connection.pod, connection.direction));
  if (applying.length === 0) return true;
  return applying.some((policy) =>
    rulesOf(policy, connection.direction).some((rule) => ruleAllows(rule, namespaceOf(policy), connection)),
  );
}

/** Whether the policy selects the pod and isolates it in that direction. */
export function appliesTo(policy: Json, pod: Pod, direction: Direction): boolean {
  if (namespaceOf(policy) !== pod.namespace) return false;
  if (!effectiveTypes(policy).includes(direction === 'ingress' ? 'Ingress' : 'Egress')) return false;
  return selects(get(get(policy, 'spec'), 'podSelector'), pod.labels);
}

/** spec.policyTypes after defaulting: Ingress always, Egress if there are egress items. */
export function effectiveTypes(policy: Json): readonly string[] {
  const spec = get(policy, 'spec');
  const types = list(get(spec, 'policyTypes')).map(String);
  if (types.length > 0) return types;
  return list(get(spec, 'egress')).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** The rules of a direction, in force or not. A null item is the empty rule. */
export function rulesOf(policy: Json, direction: Direction): readonly Json[] {
  return list(get(get(policy, 'spec'), direction)).map((rule) => rule ?? {});
}

/** Whether a rule of a policy in `namespace` lets the connection through. */
function ruleAllows(rule: Json, namespace: string, connection: Connection): boolean {
  return peersAllow(rule, namespace, connection) && portsAllow(rule, connection);
}

/** The half of a rule in from or to. None means every peer. */
export function peersAllow(rule: Json, namespace: string, { direction, peer }: Connection): boolean {
  const peers = list(get(rule, direction === 'ingress' ? 'from' : 'to'));
  return peers.length === 0 || peers.some((wanted) => peerMatches(wanted, namespace, peer));
}

/** The half of a rule in ports. None means every port of every protocol. */
export function portsAllow(rule: Json, connection: Connection): boolean {
  const ports = list(get(rule, 'ports'));
  return ports.length === 0 || ports.some((wanted) => portMatches(wanted, connection));
}

/** Whether a label selector, which may be null or absent, selects the labels. null, absent and {} select all. */
export function selects(selector: Json | undefined, labels: Labels): boolean {
  const wanted = get(selector, 'matchLabels');
  const pairs = isObject(wanted) ? Object.entries(wanted) : [];
  return (
    pairs.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === string(value)) &&
    list(get(selector, 'matchExpressions')).every((expression) => meets(expression, labels))
  );
}

function meets(expression: Json, labels: Labels): boolean {
  const key = string(get(expression, 'key'));
  const values = list(get(expression, 'values')).map(string);
  const present = Object.hasOwn(labels, key);
  const listed = present && values.includes(string(labels[key]));
  switch (get(expression, 'operator')) {
    case 'In':
      return listed;
    case 'NotIn':
      return !listed;
    case 'Exists':
      return present;
    case 'DoesNotExist':
      return !present;
    default:
      throw new Error(`not an operator: ${JSON.stringify(expression)}`);
  }
}

function peerMatches(wanted: Json, namespace: string, peer: Peer): boolean {
  const block = get(wanted, 'ipBlock') ?? null;
  if (block !== null) return peer.ip !== undefined && inBlock(peer.ip, block);
  const podSelector = get(wanted, 'podSelector') ?? null;
  const namespaceSelector = get(wanted, 'namespaceSelector') ?? null;
  if (podSelector === null && namespaceSelector === null) throw new Error('must specify a peer');
  if (!('labels' in peer)) return false;
  const inNamespace =
    namespaceSelector === null ? peer.namespace === namespace : selects(namespaceSelector, peer.namespaceLabels);
  return inNamespace && selects(podSelector, peer.labels);
}

function portMatches(wanted: Json, connection: Connection): boolean {
  if ((get(wanted, 'protocol') ?? 'TCP') !== connection.protocol) return false;
  const port = get(wanted, 'port') ?? null;
  if (port === null) return true;
  if (typeof port === 'number') {
    const end = get(wanted, 'endPort') ?? port;
    return connection.port >= port && connection.port <= Number(end);
  }
  const destination = connection.direction === 'ingress' ? connection.pod : connection.peer;
  if (!('labels' in destination)) return false;
  return destination.namedPorts.some(
    (named) => named.name === port && named.protocol === connection.protocol && named.containerPort === connection.port,
  );
}

function inBlock(ip: string, block: Json): boolean {
  const except = list(get(block, 'except'));
  return inCidr(ip, string(get(block, 'cidr'))) && !except.some((cidr) => inCidr(ip, string(cidr)));
}

function inCidr(ip: string, cidr: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  if (isIPv6(base) !== isIPv6(ip)) return false;
  return bits(base).slice(0, Number(length)) === bits(ip).slice(0, Number(length));
}

const known = new Map<string, string>();

function bits(ip: string): string {
  const result = known.get(ip) ?? expand(ip);
  known.set(ip, result);
  return result;
}

function expand(ip: string): string {
  if (!isIPv6(ip))
    return ip
      .split('.')
      .map((byte) => binary(Number(byte), 8))
      .join('');
  const [head = [], tail = []] = ip.split('::').map((half) => half.split(':').filter((word) => word !== ''));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].map((word) => binary(Number.parseInt(word, 16), 16)).join('');
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}

function namespaceOf(policy: Json): string {
  return string(get(get(policy, 'metadata'), 'namespace'));
}

function get(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function string(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
