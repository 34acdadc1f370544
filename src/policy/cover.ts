import type { Direction, IpBlock, Peer, Port, Rule } from './api.ts';
import { PEERS } from './api.ts';
import { type Cidr, isStrictlyWithin, parseCidr } from './cidr.ts';
import { isSubset } from './selector.ts';

// Containment item by item: sound, not complete. What two rules cover only together is not seen.

/** Whether every connection that `inner` allows, `outer` allows too; both are rules of policies of one group. */
export function coversRule(outer: Rule, inner: Rule, direction: Direction): boolean {
  const peers = PEERS[direction];
  return coversAll(outer.ports, inner.ports, coversPort) && coversAll(outer[peers], inner[peers], coversPeer);
}

/** Whether `outer` takes in all of `inner`. A named port is any number that a pod gives it: only all ports cover it. */
export function coversPort(outer: Port, inner: Port): boolean {
  if (outer.protocol !== inner.protocol) return false;
  if (outer.port === undefined) return true;
  if (typeof outer.port === 'string' || typeof inner.port !== 'number') return outer.port === inner.port;
  return outer.port <= inner.port && (inner.endPort ?? inner.port) <= (outer.endPort ?? outer.port);
}

/**
 * Whether `outer` takes in all of `inner`, on every CNI: pods with and without a namespaceSelector, and with and without a
 * podSelector beside it, are never compared (OVN-Kubernetes tells them apart, semantics 6), pods and addresses neither.
 */
export function coversPeer(outer: Peer, inner: Peer): boolean {
  if (outer.ipBlock !== undefined || inner.ipBlock !== undefined)
    return outer.ipBlock !== undefined && inner.ipBlock !== undefined && coversBlock(outer.ipBlock, inner.ipBlock);
  return (['podSelector', 'namespaceSelector'] as const).every((half) => {
    const [a, b] = [outer[half], inner[half]];
    return a === undefined || b === undefined ? a === b : isSubset(b, a);
  });
}

/** None is everything: it covers all, and only none covers it. */
function coversAll<T>(outer: readonly T[] = [], inner: readonly T[] = [], covers: (a: T, b: T) => boolean): boolean {
  if (outer.length === 0) return true;
  return inner.length > 0 && inner.every((b) => outer.some((a) => covers(a, b)));
}

function coversBlock(outer: IpBlock, inner: IpBlock): boolean {
  const [a, b] = [parseCidr(outer.cidr), parseCidr(inner.cidr)];
  if (a === undefined || b === undefined || !isWithin(b, a)) return false;
  const left = (inner.except ?? []).map(parseCidr);
  return (outer.except ?? []).map(parseCidr).every((hole) => {
    if (hole === undefined) return false;
    const isApart = !isWithin(hole, b) && !isWithin(b, hole);
    return isApart || left.some((other) => other !== undefined && isWithin(hole, other));
  });
}

function isWithin(inner: Cidr, outer: Cidr): boolean {
  const isSame = inner.bits === outer.bits && inner.prefix === outer.prefix && inner.address === outer.address;
  return isSame || isStrictlyWithin(inner, outer);
}
