/** From the one, inclusive, to the other, exclusive. */
export type Interval<T extends number | bigint> = readonly [from: T, to: T];

/** A set of numbers: intervals in order that neither touch nor overlap. */
export type Intervals<T extends number | bigint> = readonly Interval<T>[];

/** The set that some intervals make together, in any order. */
export function joined<T extends number | bigint>(intervals: Iterable<Interval<T>>): Intervals<T> {
  const sorted = [...intervals].filter(([from, to]) => from < to).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const sets: [T, T][] = [];
  for (const [from, to] of sorted) {
    const last = sets.at(-1);
    if (last === undefined || last[1] < from) sets.push([from, to]);
    else if (last[1] < to) last[1] = to;
  }
  return sets;
}

/** What is in both. */
export function intersect<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  const both: Interval<T>[] = [];
  let j = 0;
  for (const [from, to] of a) {
    while (j < b.length && endOf(b, j) <= from) j++;
    for (let k = j; k < b.length; k++) {
      const [start, end] = b[k] as Interval<T>;
      if (start >= to) break;
      both.push([start > from ? start : from, end < to ? end : to]);
    }
  }
  return both;
}

/** What is in one and not in the other. */
export function subtract<T extends number | bigint>(from: Intervals<T>, what: Intervals<T>): Intervals<T> {
  const left: Interval<T>[] = [];
  let j = 0;
  for (const [first, to] of from) {
    while (j < what.length && endOf(what, j) <= first) j++;
    let start = first;
    for (let k = j; k < what.length; k++) {
      const [hole, end] = what[k] as Interval<T>;
      if (hole >= to) break;
      if (hole > start) left.push([start, hole]);
      start = end;
    }
    if (start < to) left.push([start, to]);
  }
  return left;
}

/** Whether all that is in the one is in the other. */
export function isInside<T extends number | bigint>(inner: Intervals<T>, outer: Intervals<T>): boolean {
  let j = 0;
  return inner.every(([from, to]) => {
    while (j < outer.length && endOf(outer, j) <= from) j++;
    const around = outer[j];
    return around !== undefined && around[0] <= from && to <= around[1];
  });
}

/** Whether anything is in both. */
export function intervalsMeet<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): boolean {
  let j = 0;
  return a.some(([from, to]) => {
    while (j < b.length && endOf(b, j) <= from) j++;
    const next = b[j];
    return next !== undefined && next[0] < to;
  });
}

function endOf<T extends number | bigint>(intervals: Intervals<T>, i: number): T {
  return (intervals[i] as Interval<T>)[1];
}
