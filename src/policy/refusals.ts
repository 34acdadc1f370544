import type { ErrorObject } from 'ajv';
import type { Path } from '../finding.ts';
import { type Json, type Node, nodeAt } from '../manifest/tree.ts';
import { goType, NETWORK_POLICY, structureAt, surelyFits } from './structure.ts';
import { structureErrors } from './structure-errors.ts';

/** A value that the API server's decoder refuses (HTTP 400), with its own words. */
export type Refusal = { readonly path: Path; readonly message: string };

/** What stands in the way of decoding an object. */
export type Misfits = {
  /** In the order of the decoder, and in front the one that it answers. */
  readonly refusals: readonly Refusal[];
  /** Fields that the API does not know: lenient clients drop them, strict ones refuse (semantics 3.4). */
  readonly unknown: readonly Path[];
};

/** Compares an object with the schema; `object` is what JSON makes of `root`. */
export function findMisfits(root: Node, object: Json): Misfits {
  if (surelyFits(object, NETWORK_POLICY)) return NONE;
  const errors = structureErrors(object);
  if (errors.length === 0) return NONE;
  const unknown = errors.filter((error) => error.keyword === 'additionalProperties');
  const refused = errors.filter((error) => error.keyword !== 'additionalProperties');
  return {
    refusals: answeredFirst(distinct(refused.map((error) => pathOf(error, object)))).map((path) => refuse(root, path)),
    unknown: distinct(unknown.map((error) => [...pathOf(error, object), String(error.params.additionalProperty)])),
  };
}

const NONE: Misfits = { refusals: [], unknown: [] };

/** The steps of a JSON pointer; which of them are indexes, the object tells. */
function pathOf({ instancePath }: ErrorObject, object: Json): Path {
  let value: Json | undefined = object;
  return instancePath
    .split('/')
    .slice(1)
    .map((escaped) => {
      const key = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(key) : key;
      value = (value as Readonly<Record<string | number, Json>> | undefined)?.[step];
      return step;
    });
}

/** Sorted as the decoder meets them: sigs.k8s.io/yaml writes the keys of every mapping in the order of their bytes. */
function distinct(paths: readonly Path[]): readonly Path[] {
  const sorted = [...paths].sort(comparePaths);
  return sorted.filter((path, i) => i === 0 || comparePaths(path, sorted[i - 1] ?? []) !== 0);
}

/** A path before what is below it, items by index, keys by their bytes. */
function comparePaths(a: Path, b: Path): number {
  for (const [i, step] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (step === other) continue;
    if (typeof step === 'number' && typeof other === 'number') return step - other;
    return Buffer.compare(Buffer.from(String(step)), Buffer.from(String(other)));
  }
  return a.length - b.length;
}

/** The decoder keeps the first refusal and goes on, but one of a value that decodes itself ends it (sigs.k8s.io/json). */
function answeredFirst(paths: readonly Path[]): readonly Path[] {
  const last = paths.find((path) => structureAt(path)?.structure['x-go-unmarshaler']);
  return last === undefined ? paths : [last, ...paths.filter((path) => path !== last)];
}

function refuse(root: Node, path: Path): Refusal {
  const placed = structureAt(path);
  const node = nodeAt(root, path);
  const type = placed === undefined ? '' : goType(placed.structure);
  const kind = node === undefined ? 'null' : JSON_KIND[node.kind];
  const number = node?.kind === 'number' && type.startsWith('int') ? ` ${node.json}` : '';
  const into = path.length === 0 ? `value of type ${type}` : `struct field ${placed?.field} of type ${type}`;
  return { path, message: `json: cannot unmarshal ${kind}${number} into Go ${into}` };
}

const JSON_KIND: Readonly<Record<Node['kind'], string>> = {
  null: 'null',
  bool: 'bool',
  number: 'number',
  string: 'string',
  list: 'array',
  map: 'object',
};
