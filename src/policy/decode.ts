import type { Path } from '../finding.ts';
import { type Json, type Node, toJson } from '../manifest/tree.ts';
import { DIRECTIONS, type Direction, type Metadata, type Port, type Rule, type Spec } from './api.ts';
import { findMisfits, type Misfits } from './refusals.ts';
import { kindOf, mapValue, NETWORK_POLICY, resolve, type Structure } from './structure.ts';

/** A NetworkPolicy as the API server would store it, and what stood in the way. */
export type Decoded = Misfits & { readonly spec: Spec; readonly metadata: Metadata };

/**
 * Decodes as sigs.k8s.io/json does (semantics 4.1): null is absent for maps, lists and pointers and zero for the rest, a
 * null list item is a zero struct, another kind of value is refused. Then defaults as SetDefaults_NetworkPolicy does.
 * A refused value counts as null, so that the rest can still be judged.
 */
export function decodePolicy(root: Node): Decoded {
  const object = toJson(root);
  const misfits = findMisfits(root, object);
  const fitting = withoutRefused(object, treeOf(misfits.refusals.map(({ path }) => path)));
  const { spec, metadata = {} } = decode(NETWORK_POLICY, fitting) as unknown as { spec: Spec; metadata?: Metadata };
  return { ...misfits, spec: applyDefaults(spec), metadata };
}

/** The policyTypes that the server fills in when none are given (kubernetes pkg/apis/networking/v1/defaults.go). */
function inferPolicyTypes(egressRules: number): readonly string[] {
  return egressRules > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

type JsonObject = Readonly<Record<string, Json>>;

/** Paths by their steps, so that thousands of refusals cost no more than one walk. */
type Tree = { isEnd: boolean; readonly below: Map<string | number, Tree> };

function treeOf(paths: readonly Path[]): Tree {
  const tree: Tree = { isEnd: false, below: new Map() };
  for (const path of paths) {
    let here = tree;
    for (const step of path) {
      const next = here.below.get(step) ?? { isEnd: false, below: new Map() };
      here.below.set(step, next);
      here = next;
    }
    here.isEnd = true;
  }
  return tree;
}

function withoutRefused(value: Json, refused: Tree | undefined): Json {
  if (refused === undefined || (!refused.isEnd && refused.below.size === 0)) return value;
  if (refused.isEnd || value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return value.map((item: Json, i) => withoutRefused(item, refused.below.get(i)));
  return mapObject(value as JsonObject, (item, key) => withoutRefused(item, refused.below.get(key)));
}

function mapObject(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

/** What does not fit the structure was taken out before. */
function decode(structure: Structure, value: Json): Json {
  const resolved = resolve(structure);
  const values = mapValue(resolved);
  switch (kindOf(resolved)) {
    case 'object':
      if (values !== undefined) return mapObject((value ?? {}) as JsonObject, (item) => decode(values, item));
      return decodeStruct(resolved.properties ?? {}, (value ?? {}) as JsonObject);
    case 'array':
      return ((value ?? []) as readonly Json[]).map((item) => decode(resolved.items ?? {}, item));
    case 'string':
      return value ?? '';
    case 'integer':
      return value || (typeof value === 'string' ? value : 0);
    case 'boolean':
      return value ?? false;
    default:
      return null;
  }
}

function decodeStruct(fields: Readonly<Record<string, Structure>>, object: JsonObject): Json {
  const decoded: Record<string, Json> = {};
  for (const key in fields) {
    const field = fields[key] as Structure;
    const given = Object.hasOwn(object, key) ? (object[key] ?? null) : null;
    if (given === null && !field['x-go-keep']) continue;
    const value = decode(field, given);
    if (field['x-go-pointer'] || field['x-go-keep'] || !isZero(value)) decoded[key] = value;
  }
  return decoded;
}

function isZero(value: Json): boolean {
  if (value === '' || value === 0 || value === false || value === null) return true;
  if (typeof value !== 'object') return false;
  for (const _ in value) return false;
  return true;
}

function applyDefaults(spec: Spec): Spec {
  const policyTypes = spec.policyTypes?.length ? spec.policyTypes : inferPolicyTypes(spec.egress?.length ?? 0);
  const rules = DIRECTIONS.filter((d) => spec[d] !== undefined).map((d): [Direction, readonly Rule[]] => [
    d,
    (spec[d] ?? []).map(defaultProtocols),
  ]);
  return { ...spec, ...Object.fromEntries(rules), policyTypes };
}

function defaultProtocols(rule: Rule): Rule {
  if (rule.ports === undefined) return rule;
  const ports = rule.ports.map((port): Port => (port.protocol === undefined ? { ...port, protocol: 'TCP' } : port));
  return { ...rule, ports };
}
