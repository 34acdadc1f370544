import type { Addresses } from './addresses.ts';

/** Things that hold addresses, so kept that those which may meet a set of addresses are found without asking each of them. */
export type Spans<T> = readonly Span<T>[];

/** In the order of the first address. `reach` is how far the things go in the stretch that a binary search halves here. */
type Span<T> = { readonly item: T; readonly from: bigint; readonly to: bigint; reach: bigint };

/** Makes things ready to be looked up by their addresses; those without an address are left out. */
export function spansOf<T extends { readonly addresses: Addresses }>(all: readonly T[]): Spans<T> {
  const spans = all
    .flatMap((item): Span<T>[] => {
      const [first, last] = [item.addresses[0], item.addresses.at(-1)];
      return first && last ? [{ item, from: first[0], to: last[1], reach: last[1] }] : [];
    })
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const reachOf = (low: number, high: number): bigint => {
    const middle = (low + high) >> 1;
    const span = low < high ? spans[middle] : undefined;
    if (span === undefined) return 0n;
    const [left, right] = [reachOf(low, middle), reachOf(middle + 1, high)];
    const most = left > right ? left : right;
    if (most > span.reach) span.reach = most;
    return span.reach;
  };
  reachOf(0, spans.length);
  return spans;
}

/** Those whose first and last address stand around some of the addresses: all that meet them, and few others. */
export function spansNear<T>(spans: Spans<T>, addresses: Addresses): readonly T[] {
  const [first, end] = [addresses[0]?.[0], addresses.at(-1)?.[1]];
  if (first === undefined || end === undefined) return [];
  const found: T[] = [];
  const search = (low: number, high: number): void => {
    const middle = (low + high) >> 1;
    const span = low < high ? spans[middle] : undefined;
    if (span === undefined || span.reach <= first) return;
    search(low, middle);
    if (span.from >= end) return;
    if (span.to > first) found.push(span.item);
    search(middle + 1, high);
  };
  search(0, spans.length);
  return found;
}
