import type { Json } from '../manifest/tree.ts';
import type { Chart } from './chart.ts';
import { type ChartValue, valueAt, valuesRead } from './chart-value.ts';
import { attemptsAt } from './marking.ts';
import type { Marked } from './marks.ts';
import { chartTemplates } from './parts.ts';
import { ELEMENT } from './reads/abstract.ts';
import {
  type ChartTemplate,
  type ParsedChart,
  parseChart,
  rendersPolicy,
  type ValueRead,
  valueReads,
} from './reads.ts';
import { schemaOf } from './schema.ts';
import { templateFile } from './template-files.ts';
import type { ValuePath } from './types.ts';

/** What the files of a chart tell before anything is tried. */
export type Looked = {
  readonly values: readonly ChartValue[];
  /** All values, as Helm merges them. */
  readonly base: Json;
  readonly parsed: ParsedChart;
  readonly reads: readonly ValueRead[];
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
  const files = fileTemplates(chart, templates);
  const told = rendersPolicy(parsed);
  const policies = new Set([
    ...told.map(({ file }) => file.name),
    ...files.filter(({ text }) => KIND.test(text)).map(({ name }) => ownerOf(name)),
    ...seen,
  ]);
  const first = valueReads(parsed, ({ name }) => policies.has(name));
  const given = [
    ...files.filter(({ name }) => policies.has(ownerOf(name))),
    ...valueTemplates(first.reads, base, templates),
  ];
  const more = readsOfGiven(given, templates);
  const others = valueReads(parsed, ({ name }) => !policies.has(name) && !/\/(_[^/]*|NOTES\.txt)$/.test(name));
  const reads = [...first.reads, ...more];
  const holders = new Set([
    ...policies,
    ...told.flatMap((one) => one.holders),
    ...reads.map(({ template }) => ownerOf(template)),
  ]);
  const parts = chart.parts.filter(({ prefix }) => [...policies].some((name) => name.startsWith(prefix)));
  return {
    values: valuesRead(reads, others.reads, {
      base,
      schema: schemaOf(chart),
      conditions: parts.flatMap(({ conditions }) => conditions),
    }),
    base,
    parsed,
    reads,
    attempts: attemptsAt(chart, policies),
    policyFiles: new Set([...holders].flatMap((name) => templateFile(chart, name)?.path ?? [])),
    notes: first.isCut ? ['the templates call each other so often that not all values were found'] : [],
  };
}

/** A policy of our API: `kind: NetworkPolicy` in whatever quotes. */
const KIND = /^\s*kind:\s*["']?NetworkPolicy\b/m;

/** What is read as a template without being one of the chart's own is named after the template that renders it. */
function ownerOf(name: string): string {
  return name.split('#')[0] ?? name;
}

function readsOfGiven(given: readonly ChartTemplate[], templates: readonly ChartTemplate[]): readonly ValueRead[] {
  if (given.length === 0) return [];
  const names = new Set(given.map(({ name }) => name));
  return valueReads(parseChart([...templates, ...given]), ({ name }) => names.has(name)).reads;
}

/** Files of the chart that a template names, and may hand to `tpl`. */
function fileTemplates(chart: Chart, templates: readonly ChartTemplate[]): readonly ChartTemplate[] {
  return templates.flatMap(({ name, text, scope }) => {
    const folder = chart.parts.find(({ prefix }) => name.startsWith(`${prefix}templates/`))?.folder ?? '';
    return [...text.matchAll(/\.Files\.Get\s+(?:"([^"]+)"|`([^`]+)`)/g)].flatMap(([, quoted, raw]) => {
      const file = chart.files.get(`${folder}${quoted ?? raw}`);
      return file === undefined ? [] : [{ name: `${name}#${file.path}`, text: file.bytes.toString('utf8'), scope }];
    });
  });
}

/** Values that are templates themselves, which `tpl` renders: what they read counts as read by who renders them. */
function valueTemplates(
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
