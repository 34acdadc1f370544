import { isJson, type Json } from './api-store.ts';

/** How a NetworkPolicy arrives: `create` is POST and PUT, the others are named after their patch types. */
export type Arrival = 'create' | 'merge' | 'strategic' | 'apply';

/** An API server's answer to an object it cannot decode. */
export type Refusal = { readonly code: number; readonly reason: string; readonly message: string };

/**
 * What an API server answers to a NetworkPolicy with a value of the wrong JSON type in it, such as `spec.ingress:
 * {}`, or `undefined` when it can be decoded. On `apply` an undeclared field of the spec is refused as well;
 * elsewhere the server would drop it with a warning, and this stub keeps it. `patch` is what was sent, `object` what
 * it makes of the object. Sources: k8s.io/apiserver endpoints/handlers/patch.go, structured-merge-diff
 * typed/helpers.go; the texts were compared with those of the API's own decoder and converter.
 */
export const refusal = (arrival: Arrival, object: Json, patch: Json): Refusal | undefined => {
  const misfit = findMisfit(object.spec, spec, { owner: 'NetworkPolicy', path: 'spec', place: '.spec' });
  if (misfit === undefined || (misfit.undeclared && arrival !== 'apply')) return undefined;
  if (arrival === 'apply') return applyRefusal(object, misfit);
  const field = `${misfit.owner}.${misfit.path} of type ${goType(misfit.shape)}`;
  const decode = `json: cannot unmarshal ${jsonType(misfit.value)} into Go struct field ${field}`;
  if (arrival === 'create') {
    const message = `NetworkPolicy in version "v1" cannot be handled as a NetworkPolicy: ${decode}`;
    return { code: 400, reason: 'BadRequest', message };
  }
  const [shown, error] = arrival === 'merge' ? [JSON.stringify(object), decode] : [goText(patch), convertError(misfit)];
  const message = ` "" is invalid: patch: Invalid value: ${JSON.stringify(shown)}: ${error}`;
  return { code: 422, reason: 'Invalid', message };
};

type Shape =
  | { readonly is: 'struct'; readonly go: string; readonly fields: Readonly<Record<string, Shape>> }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'labels' }
  | { readonly is: 'scalar'; readonly go: string; readonly takes: readonly string[] };

type Where = { readonly owner: string; readonly path: string; readonly place: string };

type Misfit = Where & { readonly value: unknown; readonly shape: Shape; readonly undeclared?: boolean };

const scalar = (go: string, ...takes: readonly string[]): Shape => ({ is: 'scalar', go, takes });
const struct = (go: string, fields: Readonly<Record<string, Shape>>): Shape => ({ is: 'struct', go, fields });
const list = (of: Shape): Shape => ({ is: 'list', of });

const text = scalar('string', 'string');
const requirement = struct('v1.LabelSelectorRequirement', {
  key: text,
  operator: scalar('v1.LabelSelectorOperator', 'string'),
  values: list(text),
});
const selector = struct('v1.LabelSelector', { matchLabels: { is: 'labels' }, matchExpressions: list(requirement) });
const ipBlock = struct('v1.IPBlock', { cidr: text, except: list(text) });
const peers = list(struct('v1.NetworkPolicyPeer', { podSelector: selector, namespaceSelector: selector, ipBlock }));
const ports = list(
  struct('v1.NetworkPolicyPort', {
    protocol: scalar('v1.Protocol', 'string'),
    port: scalar('int32', 'string', 'number'),
    endPort: scalar('int32', 'number'),
  }),
);
const spec = struct('v1.NetworkPolicySpec', {
  podSelector: selector,
  policyTypes: list(scalar('v1.PolicyType', 'string')),
  ingress: list(struct('v1.NetworkPolicyIngressRule', { from: peers, ports })),
  egress: list(struct('v1.NetworkPolicyEgressRule', { to: peers, ports })),
});

const findMisfit = (value: unknown, shape: Shape, where: Where): Misfit | undefined => {
  if (value === null || value === undefined) return undefined;
  const fits = shape.is === 'scalar' ? shape.takes.includes(typeof value) : jsonType(value) === containers[shape.is];
  if (!fits) return { ...where, value, shape };
  for (const part of parts(value, shape, where)) {
    const { owner, path, place } = part;
    const misfit =
      part.shape === undefined
        ? { owner, path, place, value: part.value, shape, undeclared: true }
        : findMisfit(part.value, part.shape, { owner, path, place });
    if (misfit !== undefined) return misfit;
  }
  return undefined;
};

const containers = { struct: 'object', labels: 'object', list: 'array' } as const;

type Part = Where & { readonly value: unknown; readonly shape: Shape | undefined };

const parts = (value: unknown, shape: Shape, where: Where): readonly Part[] => {
  if (Array.isArray(value) && shape.is === 'list') {
    return value.map((item, i) => ({ ...where, place: `${where.place}[${i}]`, value: item, shape: shape.of }));
  }
  if (!isJson(value)) return [];
  return Object.entries(value).map(([key, field]) => {
    const place = `${where.place}.${key}`;
    // Go names a map's values by the map itself, a struct's fields by the struct they stand in.
    if (shape.is !== 'struct') return { ...where, place, value: field, shape: text };
    const owner = shape.go.replace('v1.', '');
    return { owner, path: `${where.path}.${key}`, place, value: field, shape: shape.fields[key] };
  });
};

const goType = (shape: Shape): string => {
  if (shape.is === 'list') return `[]${goType(shape.of)}`;
  return shape.is === 'labels' ? 'map[string]string' : shape.go;
};

const jsonType = (value: unknown): string => {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
};

const convertError = ({ shape, value }: Misfit): string => {
  const from = { array: 'slice', object: 'map', number: 'int64' }[jsonType(value)] ?? jsonType(value);
  if (shape.is === 'list') return `cannot restore slice from ${from}`;
  if (shape.is === 'labels') return `cannot restore map from ${from}`;
  return shape.is === 'struct' ? `cannot restore struct from: ${from}` : `cannot convert ${from} to ${goType(shape)}`;
};

// 500 and no reason: the server does not know this error for the client's fault (kubernetes#122480).
const applyRefusal = (object: Json, misfit: Misfit): Refusal => {
  const { name, namespace } = isJson(object.metadata) ? object.metadata : {};
  const of = `${namespace}/${name}; networking.k8s.io/v1, Kind=NetworkPolicy`;
  const expected = { struct: 'map', labels: 'map', list: 'list', scalar: 'string' }[misfit.shape.is];
  const fault = misfit.undeclared
    ? 'field not declared in schema'
    : `expected ${expected}, got &{${goText(misfit.value)}}`;
  return { code: 500, reason: '', message: `failed to create typed patch object (${of}): ${misfit.place}: ${fault}` };
};

/** A value as Go's `%v` prints it. */
const goText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (value === null) return '<nil>';
  if (!isJson(value)) return String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
};
