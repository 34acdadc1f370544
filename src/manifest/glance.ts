import { blockItems, firstToken, flowItemsAt, itemText, type Outline, outline, type Range } from './outline.ts';
import { parseTree } from './parse.ts';
import { lineStart, nextLine } from './skim.ts';
import { isFault, type Json, toJson } from './tree.ts';

/**
 * A mapping that is read key by key, each only when somebody asks for it: what is not asked for never meets a parser.
 * Only for what is looked at and not judged; it keeps no places but those of its keys.
 */
export type Glance = {
  readonly keys: readonly string[];
  /** The text of a scalar as written, without quotes, '' where it is blank; undefined where there is no scalar. */
  readonly word: (key: string) => string | undefined;
  readonly map: (key: string) => Glance | undefined;
  /** The mappings of a list; items that are none are left out. */
  readonly items: (key: string) => readonly Glance[];
  /** Where a key stands in the text that was glanced at. */
  readonly offset: (key: string) => number;
};

/** Thrown where only a parser can tell what stands there. */
export class Unclear extends Error {}

/**
 * Reads something off a mapping in `text`: first by its lines alone, and where these do not say enough, or the text is
 * JSON, from the parsed whole. Gives `undefined` for what is no mapping or does not parse.
 */
export function glanceAt<T>(text: string, read: (glance: Glance) => T): T | undefined {
  try {
    const glance = glanceText(text, { start: 0, end: text.length });
    return glance === undefined ? undefined : read(glance);
  } catch (error) {
    if (!(error instanceof Unclear)) throw error;
    const value = parsed(text);
    return isMapping(value) ? read(glanceJson(value)) : undefined;
  }
}

/** The mapping in a range of a text, undefined where there is none. Throws Unclear where its lines do not say enough. */
export function glanceText(text: string, range: Range): Glance | undefined {
  const shape = outline(text, range);
  if (shape === undefined) return undefined;
  if (shape.uncertain) throw new Unclear();
  return {
    keys: [...shape.ranges.keys()],
    word: (key) => wordAt(text, shape, key),
    map: remembered((key) => {
      const value = nestedAt(text, shape, key);
      return value === undefined || text[value.start] === '[' ? undefined : glanceText(text, value);
    }),
    items: remembered((key) => {
      const value = nestedAt(text, shape, key);
      return value === undefined ? [] : itemsIn(text, value, columnOf(text, shape.ranges.get(key)?.start ?? 0));
    }),
    offset: (key) => shape.ranges.get(key)?.start ?? range.start,
  };
}

/** What stands unquoted for nothing (go-yaml resolve.go). */
export const NOTHING: ReadonlySet<string> = new Set(['~', 'null', 'Null', 'NULL']);

function wordAt(text: string, shape: Outline, key: string): string | undefined {
  const word = shape.fields.get(key);
  const value = word === undefined || word === '' || isProperty(word) ? nestedAt(text, shape, key) : undefined;
  if (value === undefined) return scalarAt(text, shape, key);
  if (text[value.start] === '{' || text[value.start] === '[') return undefined;
  if (outline(text, value)?.uncertain === false) return undefined;
  throw new Unclear();
}

/** A scalar of one line; what goes on below it is for the parser to fold. */
function scalarAt(text: string, shape: Outline, key: string): string | undefined {
  const word = shape.fields.get(key);
  const range = shape.ranges.get(key);
  if (word === undefined || range === undefined || isQuoted(text, shape, key)) {
    if (word?.includes('\n')) throw new Unclear();
    return word;
  }
  const below = { start: nextLine(text, range.start), end: range.end };
  if (shape.style === 'block' && word !== '' && firstToken(text, below) !== undefined) throw new Unclear();
  return NOTHING.has(word) ? '' : word;
}

function isQuoted(text: string, { values }: Outline, key: string): boolean {
  const first = text[values.get(key) ?? 0];
  return first === '"' || first === "'";
}

/** An anchor or a tag at the end of a line: what it belongs to stands below. */
function isProperty(word: string): boolean {
  return word.startsWith('&') || word.startsWith('!');
}

/** Where something nested stands: between brackets, or on the lines below the key. */
function nestedAt(text: string, { style, fields, values, ranges }: Outline, key: string): Range | undefined {
  const range = ranges.get(key);
  const start = values.get(key);
  const word = fields.get(key);
  if (range === undefined || start === undefined) return undefined;
  if (text[start] === '{' || text[start] === '[') return { start, end: range.end };
  if (word === undefined || isProperty(word)) throw new Unclear();
  const rest = { start: nextLine(text, range.start), end: range.end };
  const first = style === 'block' && word === '' ? firstToken(text, rest) : undefined;
  if (first === undefined) return undefined;
  return text[first] === '{' || text[first] === '[' ? { start: first, end: range.end } : rest;
}

/** The mappings of a list that stands in a range of a text; `column` is where its key stands. */
export function itemsIn(text: string, { start, end }: Range, column: number): readonly Glance[] {
  if (text[start] === '{') return [];
  if (text[start] === '[')
    return (flowItemsAt(text, start, end) ?? []).flatMap((item) =>
      text[item.start] === '{' ? (glanceText(text, item) ?? []) : [],
    );
  return (blockItems(text, start, end, column) ?? []).flatMap((item) => {
    const inner = itemText(text, item);
    const glance = glanceText(inner, { start: 0, end: inner.length });
    return glance === undefined ? [] : [shifted(glance, item.start)];
  });
}

/** Asks once for each key: several readers ask for the same ones. */
function remembered<T>(read: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, read(key));
    return known.get(key) as T;
  };
}

function columnOf(text: string, at: number): number {
  const start = lineStart(text, at);
  return /^ */.exec(text.slice(start, start + 200))?.[0].length ?? 0;
}

/** A glance at a text of which another begins `by` characters earlier. */
export function shifted(glance: Glance, by: number): Glance {
  return {
    ...glance,
    map: (key) => {
      const map = glance.map(key);
      return map && shifted(map, by);
    },
    items: (key) => glance.items(key).map((item) => shifted(item, by)),
    offset: (key) => glance.offset(key) + by,
  };
}

function parsed(text: string): Json | undefined {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // Flow YAML looks like JSON.
    }
  }
  const root = parseTree(text);
  return isFault(root) ? undefined : toJson(root);
}

type Mapping = { readonly [key: string]: Json };

function glanceJson(value: Mapping): Glance {
  const at = (key: string): Json | undefined => (Object.hasOwn(value, key) ? value[key] : undefined);
  return {
    keys: Object.keys(value),
    word: (key) => {
      const word = at(key);
      if (word === null) return '';
      return typeof word === 'object' || word === undefined ? undefined : String(word);
    },
    map: (key) => {
      const map = at(key);
      return isMapping(map) ? glanceJson(map) : undefined;
    },
    items: (key) => {
      const items = at(key);
      return Array.isArray(items) ? items.filter(isMapping).map(glanceJson) : [];
    },
    offset: () => 0,
  };
}

function isMapping(value: Json | undefined): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
