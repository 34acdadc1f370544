import type { ChartReport } from '../chart/types.ts';
import type { ChartContext } from './chart-context.ts';
import { chartJson } from './chart-json.ts';
import { chartMarkdown } from './chart-markdown.ts';
import { polishedOf } from './chart-polished.ts';
import { chartSarif } from './chart-sarif.ts';
import { chartText } from './chart-text.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import type { Format } from './index.ts';
import { junit } from './junit.ts';
import type { Reporter } from './reporter.ts';

/** The report on a chart in each format: those for machines that know files and lines are the ones for manifests. */
export const CHART_REPORTERS: Readonly<Record<Format, (report: ChartReport, context: ChartContext) => string>> = {
  text: chartText,
  json: chartJson,
  markdown: chartMarkdown,
  sarif: chartSarif,
  junit: by(junit),
  github: by(github),
  gitlab: by(gitlab),
};

function by(reporter: Reporter): (report: ChartReport, context: ChartContext) => string {
  return (report, context) => reporter(polishedOf(report, context), context);
}
