import type { Intervals } from './intervals.ts';

/** Things that hold numbers, so kept that those which may meet a set of numbers are found without asking each of them. */
export type Spans<T, N extends number | bigint> = readonly Span<T, N>[];

/** In the order of the first number. `reach` is how far the things go in the stretch that a binary search halves here. */
type Span<T, N> = { readonly item: T; readonly from: N; readonly to: N; reach: N };

/** Makes things ready to be looked up by their numbers; those without a number are left out. */
export function spansOf<T, N extends number | bigint>(
  all: readonly T[],
  numbersOf: (item: T) => Intervals<N>,
): Spans<T, N> {
  const spans = all
    .flatMap((item): Span<T, N>[] => {
      const numbers = numbersOf(item);
      const [first, last] = [numbers[0], numbers.at(-1)];
      return first && last ? [{ item, from: first[0], to: last[1], reach: last[1] }] : [];
    })
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const reachOf = (low: number, high: number): N | undefined => {
    const middle = (low + high) >> 1;
    const span = low < high ? spans[middle] : undefined;
    if (span === undefined) return undefined;
    for (const reach of [reachOf(low, middle), reachOf(middle + 1, high)])
      if (reach !== undefined && reach > span.reach) span.reach = reach;
    return span.reach;
  };
  reachOf(0, spans.length);
  return spans;
}

/**
 * Those whose first and last number stand around some of the numbers: all that meet them, and few others. No more than `most` and
 * one: more than that somebody has no use for.
 */
export function spansNear<T, N extends number | bigint>(
  spans: Spans<T, N>,
  numbers: Intervals<N>,
  most: number = Number.POSITIVE_INFINITY,
): readonly T[] {
  const [first, end] = [numbers[0]?.[0], numbers.at(-1)?.[1]];
  if (first === undefined || end === undefined) return [];
  const found: T[] = [];
  const search = (low: number, high: number): void => {
    const middle = (low + high) >> 1;
    const span = low < high ? spans[middle] : undefined;
    if (span === undefined || span.reach <= first || found.length > most) return;
    search(low, middle);
    if (span.from >= end) return;
    if (span.to > first && found.length <= most) found.push(span.item);
    search(middle + 1, high);
  };
  search(0, spans.length);
  return found;
}
