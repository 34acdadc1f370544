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
  const fitting = misfits.refusals.reduce((value, { path }) => withNull(value, path), object);
  const { spec, metadata = {} } = decode(NETWORK_POLICY, fitting) as unknown as { spec: Spec; metadata?: Metadata };
  return { ...misfits, spec: applyDefaults(spec), metadata };
}

/** The policyTypes that the server fills in when none are given (kubernetes pkg/apis/networking/v1/defaults.go). */
export function inferPolicyTypes(egressRules: number): readonly string[] {
  return egressRules > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

type JsonObject = Readonly<Record<string, Json>>;

function withNull(value: Json, [step, ...rest]: Path): Json {
  if (step === undefined || value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return value.map((item: Json, i) => (i === step ? withNull(item, rest) : item));
  return mapObject(value as JsonObject, (item, key) => (key === step ? withNull(item, rest) : item));
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
  const decoded: [string, Json][] = [];
  for (const [key, field] of Object.entries(fields)) {
    const given = Object.hasOwn(object, key) ? (object[key] ?? null) : null;
    if (given === null && !field['x-go-keep']) continue;
    const value = decode(field, given);
    if (field['x-go-pointer'] || field['x-go-keep'] || !isZero(value)) decoded.push([key, value]);
  }
  return Object.fromEntries(decoded);
}

function isZero(value: Json): boolean {
  if (value === '' || value === 0 || value === false || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
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
  const ports = rule.ports.map((port): Port => ({ ...port, protocol: port.protocol ?? 'TCP' }));
  return { ...rule, ports };
}
