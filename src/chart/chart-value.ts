import type { Json } from '../manifest/tree.ts';
import { field } from './chart.ts';
import { ELEMENT } from './reads/abstract.ts';
import type { ValueRead } from './reads.ts';
import type { ValueSchema } from './schema.ts';
import type { ValuePath } from './types.ts';

/** A value that policies depend on. */
export type ChartValue = {
  readonly path: ValuePath;
  /** What the base has there; undefined where no values file names it. */
  readonly base: Json | undefined;
  readonly schema: ValueSchema;
  /** Where templates of policies read it, and what is below it. */
  readonly reads: readonly ValueRead[];
  /** Templates of other objects read it too: they break first where it is blank. */
  readonly isShared: boolean;
  /** Templates of policies read keys of it by their names, also where it was handed to a helper first. */
  readonly hasNamedKeys: boolean;
};

/** What is known of values beside what templates do with them. */
export type Known = {
  readonly base: Json;
  readonly schema: (path: ValuePath) => ValueSchema;
  /** Values that decide whether a sub-chart takes part. */
  readonly conditions: readonly ValuePath[];
};

/** The values that reads of policies end in, in the order of the templates; `others` are the reads of all other templates. */
export function valuesRead(
  reads: readonly ValueRead[],
  others: readonly ValueRead[],
  known: Known,
): readonly ChartValue[] {
  const grouped = new Map<string, { path: ValuePath; reads: ValueRead[] }>();
  const parents = new Set<string>();
  for (const read of reads) {
    for (const path of concrete(read.path, known.base)) {
      if (path.length === 0) continue;
      if (read.path[path.length - 1] !== ELEMENT) parents.add(keyOf(path.slice(0, -1)));
      const key = keyOf(path);
      const group = grouped.get(key) ?? { path, reads: [] };
      group.reads.push({ ...read, path: [...path, ...read.path.slice(path.length)] });
      grouped.set(key, group);
    }
  }
  for (const path of known.conditions) if (!grouped.has(keyOf(path))) grouped.set(keyOf(path), { path, reads: [] });
  const elsewhere = new Set(others.filter(({ use }) => use !== 'condition').map(({ path }) => keyOf(whole(path))));
  return [...grouped.entries()].map(([key, group]) => ({
    ...group,
    base: valueAt(known.base, group.path),
    schema: known.schema(group.path),
    isShared: elsewhere.has(key),
    hasNamedKeys: parents.has(key),
  }));
}

/** The value under a path; undefined where it leads nowhere. */
export function valueAt(values: Json | undefined, path: ValuePath): Json | undefined {
  return path.reduce<Json | undefined>(field, values);
}

/** A path as a key of maps: no step of it can pretend to be two. */
export function keyOf(path: ValuePath): string {
  return JSON.stringify(path);
}

/** The first entries of a map stand for all of them. */
const MAX_ENTRIES = 20;

/**
 * The values that a read is about: elements of a list are set with the list that holds them, those of a map that has some also one
 * by one, as `rules.metrics.enabled`.
 */
function concrete(path: ValuePath, base: Json): readonly ValuePath[] {
  const at = path.indexOf(ELEMENT);
  if (at === -1) return [path];
  const [before, after] = [path.slice(0, at), path.slice(at + 1)];
  const map = valueAt(base, before);
  const keys =
    map !== null && typeof map === 'object' && !Array.isArray(map) ? Object.keys(map).slice(0, MAX_ENTRIES) : [];
  return [
    before,
    ...keys.flatMap((key) => (after.length === 0 ? [[...before, key]] : concrete([...before, key, ...after], base))),
  ];
}

function whole(path: ValuePath): ValuePath {
  const at = path.indexOf(ELEMENT);
  return at === -1 ? path : path.slice(0, at);
}
