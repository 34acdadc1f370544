import type { ValuePath } from '../types.ts';

/** How a text was made of a value: what is told of it where it is printed. */
export type Via = 'toYaml' | 'tpl' | 'key';

/** A literal of a template. */
export type Literal = string | number | boolean | null;

/**
 * What is known of a value while a template runs, whatever the values are:
 * - `unknown`: nothing that comes of values
 * - `root`: the dot that Helm gives a template of the (sub-)chart at `scope`; `base` is its `.Template.BasePath`, and `entries`
 *   what templates `set` in it
 * - `values`: what stands at a path of the top chart's values; `isTop` where it is all values of a (sub-)chart
 * - `dict`, `list`: made by the template; what stands under computed keys of a dict stands under `[]`, and `rest` holds what
 *   is no dict of the template's own and was merged into it
 * - `made`: a text or number that comes of values; `parts` are its pieces as far as they are known, null for any; `isTold`
 *   where the reads were recorded when it was made; `wraps` is the value that it is the YAML or JSON of
 * - `any`: one of them; `isCut` where there are more
 */
export type Abstract =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'literal'; readonly value: Literal }
  | Root
  | { readonly kind: 'values'; readonly path: ValuePath; readonly isTop?: true }
  | { readonly kind: 'dict'; readonly entries: Map<string, Abstract>; readonly rest: Abstract[] }
  | { readonly kind: 'list'; readonly items: readonly Abstract[] }
  | Made
  | { readonly kind: 'any'; readonly of: readonly Abstract[]; readonly isCut?: true };

/** See `Abstract`. */
export type Root = {
  readonly kind: 'root';
  readonly scope: ValuePath;
  readonly base: string;
  readonly entries: Map<string, Abstract>;
};

/** The dot that Helm starts a template with. */
export function rootOf(scope: ValuePath, base: string): Root {
  return { kind: 'root', scope, base, entries: new Map() };
}

/** See `Abstract`. */
export type Made = {
  readonly kind: 'made';
  readonly origins: readonly ValuePath[];
  readonly via?: Via;
  readonly isTold?: true;
  readonly parts?: readonly (string | null)[];
  readonly wraps?: Abstract;
};

/** Nothing that comes of values. */
export const UNKNOWN: Abstract = { kind: 'unknown' };

/** The marker for an element of a list or map in a path. */
export const ELEMENT = '[]';

const MOST = 64;

/** One of several values; equal ones are taken once, and of very many only the first. */
export function anyOf(values: readonly (Abstract | undefined)[]): Abstract {
  const telling = values.filter((one) => one !== undefined && one.kind !== 'unknown');
  const [single] = telling;
  if (telling.length < 2) return single ?? UNKNOWN;
  const known = new Map<string, Abstract>();
  let isCut = false;
  for (const value of telling.flatMap((one) => (one.kind === 'any' ? one.of : [one]))) {
    if (known.size >= MOST) isCut = true;
    else known.set(keyOf(value), value);
  }
  isCut ||= telling.some((one) => one.kind === 'any' && one.isCut);
  const [only, ...others] = known.values();
  if (only === undefined) return UNKNOWN;
  return others.length === 0 && !isCut ? only : { kind: 'any', of: [only, ...others], ...(isCut && { isCut }) };
}

/** The field `key` of a value, as `.key` and `index` read it. */
export function fieldOf(value: Abstract, key: string): Abstract {
  switch (value.kind) {
    case 'values':
      // Globals of the top chart are everybody's.
      return { kind: 'values', path: value.isTop && key === 'global' ? [key] : [...value.path, key] };
    case 'root':
      return anyOf([value.entries.get(key), rootField(value, key)]);
    case 'dict':
      return anyOf([value.entries.get(key), value.entries.get(ELEMENT), ...value.rest.map((one) => fieldOf(one, key))]);
    case 'any':
      return anyOf(value.of.map((one) => fieldOf(one, key)));
    case 'made':
      return value.wraps ? fieldOf(value.wraps, key) : told(value);
    default:
      return UNKNOWN;
  }
}

/** The fields behind one another. */
export function pathOf(value: Abstract, keys: readonly string[]): Abstract {
  return keys.reduce(fieldOf, value);
}

