import { nameOf } from '../../chart/chart.ts';
import type { SpotOf } from '../../chart/faults.ts';
import { matrixOf } from '../../chart/matrix.ts';
import { isFailed } from '../../chart/outcome.ts';
import { inOrder } from '../../chart/rows.ts';
import { sweep } from '../../chart/sweep.ts';
import type { ChartReport } from '../../chart/types.ts';
import { explainRows } from './explain-rows.ts';
import { failureRows } from './failure-rows.ts';
import { faultRows } from './fault-rows.ts';
import { askHelm, type Helm } from './helm.ts';
import { placesIn } from './marked.ts';
import { makeScratch } from './scratch.ts';
import { type Means, openChart, type Stage, type SweepOptions, stoppedBy } from './stage.ts';

/**
 * Renders a chart under the values that its policies depend on, and says which of them open or close what, on which line of which
 * template. Nothing is written into the chart. Throws UsageError for what is no chart or no Helm, or what does not render at all.
 */
export async function sweepChart(name: string, options: SweepOptions, means: Means): Promise<ChartReport> {
  const helm = await askHelm(options.helm, means);
  const scratch = makeScratch();
  try {
    return await sweepOpen(await openChart(name, { helm, scratch, options, means }), helm, options);
  } finally {
    scratch.remove();
  }
}

async function sweepOpen(stage: Stage, helm: Helm, options: SweepOptions): Promise<ChartReport> {
  const { looked, renders } = stage;
  const places = placesIn(stage, looked.attempts);
  const spotOf: SpotOf = async (choice, outcome, { location }, exact) =>
    (await places.of(choice, outcome, exact))?.locate(location);
  const swept = await sweep({ values: looked.values, renders, seed: options.seed, spotOf });
  const rows = inOrder(await explainRows(faultRows(swept.found, stage), swept, stage, options.world));
  const failures = await failureRows(swept.failures, stage, places);
  return {
    chart: nameOf(stage.chart, stage.name),
    helm: helm.version,
    sweep: {
      values: looked.values.length,
      planned: swept.planned,
      tried: swept.tried.length,
      renders: stage.calls(),
      distinct: stage.distinct(),
      failed: swept.tried.filter(({ outcome }) => isFailed(outcome)).length,
      ...(swept.isCut && { stopped: stoppedBy(options.budget, renders) }),
      seed: options.seed,
    },
    rows,
    failures,
    matrix: matrixOf(swept.tried, swept.base, await renders.of(swept.base), swept.found),
    notes: looked.notes,
  };
}
