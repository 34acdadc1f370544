/** What a generator draws from: the same for a seed, on every machine. */
export type Dice = {
  /** A number from 0 to sides - 1. */
  readonly nat: (sides: number) => number;
  /** Once in so many throws. */
  readonly once: (sides: number) => boolean;
  readonly pick: <T>(some: readonly [T, ...T[]]) => T;
  /** As many as drawn between the bounds, both counted in. */
  readonly some: <T>(least: number, most: number, make: (index: number) => T) => T[];
};

/** Mulberry32: 32 bits of state, fast enough for millions of documents. */
export function diceOf(seed: number): Dice {
  let state = seed | 0;
  const nat = (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) % sides) | 0;
  };
  return {
    nat,
    once: (sides) => nat(sides) === 0,
    pick: (some) => some[nat(some.length)] ?? some[0],
    some: (least, most, make) => Array.from({ length: least + nat(most - least + 1) }, (_, index) => make(index)),
  };
}
