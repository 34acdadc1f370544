import type { ChartReport, ChartRow } from '../chart/types.ts';
import { VERSION } from '../version.ts';
import { placedFinding } from './chart-place.ts';
import { chartCounts } from './chart-summary.ts';
import { forMachines } from './json.ts';
import { writeJson } from './write-json.ts';

/** The report on a chart for machines; its shape is schemas/chart-report.schema.json. */
export function chartJson(report: ChartReport): string {
  const { chart, helm, sweep, rows, failures, matrix, notes } = report;
  return writeJson({
    version: 1,
    tool: { name: 'netpolish', version: VERSION },
    chart,
    helm,
    summary: chartCounts(report),
    sweep,
    rows: rows.map((row) => rowOf(chart, row)),
    failures,
    matrix,
    notes,
  });
}

function rowOf(chart: ChartReport['chart'], row: ChartRow): object {
  return { ...row, finding: forMachines(placedFinding(chart, row)) };
}
