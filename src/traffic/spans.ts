import type { Addresses } from './addresses.ts';

/** Things that hold addresses, so kept that those which may meet a set of addresses are found without asking each of them. */
export type Spans<T> = {
  /** By the first address that they hold. */
  readonly items: readonly T[];
  readonly from: readonly bigint[];
  readonly to: readonly bigint[];
  /** For the middle of each stretch that a binary search halves, how far the things in that stretch reach. */
  readonly reach: readonly bigint[];
};

/** Makes things ready to be looked up by their addresses; those without an address are left out. */
export function spansOf<T extends { readonly addresses: Addresses }>(all: readonly T[]): Spans<T> {
  const items = all
    .filter(({ addresses }) => addresses.length > 0)
    .sort((a, b) => (firstOf(a.addresses) < firstOf(b.addresses) ? -1 : 1));
  const from = items.map(({ addresses }) => firstOf(addresses));
  const to = items.map(({ addresses }) => endOf(addresses));
  const reach = [...to];
  const reachOf = (low: number, high: number): bigint => {
    if (low >= high) return 0n;
    const middle = (low + high) >> 1;
    const [own, left, right] = [to[middle] ?? 0n, reachOf(low, middle), reachOf(middle + 1, high)];
    const most = left > right ? left : right;
    reach[middle] = own > most ? own : most;
    return reach[middle] ?? 0n;
  };
  reachOf(0, items.length);
  return { items, from, to, reach };
}

/** Those whose first and last address stand around some of the addresses: all that meet them, and few others. */
export function spansNear<T>({ items, from, to, reach }: Spans<T>, addresses: Addresses): readonly T[] {
  if (addresses.length === 0) return [];
  const [first, end] = [firstOf(addresses), endOf(addresses)];
  const found: T[] = [];
  const search = (low: number, high: number): void => {
    if (low >= high) return;
    const middle = (low + high) >> 1;
    if ((reach[middle] ?? 0n) <= first) return;
    search(low, middle);
    if ((from[middle] ?? end) >= end) return;
    if ((to[middle] ?? 0n) > first) found.push(items[middle] as T);
    search(middle + 1, high);
  };
  search(0, items.length);
  return found;
}

function firstOf(addresses: Addresses): bigint {
  return addresses[0]?.[0] ?? 0n;
}

function endOf(addresses: Addresses): bigint {
  return addresses.at(-1)?.[1] ?? 0n;
}
