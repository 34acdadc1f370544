import type { LabelSelector, Peer } from '../../policy/api.ts';
import { canonicalSelector } from '../../policy/selector.ts';

/** Two neighbours in a list of peers, one with a namespaceSelector alone, one with a podSelector alone. */
export type Pair = {
  /** Their places in the list. */
  readonly at: readonly [number, number];
  readonly namespacesAt: number;
  readonly namespaces: LabelSelector;
  readonly pods: LabelSelector;
  /** The list goes on with more of one kind, or with addresses: its author lists alternatives. */
  readonly isAlternative: boolean;
};

type Kind = 'namespaces' | 'pods' | 'both' | 'addresses' | 'every pod';

/**
 * The pairs of a list that may have been meant as one item each. A `podSelector` that selects every pod makes none:
 * "those namespaces and the own one" is an idiom.
 */
export function pairsOf(peers: readonly Peer[]): readonly Pair[] {
  const kinds = peers.map(kindOf);
  const listsAddresses = kinds.includes('addresses');
  return runsOf(kinds).flatMap(({ start, end }) => {
    const run = kinds.slice(start, end);
    const alternates = run.every((kind, i) => i === 0 || kind !== run[i - 1]);
    if (!alternates) {
      const first = run.findIndex((kind, i) => i > 0 && kind !== run[i - 1]);
      return first === -1 ? [] : pairAt(peers, start + first - 1, true);
    }
    // Of pod, namespace, pod the last two are the pair: the order in which people say it.
    const skip = run.length % 2 === 1 && run[0] === 'pods' ? 1 : 0;
    const starts = run.map((_, i) => start + skip + 2 * i).filter((i) => i + 1 < end);
    return starts.flatMap((i) => pairAt(peers, i, listsAddresses));
  });
}

function pairAt(peers: readonly Peer[], at: number, isAlternative: boolean): readonly Pair[] {
  const [first, second] = [peers[at], peers[at + 1]];
  const namespaces = first?.namespaceSelector ?? second?.namespaceSelector;
  const pods = first?.podSelector ?? second?.podSelector;
  if (namespaces === undefined || pods === undefined) return [];
  const namespacesAt = first?.namespaceSelector === undefined ? at + 1 : at;
  return [{ at: [at, at + 1], namespacesAt, namespaces, pods, isAlternative }];
}

/** Stretches of the list, two long or more, of nothing but the two kinds that pairs are made of. */
function runsOf(kinds: readonly Kind[]): readonly { readonly start: number; readonly end: number }[] {
  const isPart = (kind: Kind | undefined): boolean => kind === 'namespaces' || kind === 'pods';
  return kinds.flatMap((kind, start) => {
    if (!isPart(kind) || isPart(kinds[start - 1])) return [];
    const length = kinds.slice(start).findIndex((one) => !isPart(one));
    const end = length === -1 ? kinds.length : start + length;
    return end - start > 1 ? [{ start, end }] : [];
  });
}

function kindOf({ podSelector, namespaceSelector, ipBlock }: Peer): Kind {
  if (ipBlock !== undefined) return 'addresses';
  if (podSelector === undefined) return 'namespaces';
  if (namespaceSelector !== undefined) return 'both';
  return canonicalSelector(podSelector).demands.size === 0 ? 'every pod' : 'pods';
}
