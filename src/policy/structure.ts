import schema from '../../schemas/networkpolicy.schema.json' with { type: 'json' };
import type { Path } from '../finding.ts';
import type { Json } from '../manifest/tree.ts';

/** A part of schemas/networkpolicy.schema.json: a kind of value, and what Go calls it. */
export type Structure = {
  readonly $ref?: string;
  readonly type?: readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Structure>>;
  readonly additionalProperties?: boolean | Structure;
  readonly items?: Structure;
  /** The name that the decoder prints when it refuses a value; of lists and maps it is composed. */
  readonly 'x-go-type'?: string;
  /** `{}` and absent stay apart. */
  readonly 'x-go-pointer'?: boolean;
  /** Written even when zero (no omitempty). */
  readonly 'x-go-keep'?: boolean;
  /** It decodes itself: a refusal ends the decoding of the whole object. */
  readonly 'x-go-unmarshaler'?: boolean;
};

const DEFINITIONS: Readonly<Record<string, Structure>> = schema.definitions;

/** What the API server decodes a NetworkPolicy into. */
export const NETWORK_POLICY: Structure = schema.definitions.NetworkPolicy;

/** The structure that a reference stands for; what is said beside the reference belongs to the field alone. */
export function resolve(structure: Structure): Structure {
  const name = structure.$ref?.replace('#/definitions/', '');
  return name === undefined ? structure : resolve(DEFINITIONS[name] ?? {});
}

/** The kind of a value beside null: object, array, string, integer or boolean; of `port`, the first of two. */
export function kindOf(structure: Structure): string | undefined {
  return structure.type?.[0];
}

/** What every value of a map is, or undefined where the fields are named. */
export function mapValue({ additionalProperties }: Structure): Structure | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** The Go type as `%T` prints it. */
export function goType(structure: Structure): string {
  const resolved = resolve(structure);
  const values = mapValue(resolved);
  if (resolved['x-go-type'] !== undefined) return resolved['x-go-type'];
  if (resolved.items !== undefined) return `[]${goType(resolved.items)}`;
  return values === undefined ? 'string' : `map[string]${goType(values)}`;
}

/**
 * Whether a value is what a structure asks for, without a doubt: what is rare or intricate is for the schema's validator to judge,
 * which is far larger than this.
 */
export function surelyFits(value: Json, structure: Structure): boolean {
  const { type = [], properties, items, ...more } = resolve(structure);
  if (value === null) return type.includes('null');
  if (typeof value === 'string') return type.includes('string');
  if (typeof value === 'number')
    return type.includes('integer') && Number.isInteger(value) && Math.abs(value) < 2 ** 31;
  if (typeof value === 'boolean') return type.includes('boolean');
  if (Array.isArray(value))
    return type.includes('array') && items !== undefined && value.every((item: Json) => surelyFits(item, items));
  return (
    type.includes('object') &&
    Object.entries(value).every(([key, item]) => {
      const field = own(properties, key) ?? mapValue(more);
      return field !== undefined && surelyFits(item, field);
    })
  );
}

/** The structure at a path that the schema knows, and the field that an error there is blamed on, as Go prints it. */
export type Placed = { readonly structure: Structure; readonly field: string };

/** Follows a path; indexes and the keys of maps do not show in the field. Undefined where the schema knows no such field. */
export function structureAt(path: Path): Placed | undefined {
  let structure = NETWORK_POLICY;
  let owner = '';
  const names: string[] = [];
  for (const step of path) {
    const outer = resolve(structure);
    const named = typeof step === 'string' ? own(outer.properties, step) : outer.items;
    const next = named ?? mapValue(outer);
    if (next === undefined) return undefined;
    if (named !== undefined && typeof step === 'string') {
      owner = goType(outer).replace(/^.*\./, '');
      names.push(step);
    }
    structure = next;
  }
  return { structure: resolve(structure), field: [owner, ...names].join('.') };
}

function own(fields: Structure['properties'], key: string): Structure | undefined {
  return fields !== undefined && Object.hasOwn(fields, key) ? fields[key] : undefined;
}
