import type { Chart, ChartFile } from './chart.ts';

/** The file behind a template as Helm names it: `shop/charts/cache/templates/np.yaml`, also under an alias. */
export function templateFile(chart: Chart, name: string): ChartFile | undefined {
  const parts = chart.parts.filter(({ prefix }) => name.startsWith(`${prefix}templates/`));
  const part = parts.reduce(
    (a, b) => (b.prefix.length > a.prefix.length ? b : a),
    parts[0] ?? { prefix: '', folder: '' },
  );
  return chart.files.get(`${part.folder}${name.slice(part.prefix.length)}`);
}
