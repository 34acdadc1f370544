import fc from 'fast-check';

/**
 * How many times longer than usual the laws are tried; then the seed is another each time, printed where one fails. Less than 1
 * is a part of the usual run.
 */
const LONG: number = Math.max(0, Number(process.env.NETPOLISH_LONG ?? 1)) || 1;

/** So many runs, or as many more or less as is asked for. */
export function runs(usual: number): number {
  return Math.ceil(usual * LONG);
}

/** Tries a law on as many values. The seed is fixed, so that a run can be repeated, but for long ones. */
export function holds<T>(arbitrary: fc.Arbitrary<T>, usual: number, seed: number, law: (value: T) => void): void {
  const property = fc.property(arbitrary, (value) => law(value));
  fc.assert(property, { numRuns: runs(usual), ...(LONG <= 1 && { seed }) });
}
