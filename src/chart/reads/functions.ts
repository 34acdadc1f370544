import {
  type Abstract,
  anyOf,
  combined,
  ELEMENT,
  elementOf,
  fieldOf,
  keyIn,
  type Literal,
  type Made,
  UNKNOWN,
} from './abstract.ts';
import type { ReadUse } from './read.ts';

/** Records that a value is used; `comparedWith` is the literal that it is compared with. */
export type Tell = (value: Abstract, use: ReadUse, comparedWith?: Literal) => void;

type Fn = (args: readonly Abstract[], tell: Tell) => Abstract;

/** What a function of Helm's gives (Go's own, Sprig's, Helm's); of one that is not known, something made of its arguments. */
export function callFunction(name: string, args: readonly Abstract[], tell: Tell): Abstract {
  const known = FUNCTIONS.get(/^must[A-Z]/.test(name) ? name.charAt(4).toLowerCase() + name.slice(5) : name);
  return known ? known(args, tell) : combined(args);
}

const FUNCTIONS = new Map<string, Fn>();

function define(names: string, fn: Fn): void {
  for (const name of names.split(' ')) FUNCTIONS.set(name, fn);
}

const at = (args: readonly Abstract[], index: number): Abstract => args.at(index) ?? UNKNOWN;

// Values that go through as they are.
define('default and or coalesce', (args) => anyOf(args));
define('deepCopy compact uniq sortAlpha reverse initial rest slice not', (args) => at(args, 0));
define('empty', (args) => at(args, 0));
define('without', (args) => at(args, 0));
define('required', (args, tell) => {
  tell(at(args, -1), 'required');
  return at(args, -1);
});
define('ternary', (args, tell) => {
  tell(at(args, 2), 'condition');
  return anyOf(args.slice(0, 2));
});
define('fail', (args, tell) => {
  for (const arg of args) tell(arg, 'argument');
  return UNKNOWN;
});

// Look-ups.
define('index', ([of = UNKNOWN, ...keys], tell) => keys.reduce((value, key) => lookUp(value, key, tell), of));
define('get', (args, tell) => lookUp(at(args, 0), at(args, 1), tell));
define('dig', (args, tell) => {
  const keys = args.slice(0, -2);
  return anyOf([keys.reduce((value, key) => lookUp(value, key, tell), at(args, -1)), args.at(-2)]);
});
define('hasKey', (args, tell) => {
  tell(lookUp(at(args, 0), at(args, 1), tell), 'hasKey');
  return UNKNOWN;
});
define('pluck', ([key = UNKNOWN, ...from], tell) => ({
  kind: 'list',
  items: from.map((one) => lookUp(one, key, tell)),
}));
define('first last', (args) => elementOf(at(args, 0)));

function lookUp(of: Abstract, key: Abstract, tell: Tell): Abstract {
  if (key.kind === 'any') return anyOf(key.of.map((one) => lookUp(of, one, tell)));
  if (key.kind === 'literal' && typeof key.value === 'string') return fieldOf(of, key.value);
  tell(key, 'argument');
  return elementOf(of);
}

// Lists and dicts.
define('list tuple', (items) => ({ kind: 'list', items }));
define('concat', (args) => anyOf(args));
define('append prepend', (args) => ({ kind: 'list', items: [elementOf(at(args, 0)), at(args, 1)] }));
define('keys', (args, tell) => {
  for (const arg of args) tell(arg, 'range');
  return { kind: 'list', items: args.map(keyIn) };
});
define('values', (args, tell) => {
  tell(at(args, 0), 'range');
  return { kind: 'list', items: [elementOf(at(args, 0))] };
});
define('dict', (args) => {
  const made: Abstract = { kind: 'dict', entries: new Map(), rest: [] };
  for (let i = 0; i + 1 < args.length; i += 2) put(made, at(args, i), at(args, i + 1));
  return made;
});
define('set', (args) => {
  put(at(args, 0), at(args, 1), at(args, 2));
  return at(args, 0);
});
define('unset omit', (args) => at(args, 0));
define('pick', ([of = UNKNOWN, ...keys]) => {
  const names = keys.flatMap((key) => (key.kind === 'literal' ? [String(key.value)] : []));
  if (of.kind !== 'dict' || names.length < keys.length) return of;
  return { kind: 'dict', entries: new Map(names.map((name) => [name, fieldOf(of, name)])), rest: [] };
});
define('merge mergeOverwrite', ([into = UNKNOWN, ...others]) => {
  for (const other of others) for (const one of alternatives(other)) mergeInto(into, one);
  return anyOf([into, ...others]);
});

