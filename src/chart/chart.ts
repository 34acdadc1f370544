import { parseTree } from '../manifest/parse.ts';
import { isFault, type Json, toJson } from '../manifest/tree.ts';
import type { ChartReport, ValuePath } from './types.ts';

/** A file of a chart, its path from the chart's folder, with slashes; `onDisk`: it is not one of a packed sub-chart. */
export type ChartFile = { readonly path: string; readonly bytes: Buffer; readonly onDisk: boolean };

/** A chart as it takes part in a render: the top one, or a sub-chart under the name or alias that its parent gives it. */
export type ChartPart = {
  readonly name: string;
  readonly version: string;
  /** Where its files are: '' or `charts/redis/`. */
  readonly folder: string;
  /** As Helm names its templates: `shop/` or `shop/charts/cache/` (Helm chart.ChartFullPath). */
  readonly prefix: string;
  /** Where its `.Values` stand in those of the top chart. */
  readonly scope: ValuePath;
  /** It renders nothing by itself, and lends its helpers. */
  readonly isLibrary: boolean;
  /** Values of the top chart that decide whether it takes part, by `condition` and by `tags`. */
  readonly conditions: readonly ValuePath[];
};

/** A chart and all its sub-charts. */
export type Chart = { readonly files: ReadonlyMap<string, ChartFile>; readonly parts: readonly ChartPart[] };

/** A chart that is none, in one line. */
export type NoChart = { readonly problem: string };

/** Finds the chart and its sub-charts in the files of a folder. */
export function chartOf(list: readonly ChartFile[]): Chart | NoChart {
  const files = new Map(list.map((file) => [file.path, file]));
  const meta = metadataOf(files, '');
  if ('problem' in meta) return meta;
  const top: ChartPart = {
    name: meta.name,
    version: meta.version,
    folder: '',
    prefix: `${meta.name}/`,
    scope: [],
    isLibrary: meta.isLibrary,
    conditions: [],
  };
  return { files, parts: [top, ...partsBelow(files, top, meta)] };
}

/** The templates of a chart part: their paths below it and what they hold; `_*` lend helpers and NOTES.txt is for people. */
export function templatesOf(chart: Chart, part: ChartPart): readonly ChartFile[] {
  const folder = `${part.folder}templates/`;
  return [...chart.files.values()].filter(({ path }) => path.startsWith(folder));
}

/** What a file of the chart holds as text; '' for one that is not there. */
export function textOf({ files }: Chart, path: string): string {
  return files.get(path)?.bytes.toString('utf8') ?? '';
}

/** A chart as reports name it; `folder` is what the person called it. */
export function nameOf({ parts: [top] }: Chart, folder: string): ChartReport['chart'] {
  return { name: top?.name ?? '', version: top?.version ?? '', folder };
}

/** The JSON that a YAML file of the chart holds; undefined where it holds none. */
export function yamlOf(file: ChartFile | undefined): Json | undefined {
  if (file === undefined) return undefined;
  const tree = parseTree(file.bytes.toString('utf8'), 0, { characters: 1 << 24, values: 2_000_000 });
  return isFault(tree) ? undefined : toJson(tree);
}

type Dependency = { readonly name: string; readonly alias: string; readonly conditions: readonly ValuePath[] };

type Metadata = {
  readonly name: string;
  readonly version: string;
  readonly isLibrary: boolean;
  readonly dependencies: readonly Dependency[];
};

function metadataOf(files: Chart['files'], folder: string): Metadata | NoChart {
  const file = files.get(`${folder}Chart.yaml`);
  if (file === undefined) return { problem: 'it has no Chart.yaml' };
  const meta = yamlOf(file);
  const name = field(meta, 'name');
  if (typeof name !== 'string' || name === '') return { problem: 'its Chart.yaml is no mapping with a name' };
  // Charts of apiVersion v1 have their dependencies in a file of their own.
  const listed = [field(meta, 'dependencies'), field(yamlOf(files.get(`${folder}requirements.yaml`)), 'dependencies')];
  const dependencies = listed.flatMap((list) => (Array.isArray(list) ? list.flatMap(dependencyOf) : []));
  const version = field(meta, 'version');
  return { name, version: String(version ?? ''), isLibrary: field(meta, 'type') === 'library', dependencies };
}

function dependencyOf(entry: Json): readonly Dependency[] {
  const [name, alias, condition, tags] = ['name', 'alias', 'condition', 'tags'].map((key) => field(entry, key));
  if (typeof name !== 'string') return [];
  const conditions = typeof condition === 'string' ? condition.split(',') : [];
  const tagged = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  return [
    {
      name,
      alias: typeof alias === 'string' && alias !== '' ? alias : name,
      conditions: [
        ...conditions.map((path) => path.trim().split('.')).filter(([first]) => first !== ''),
        ...tagged.map((tag) => [TAGS, tag]),
      ],
    },
  ];
}

/** Tags are asked for at the top, whichever chart gives them (Helm chartutil/dependencies.go processDependencyTags). */
const TAGS = 'tags';

function partsBelow(files: Chart['files'], parent: ChartPart, { dependencies }: Metadata): readonly ChartPart[] {
  return foldersBelow(files, parent.folder).flatMap((folder) => {
    const meta = metadataOf(files, folder);
    if ('problem' in meta) return [];
    const asked = dependencies.filter(({ name }) => name === meta.name);
    const calls = asked.length > 0 ? asked : [{ name: meta.name, alias: meta.name, conditions: [] }];
    return calls.flatMap(({ alias, conditions }) => {
      const part: ChartPart = {
        name: meta.name,
        version: meta.version,
        folder,
        prefix: `${parent.prefix}charts/${alias}/`,
        scope: [...parent.scope, alias],
        isLibrary: meta.isLibrary,
        conditions: [
          ...parent.conditions,
          ...conditions.map((path) => (path[0] === TAGS ? path : [...parent.scope, ...path])),
        ],
      };
      return parent.scope.length < MAX_DEPTH ? [part, ...partsBelow(files, part, meta)] : [];
    });
  });
}

/** Deeper no chart goes that a person wrote. */
const MAX_DEPTH = 10;

function foldersBelow(files: Chart['files'], folder: string): readonly string[] {
  const found = new Set<string>();
  for (const path of files.keys()) {
    const [, name] = path.startsWith(`${folder}charts/`)
      ? (/^([^/]+)\/Chart\.yaml$/.exec(path.slice(folder.length + 'charts/'.length)) ?? [])
      : [];
    // Helm passes over those (chart/loader/load.go).
    if (name !== undefined && !/^[._]/.test(name)) found.add(`${folder}charts/${name}/`);
  }
  return [...found].sort();
}

/** Whether a value is a mapping. */
export function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The value under a key of a mapping. */
export function field(json: Json | undefined, key: string): Json | undefined {
  if (json === undefined || json === null || typeof json !== 'object' || Array.isArray(json)) return undefined;
  return Object.hasOwn(json, key) ? (json as { readonly [key: string]: Json })[key] : undefined;
}
