import type { Json } from '../manifest/tree.ts';
import { type Chart, field, yamlOf } from './chart.ts';
import type { ValuePath } from './types.ts';

/** What values.schema.json says of one value: its types, and the only values that it may have. */
export type ValueSchema = { readonly types: readonly string[]; readonly choices?: readonly Json[] };

/** Looks values up in the schemas of a chart and its sub-charts; each speaks of its own values. */
export function schemaOf(chart: Chart): (path: ValuePath) => ValueSchema {
  const schemas = chart.parts.flatMap(({ folder, scope }) => {
    const root = yamlOf(chart.files.get(`${folder}values.schema.json`));
    return root === undefined ? [] : [{ scope, root }];
  });
  return (path) => {
    const found = schemas
      .filter(({ scope }) => scope.every((step, i) => path[i] === step))
      .flatMap(({ scope, root }) => nodesAt(root, root, path.slice(scope.length)));
    const choices = found.map((node) => field(node, 'enum')).find((list) => Array.isArray(list));
    return {
      types: [...new Set(found.flatMap((node) => typesIn(field(node, 'type'))))],
      ...(Array.isArray(choices) && { choices: choices as readonly Json[] }),
    };
  };
}

function typesIn(type: Json | undefined): readonly string[] {
  return (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string');
}

/** What speaks of a path; each node is asked once for each rest of it, since schemas refer to themselves, and twice over. */
function nodesAt(
  root: Json,
  node: Json | undefined,
  path: ValuePath,
  seen: ReadonlyMap<number, Set<Json>> = new Map(Array.from({ length: path.length + 1 }, (_, i) => [i, new Set()])),
): readonly Json[] {
  const asked = seen.get(path.length);
  if (node === undefined || node === null || typeof node !== 'object' || asked === undefined || asked.has(node))
    return [];
  asked.add(node);
  const reference = field(node, '$ref');
  const elsewhere = typeof reference === 'string' ? pointed(root, reference) : undefined;
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => {
    const list = field(node, key);
    return Array.isArray(list) ? (list as readonly Json[]) : [];
  });
  const inner = [elsewhere, ...parts].flatMap((part) => nodesAt(root, part, path, seen));
  const [first, ...rest] = path;
  if (first === undefined) return [node, ...inner];
  const below = field(field(node, 'properties'), first) ?? field(node, 'additionalProperties');
  return [...nodesAt(root, below, rest, seen), ...inner];
}

/** `#/$defs/port`: JSON pointers into the same file alone. */
function pointed(root: Json, reference: string): Json | undefined {
  if (!reference.startsWith('#/')) return undefined;
  const steps = reference
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<Json | undefined>((node, step) => field(node, step), root);
}
