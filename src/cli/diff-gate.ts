import type { ChartDiff } from '../chart/compare.ts';
import type { Diff } from '../diff/types.ts';
import { countsOf } from '../report/diff-words.ts';

/** Whether a difference stops a run under `--fail-on gained|lost|any|never`. What could not be compared may be anything. */
export function isDiffFailure(found: Diff, failOn: string): boolean {
  if (failOn === 'never') return false;
  const { gained, lost, unproved, uncounted } = countsOf(found);
  if (unproved + uncounted > 0) return true;
  return (failOn !== 'lost' && gained > 0) || (failOn !== 'gained' && lost > 0);
}

/**
 * The same of two versions of a chart. What does not render reaches no cluster, so it neither opens nor closes anything; where the
 * defaults themselves do not render on one side, nothing was compared.
 */
export function isChartDiffFailure({ changes, failures }: ChartDiff, failOn: string): boolean {
  if (failOn === 'never') return false;
  return failures.some(({ choice }) => choice.length === 0) || changes.some(({ diff }) => isDiffFailure(diff, failOn));
}
