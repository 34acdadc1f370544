import type { Diagnosis, Judged, Verdict } from './types.ts';

/** How many calls came out in which way. */
export type Counts = Readonly<Record<Verdict, number>>;

/** Counts the calls of a diagnosis. */
export function countsOf(judged: readonly Judged[]): Counts {
  const of = (verdict: Verdict): number => judged.filter((one) => one.verdict === verdict).length;
  return { ok: of('ok'), skipped: of('skipped'), broken: of('broken'), untried: of('untried') };
}

/** Whether anything is proved not to work. What was not tried is told, and no fault. */
export function isFaulty({ calls, machine }: Diagnosis): boolean {
  return [...calls, ...machine].some(({ verdict }) => verdict === 'skipped' || verdict === 'broken');
}
