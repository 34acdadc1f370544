import type { Json } from '../manifest/tree.ts';
import { type Explained, explainPlace } from './cause.ts';
import type { Chart } from './chart.ts';
import { valueAt } from './chart-value.ts';
import type { Looked } from './look.ts';
import type { ChartRow, ValuePath } from './types.ts';

/** What the template of a row tells of its fault; undefined where its place is not known. */
export function explainRow({ place, finding }: ChartRow, chart: Chart, looked: Looked): Explained | undefined {
  if (place === undefined) return undefined;
  const part = chart.parts.findLast(({ folder }) => place.file.startsWith(`${folder}templates/`));
  const template = `${part?.prefix ?? ''}${place.file.slice(part?.folder.length ?? 0)}`;
  const parsed = looked.parsed.files.find(({ name }) => name === template);
  if (parsed === undefined) return undefined;
  return explainPlace({
    template,
    tree: parsed.tree,
    line: place.line,
    check: finding.check,
    scope: parsed.scope,
    reads: looked.reads,
    values: { at: (path) => valueAt(looked.base, path), paths: pathsIn(looked.base) },
    chart: looked.parsed,
  });
}

const paths = new WeakMap<object, readonly ValuePath[]>();

/** Of all maps, lists and leaves. */
function pathsIn(values: Json): readonly ValuePath[] {
  if (values === null || typeof values !== 'object') return [];
  const known = paths.get(values) ?? below(values, []);
  paths.set(values, known);
  return known;
}

function below(value: Json, path: ValuePath): readonly ValuePath[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...below(inner as Json, [...path, key])]);
}
