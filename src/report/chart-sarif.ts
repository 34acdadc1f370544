import type { Log, ReportingDescriptor } from 'sarif';
import type { ChartReport } from '../chart/types.ts';
import type { ChartContext } from './chart-context.ts';
import { CHART_RENDER } from './chart-failure.ts';
import { polishedOf } from './chart-polished.ts';
import { sarif } from './sarif.ts';
import { writeJson } from './write-json.ts';

/** SARIF as for manifests; a render that fails has no check in the catalogue, and its rule is told where there is one. */
export function chartSarif(report: ChartReport, context: ChartContext): string {
  const polished = polishedOf(report, context);
  const text = sarif(polished, context);
  if (!polished.findings.some(({ check }) => check === CHART_RENDER)) return text;
  const log = JSON.parse(text) as Log;
  const rules = log.runs[0]?.tool.driver.rules ?? [];
  for (const result of log.runs[0]?.results ?? []) if (result.ruleId === CHART_RENDER) result.ruleIndex = rules.length;
  rules.push(RULE);
  return writeJson(log);
}

const SUMMARY = 'a value with which the template of a policy does not render';

const RULE: ReportingDescriptor = {
  id: CHART_RENDER,
  name: 'ChartRender',
  shortDescription: { text: SUMMARY },
  fullDescription: { text: `${SUMMARY}: Helm stops, and nothing of the release reaches the cluster` },
  helpUri: 'https://github.com/netpolish/netpolish/blob/main/docs/chart.md',
  defaultConfiguration: { level: 'warning' },
  properties: { tags: ['kubernetes', 'networkpolicy'], precision: 'very-high', 'problem.severity': 'warning' },
};
