import { type Chart, templatesOf } from './chart.ts';
import type { ChartTemplate } from './reads.ts';

/** Every template that takes part in a render, under the name that Helm gives it there. */
export function chartTemplates(chart: Chart): readonly ChartTemplate[] {
  return chart.parts.flatMap((part) =>
    templatesOf(chart, part).map(({ path, bytes }) => ({
      name: `${part.prefix}${path.slice(part.folder.length)}`,
      text: bytes.toString('utf8'),
      scope: part.scope,
    })),
  );
}
