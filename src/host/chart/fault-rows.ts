import { distinct, type FileOf, inOrder, rowOf } from '../../chart/rows.ts';
import type { Found } from '../../chart/sweep.ts';
import { templateFile } from '../../chart/template-files.ts';
import type { ChartRow } from '../../chart/types.ts';
import type { Places } from './marked.ts';
import type { Stage } from './stage.ts';

/** The faults that were found, each at its line of a template as far as a marked render proves it; the base's first. */
export async function faultRows(found: readonly Found[], stage: Stage, places: Places): Promise<readonly ChartRow[]> {
  const rows: ChartRow[] = [];
  const fileOf = filesOf(stage);
  for (const one of found) {
    const located = await places.of(one.choice, await stage.renders.of(one.choice));
    const spot = located?.locate(one.finding.location);
    const template = templateFile(stage.chart, one.finding.location.source ?? '')?.path;
    rows.push(rowOf(one, spot, template, fileOf));
  }
  return inOrder(distinct(rows));
}

function filesOf({ chart, name }: Stage): FileOf {
  return (path) => {
    const file = chart.files.get(path);
    return {
      name: `${name.replace(/\/+$/, '')}/${path}`,
      onDisk: file?.onDisk ?? false,
      text: file?.bytes.toString('utf8') ?? '',
    };
  };
}
