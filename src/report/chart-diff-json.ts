import type { ChartDiff } from '../chart/compare.ts';
import { VERSION } from '../version.ts';
import { diffForMachines } from './diff-json.ts';
import { writeJson } from './write-json.ts';

/** Two versions of a chart for machines; its shape is schemas/chart-diff.schema.json. */
export function chartDiffJson({ charts, helm, sweep, changes, failures, unshared, notes }: ChartDiff): string {
  return writeJson({
    version: 1,
    tool: { name: 'netpolish', version: VERSION },
    charts,
    helm,
    sweep,
    changes: changes.map(({ diff, ...change }) => ({ ...change, diff: diffForMachines(diff) })),
    failures,
    unshared,
    notes,
  });
}
