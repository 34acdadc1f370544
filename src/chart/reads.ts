import { rootOf } from './reads/abstract.ts';
import type { ParsedChart, ParsedFile } from './reads/defines.ts';
import type { Run } from './reads/frame.ts';
import type { ValueRead } from './reads/read.ts';
import { callDefine } from './reads/run.ts';

export type { ChartTemplate, ParsedChart, ParsedFile } from './reads/defines.ts';
export { parseChart } from './reads/defines.ts';
export type { ValueRead } from './reads/read.ts';
export { rendersPolicy } from './reads/renders.ts';

/** What templates read; `isCut` where following them took more work than any chart asks for, and some is missing. */
export type ValueReads = { readonly reads: readonly ValueRead[]; readonly isCut: boolean };

/**
 * Follows the templates that `isEntry` names, and all that they include, with whatever they hand on, and records each place that
 * reads a value. All branches are taken; nothing is rendered. Where the name of an included template is computed, all that
 * fit its literal pieces are followed.
 */
export function valueReads(chart: ParsedChart, isEntry: (template: ParsedFile) => boolean): ValueReads {
  const run: Run = { chart, memo: new Map(), places: new Map(), work: 0, isCut: false };
  const reads = new Map<string, ValueRead>();
  for (const file of chart.files.filter(isEntry)) {
    const define = { name: file.name, file, body: file.tree.nodes };
    const dot = rootOf(file.scope, basePath(file.name));
    for (const read of callDefine(run, define, dot, 0).reads) reads.set(JSON.stringify(read), read);
  }
  return { reads: [...reads.values()], isCut: run.isCut };
}

/** Helm's `.Template.BasePath`: the folder `templates` of the chart that holds it. */
function basePath(name: string): string {
  return /^.*?\/templates(?=\/)/.exec(name)?.[0] ?? '';
}
