import type { Json } from '../manifest/tree.ts';
import type { Chart } from './chart.ts';
import { type ChartValue, ELEMENT, valueAt, valuesRead } from './chart-value.ts';
import { attemptsAt } from './marking.ts';
import type { Marked } from './marks.ts';
import { chartTemplates } from './parts.ts';
import { type ChartTemplate, parseChart, rendersPolicy, type ValueRead, valueReads } from './reads.ts';
import { schemaOf } from './schema.ts';
import { templateFile } from './template-files.ts';
import type { ValuePath } from './types.ts';

/** What the files of a chart tell before anything is tried. */
export type Looked = {
  readonly values: readonly ChartValue[];
  /** What to mark, the most telling first. */
  readonly attempts: readonly (readonly Marked[])[];
  /** The files, below the chart's folder, that have a part in its policies. */
  readonly policyFiles: ReadonlySet<string>;
  readonly notes: readonly string[];
};

/** `seen` are templates that rendered a policy, whatever their text says: it may come out of values. */
export function lookAt(chart: Chart, base: Json, seen: Iterable<string>): Looked {
  const templates = chartTemplates(chart);
  const parsed = parseChart(templates);
  const told = rendersPolicy(parsed);
  const policies = new Set([...told.map(({ file }) => file.name), ...seen]);
  const first = valueReads(parsed, ({ name }) => policies.has(name));
  const given = givenTemplates(first.reads, base, templates);
  const more =
    given.length === 0
      ? undefined
      : valueReads(parseChart([...templates, ...given]), ({ name }) => given.some((one) => one.name === name));
  const others = valueReads(parsed, ({ name }) => !policies.has(name) && !/\/(_[^/]*|NOTES\.txt)$/.test(name));
  const reads = [...first.reads, ...(more?.reads ?? [])];
  const holders = new Set([
    ...policies,
    ...told.flatMap((one) => one.holders),
    ...reads.map(({ template }) => template),
  ]);
  const parts = chart.parts.filter(({ prefix }) => [...policies].some((name) => name.startsWith(prefix)));
  return {
    values: valuesRead(reads, others.reads, {
      base,
      schema: schemaOf(chart),
      conditions: parts.flatMap(({ conditions }) => conditions),
    }),
    attempts: attemptsAt(chart, policies),
    policyFiles: new Set([...holders].flatMap((name) => templateFile(chart, name)?.path ?? [])),
    notes: first.isCut ? ['the templates call each other so often that not all values were found'] : [],
  };
}

/** Values that are templates themselves, which `tpl` renders: what they read counts as read by who renders them. */
function givenTemplates(
  reads: readonly ValueRead[],
  base: Json,
  templates: readonly ChartTemplate[],
): readonly ChartTemplate[] {
  const found = new Map<string, ChartTemplate>();
  for (const { use, path, template } of reads) {
    if (use !== 'tpl') continue;
    const scope = templates.find(({ name }) => name === template)?.scope ?? [];
    for (const text of texts(valueAt(base, untilElement(path)))) {
      if (text.includes('{{')) found.set(text, { name: `${template}#${found.size}`, text, scope });
    }
  }
  return [...found.values()];
}

function untilElement(path: ValuePath): ValuePath {
  const at = path.indexOf(ELEMENT);
  return at === -1 ? path : path.slice(0, at);
}

function texts(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
}