function put(into: Abstract, key: Abstract, value: Abstract): void {
  for (const dict of alternatives(into)) {
    // A dict within itself would have no end.
    if ((dict.kind !== 'dict' && dict.kind !== 'root') || dict === value) continue;
    for (const one of alternatives(key)) {
      const name = one.kind === 'literal' ? String(one.value) : ELEMENT;
      dict.entries.set(name, anyOf([dict.entries.get(name), value]));
    }
  }
}

function mergeInto(into: Abstract, other: Abstract): void {
  if (into.kind !== 'dict' || into === other || into.rest.includes(other)) return;
  if (other.kind !== 'dict') {
    if (into.rest.length < MOST_MERGED) into.rest.push(other);
    return;
  }
  for (const [key, value] of other.entries) into.entries.set(key, anyOf([into.entries.get(key), value]));
  for (const one of other.rest) mergeInto(into, one);
}

const MOST_MERGED = 64;

function alternatives(value: Abstract): readonly Abstract[] {
  const inner = value.kind === 'made' && value.wraps ? value.wraps : value;
  return inner.kind === 'any' ? inner.of : [inner];
}

// YAML and JSON, there and back.
define('toYaml toYamlPretty toJson toPrettyJson toRawJson toToml', (args) => ({
  ...combined(args.flatMap(membersOf)),
  via: 'toYaml',
  wraps: at(args, 0),
}));
define('fromYaml fromJson fromYamlArray fromJsonArray', (args) => {
  const { wraps, ...made } = combined(args);
  return wraps ?? { ...made, isTold: true };
});
define('tpl', (args) => {
  const made = combined(membersOf(at(args, 0)));
  return { ...made, via: made.via ?? 'tpl' };
});

/** The values that stand in a dict or list of the template's own; of very large ones the first. */
export function membersOf(value: Abstract): readonly Abstract[] {
  const found: Abstract[] = [];
  const open = [value];
  for (let i = 0; i < open.length && i < 1000; i++) {
    const one = open[i] ?? UNKNOWN;
    if (one.kind === 'dict') open.push(...one.entries.values(), ...one.rest);
    else if (one.kind === 'list') open.push(...one.items);
    else if (one.kind === 'any') open.push(...one.of);
    else found.push(one);
  }
  return found;
}

// Comparisons: what they give depends on nothing that is not told.
define('eq ne lt le gt ge has', (args, tell) => {
  const literal = args.find((one) => one.kind === 'literal');
  for (const arg of args)
    if (arg !== literal) tell(arg, 'compare', literal?.kind === 'literal' ? literal.value : undefined);
  return UNKNOWN;
});
define('kindIs typeIs typeIsLike', (args, tell) => {
  const [type] = args;
  tell(at(args, 1), 'type', type?.kind === 'literal' ? type.value : undefined);
  return UNKNOWN;
});
define('kindOf typeOf', (args, tell) => {
  tell(at(args, 0), 'type');
  return UNKNOWN;
});

// Texts whose pieces may name a template.
define('print', (args) => withParts(args, args.map(partOf)));
define('printf', ([format = UNKNOWN, ...args]) => withParts(args, formatted(format, args)));
define('toString trim', (args) => at(args, 0));

function withParts(args: readonly Abstract[], parts: readonly (string | null)[]): Abstract {
  if (parts.every((part) => part !== null)) return { kind: 'literal', value: parts.join('') };
  const made: Made = combined(args);
  return { ...made, parts };
}

function formatted(format: Abstract, args: readonly Abstract[]): readonly (string | null)[] {
  if (format.kind !== 'literal') return [null];
  let next = 0;
  return String(format.value)
    .split(/(%[-+# 0-9.]*[a-zA-Z%])/)
    .map((piece, i) => (i % 2 === 0 ? piece : piece === '%%' ? '%' : partOf(args[next++] ?? UNKNOWN)));
}

function partOf(value: Abstract): string | null {
  return value.kind === 'literal' ? String(value.value) : null;
}
