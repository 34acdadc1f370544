import { textOf } from '../../chart/chart.ts';
import type { Found } from '../../chart/faults.ts';
import { distinct, type FileOf, rowOf } from '../../chart/rows.ts';
import { templateFile } from '../../chart/template-files.ts';
import type { ChartRow } from '../../chart/types.ts';
import type { Stage } from './stage.ts';

/** The faults that were found, each at its line of a template as far as that is known. */
export function faultRows(found: readonly Found[], stage: Stage): readonly ChartRow[] {
  const fileOf = filesOf(stage);
  const rows = found.map((one) =>
    rowOf(one, templateFile(stage.chart, one.finding.location.source ?? '')?.path, fileOf),
  );
  return distinct(rows);
}

function filesOf({ chart, name }: Stage): FileOf {
  return (path) => {
    return {
      name: `${name.replace(/\/+$/, '')}/${path}`,
      onDisk: chart.files.get(path)?.onDisk === true,
      text: textOf(chart, path),
    };
  };
}
