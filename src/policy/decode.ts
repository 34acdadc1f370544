import type { Path } from '../finding.ts';
import type { Json, Node } from '../manifest/tree.ts';
import {
  DIRECTIONS,
  type Direction,
  type Field,
  type GoType,
  NETWORK_POLICY,
  type Port,
  type Rule,
  type Spec,
} from './api.ts';

/** A value that the API server's decoder refuses (HTTP 400), with its own words. */
export type Refusal = { readonly path: Path; readonly message: string };

/** A NetworkPolicy as the API server would store it, and what stood in the way. */
export type Decoded = {
  readonly spec: Spec;
  readonly refusals: readonly Refusal[];
  /** Fields that the API does not know: lenient clients drop them, strict ones refuse (semantics 3.4). */
  readonly unknown: readonly Path[];
};

/**
 * Decodes as sigs.k8s.io/json does (semantics 4.1): null is absent for maps, lists and pointers and zero for the rest, a
 * null list item is a zero struct, another kind of value is refused. Then defaults as SetDefaults_NetworkPolicy does.
 * A refused value counts as absent, so that the rest can still be judged.
 */
export function decodePolicy(root: Node): Decoded {
  const decoding: Decoding = { refusals: [], unknown: [] };
  const object = decode(NETWORK_POLICY, root, { owner: 'NetworkPolicy', dotted: '', path: [] }, decoding);
  const { spec } = object as unknown as { spec: Spec };
  return { spec: applyDefaults(spec), refusals: decoding.refusals, unknown: decoding.unknown };
}

/** The policyTypes that the server fills in when none are given (kubernetes pkg/apis/networking/v1/defaults.go). */
export function inferPolicyTypes(egressRules: number): readonly string[] {
  return egressRules > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

type Decoding = { readonly refusals: Refusal[]; readonly unknown: Path[] };
type Place = { readonly owner: string; readonly dotted: string; readonly path: Path };

function decode(type: GoType, node: Node | undefined, place: Place, into: Decoding): Json {
  if (node === undefined || node.kind === 'null') return zero(type);
  switch (type.is) {
    case 'anything':
      return null;
    case 'string':
      return node.kind === 'string' ? node.value : refuse(type, node, place, into);
    case 'bool':
      return node.kind === 'bool' ? node.value : refuse(type, node, place, into);
    case 'intOrString':
      if (node.kind === 'string') return node.value;
      return decodeInteger(type, node, place, into);
    case 'int32':
      return decodeInteger(type, node, place, into);
    case 'list':
      if (node.kind !== 'list') return refuse(type, node, place, into);
      return node.items.map((item, i) => decode(type.of, item, { ...place, path: [...place.path, i] }, into));
    case 'map':
      return decodeMap(type.of, type, node, place, into);
    case 'struct':
      return decodeStruct(type, node, place, into);
  }
}

function decodeInteger(type: GoType, node: Node, place: Place, into: Decoding): Json {
  if (node.kind !== 'number') return refuse(type, node, place, into);
  const fits = type.go === 'int64' ? Number.isInteger(node.value) : (node.value | 0) === node.value;
  return fits ? node.value : refuse(type, node, place, into, ` ${node.json}`);
}

function decodeMap(of: GoType, type: GoType, node: Node, place: Place, into: Decoding): Json {
  if (node.kind !== 'map') return refuse(type, node, place, into);
  return Object.fromEntries(
    [...node.entries].map(([key, { value }]) => [
      key,
      decode(of, value, { ...place, path: [...place.path, key] }, into),
    ]),
  );
}

function decodeStruct(type: GoType & { is: 'struct' }, node: Node, place: Place, into: Decoding): Json {
  if (node.kind !== 'map') return refuse(type, node, place, into);
  for (const key of node.entries.keys()) {
    if (!Object.hasOwn(type.fields, key)) into.unknown.push([...place.path, key]);
  }
  const fields = Object.entries(type.fields).map(([key, field]): [string, Json | undefined] => {
    const dotted = place.dotted === '' ? key : `${place.dotted}.${key}`;
    const inner = { owner: type.name, dotted, path: [...place.path, key] };
    return [key, decodeField(field, node.entries.get(key)?.value, inner, into)];
  });
  return Object.fromEntries(fields.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function decodeField(field: Field, node: Node | undefined, place: Place, into: Decoding): Json | undefined {
  const given = node !== undefined && node.kind !== 'null';
  const value = decode(field.type, node, place, into);
  if (field.pointer) return given ? value : undefined;
  return field.keep || !isZero(value) ? value : undefined;
}

function refuse(type: GoType, node: Node, place: Place, into: Decoding, number = ''): Json {
  const field = `${place.owner}.${place.dotted}`;
  const message = `json: cannot unmarshal ${JSON_KIND[node.kind]}${number} into Go struct field ${field} of type ${type.go}`;
  into.refusals.push({ path: place.path, message });
  return zero(type);
}

const JSON_KIND: Readonly<Record<Node['kind'], string>> = {
  null: 'null',
  bool: 'bool',
  number: 'number',
  string: 'string',
  list: 'array',
  map: 'object',
};

function zero(type: GoType): Json {
  switch (type.is) {
    case 'string':
      return '';
    case 'int32':
    case 'intOrString':
      return 0;
    case 'bool':
      return false;
    case 'list':
      return [];
    case 'struct': {
      const kept = Object.entries(type.fields).filter(([, field]) => field.keep);
      return Object.fromEntries(kept.map(([key, field]) => [key, zero(field.type)]));
    }
    default:
      return {};
  }
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