function rootField({ scope, base }: Root, key: string): Abstract {
  if (key === 'Values') return { kind: 'values', path: scope, isTop: true };
  if (key === 'Template') return dictOf({ BasePath: { kind: 'literal', value: base } });
  if (key === 'Subcharts') return { kind: 'dict', entries: new Map(), rest: [rootOf(scope, '')] };
  // Only through Subcharts: a chart's name stands where the root's own fields do.
  if (base === '') return rootOf([...scope, key], `charts/${key}`);
  return UNKNOWN;
}

function dictOf(members: Readonly<Record<string, Abstract>>): Abstract {
  return { kind: 'dict', entries: new Map(Object.entries(members)), rest: [] };
}

/** What `range` gives the dot of. */
export function elementOf(value: Abstract): Abstract {
  switch (value.kind) {
    case 'values':
      return { kind: 'values', path: [...value.path, ELEMENT] };
    case 'dict':
      return anyOf([...value.entries.values(), ...value.rest.map(elementOf)]);
    case 'list':
      return anyOf(value.items);
    case 'any':
      return anyOf(value.of.map(elementOf));
    case 'made':
      return value.wraps ? elementOf(value.wraps) : told(value);
    default:
      return UNKNOWN;
  }
}

/** What `range` gives the first of two variables of. */
export function keyIn(value: Abstract): Abstract {
  switch (value.kind) {
    case 'values':
      return { kind: 'made', origins: [[...value.path, ELEMENT]], via: 'key' };
    case 'dict':
      return anyOf([
        ...[...value.entries.keys()].map((key): Abstract => ({ kind: 'literal', value: key })),
        ...value.rest.map(keyIn),
      ]);
    case 'any':
      return anyOf(value.of.map(keyIn));
    case 'made':
      return value.wraps ? keyIn(value.wraps) : told(value);
    default:
      return UNKNOWN;
  }
}

function told(value: Made): Abstract {
  return { kind: 'made', origins: value.origins, isTold: true };
}

/** What a function makes of its arguments that only looks at them. */
export function combined(args: readonly Abstract[]): Made {
  const made = args.map(madeOf);
  const via = made.find((one) => one.via !== undefined)?.via;
  const wraps = anyOf(made.map((one) => one.wraps));
  return {
    kind: 'made',
    origins: distinct(made.flatMap(({ origins }) => origins)),
    ...(via !== undefined && { via }),
    ...(made.every((one) => one.isTold || one.origins.length === 0) && { isTold: true as const }),
    ...(wraps.kind !== 'unknown' && { wraps }),
  };
}

function madeOf(value: Abstract): Made {
  switch (value.kind) {
    case 'made':
      return value;
    case 'values':
      return { kind: 'made', origins: [value.path] };
    case 'any':
      return combined(value.of);
    default:
      return { kind: 'made', origins: [] };
  }
}

function distinct(paths: readonly ValuePath[]): readonly ValuePath[] {
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

/** The same for equal values; of very large ones only the beginning counts. */
export function keyOf(value: Abstract): string {
  return write(value, { left: 400 });
}

function write(value: Abstract, room: { left: number }): string {
  if (room.left-- <= 0) return '~';
  switch (value.kind) {
    case 'unknown':
      return '?';
    case 'literal':
      return JSON.stringify(value.value);
    case 'root':
      return `root${JSON.stringify([value.scope, value.base])}${entriesKey(value.entries, room)}`;
    case 'values':
      return `v${value.isTop ? '!' : ''}${JSON.stringify(value.path)}`;
    case 'dict':
      return `${entriesKey(value.entries, room)}${value.rest.map((one) => write(one, room)).join(',')}`;
    case 'made': {
      const { via = '', isTold = false, parts, wraps, origins } = value;
      return `m${JSON.stringify([origins, via, isTold, parts])}${wraps ? write(wraps, room) : ''}`;
    }
    default:
      return `${value.kind}[${(value.kind === 'list' ? value.items : value.of).map((one) => write(one, room)).join(',')}]`;
  }
}

function entriesKey(entries: ReadonlyMap<string, Abstract>, room: { left: number }): string {
  const written = [...entries].map(([key, one]) => `${JSON.stringify(key)}:${write(one, room)}`);
  return `{${written.sort().join(',')}}`;
}
