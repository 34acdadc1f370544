import type { ChartDiff } from '../chart/compare.ts';
import type { Flags } from '../config/option.ts';
import { compareCharts } from '../host/chart/compare-charts.ts';
import type { ExitCode, Io } from '../io.ts';
import { chartDiffJson } from '../report/chart-diff-json.ts';
import { chartDiffMarkdown } from '../report/chart-diff-markdown.ts';
import { chartDiffText } from '../report/chart-diff-text.ts';
import { sweepOptions } from './chart.ts';
import { childRunner } from './children.ts';
import { isChartDiffFailure } from './diff-gate.ts';
import { fileSettings } from './file-settings.ts';
import { renderProgress } from './render-progress.ts';
import { heedingSignals } from './stopping.ts';

/** `netpolish diff --chart OLD NEW`: which values of a chart gained or lost traffic from one version to the next. */
export async function chartDiff(charts: readonly [string, string], flags: Flags, io: Io): Promise<ExitCode> {
  const { 'fail-on': failOn, ...others } = flags;
  const settings = fileSettings(others, io);
  const options = sweepOptions(flags, settings, io);
  const found = await heedingSignals(async (stop) => {
    const progress = renderProgress(io);
    const means = { io, run: childRunner(stop), cores: io.crew?.size ?? 1, progress };
    try {
      return await compareCharts(charts, options, means);
    } finally {
      progress.end();
    }
  });
  io.stdout.write(written(found, options.values, flags));
  const isOpened = io.env.NETPOLISH_FAIL_ON === 'never';
  return !isOpened && isChartDiffFailure(found, String(failOn ?? 'gained')) ? 1 : 0;
}

function written(found: ChartDiff, given: readonly string[], { format, verbose }: Flags): string {
  if (format === 'json') return chartDiffJson(found);
  return format === 'markdown'
    ? chartDiffMarkdown(found, { given })
    : chartDiffText(found, { given, verbose: verbose === true });
}
