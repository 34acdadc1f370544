import { parse } from 'yaml';
import { apiVersion, type Target } from './api-discovery.ts';
import { mergePatch, strategicPatch, withoutNulls } from './api-patch.ts';
import { fromProtobuf, isProtobuf } from './api-protobuf.ts';
import { type Arrival, refusal } from './api-refusal.ts';
import { asJson, type Json, type Store } from './api-store.ts';

/**
 * One request as a client made it: `path` without query, `body` verbatim (empty when there was none; base64 when its
 * content type is protobuf).
 */
export type ApiRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string;
  readonly body: string;
};

/** What the server answers: an HTTP status and a JSON body. */
export type Answer = { readonly code: number; readonly body: object };

/** A Kubernetes `Status` of failure. `reason` is the API's word, such as `NotFound`. */
export const failure = (code: number, reason: string, message: string): Answer => {
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
  return { code, body };
};

/** Answers a request for a resource; `undefined` when the stub does not know how (a subresource, an unknown verb). */
export const answer = (store: Store, request: ApiRequest, at: Target): Answer | undefined => {
  if (at.subresource !== undefined) return undefined;
  const verb = `${request.method} ${at.name === undefined ? 'collection' : 'object'}`;
  return verbs[verb]?.(store, request, at);
};

/**
 * Keeps what a request's labelSelector and fieldSelector select: `=`, `!=`, `in`, `notin`, existence; metadata
 * fields.
 */
export const selected = (objects: readonly Json[], query: ApiRequest['query']): readonly Json[] => {
  const labels = requirements(query.labelSelector);
  const fields = requirements(query.fieldSelector);
  return objects.filter(({ metadata }) => {
    const { labels: own, name, namespace } = asJson(metadata);
    const values: Json = { 'metadata.name': name, 'metadata.namespace': namespace };
    return labels.every((fits) => fits(asJson(own))) && fields.every((fits) => fits(values));
  });
};

type Verb = (store: Store, request: ApiRequest, at: Target) => Answer;

const list: Verb = (store, { query }, { resource, namespace }) => {
  const items = selected(store.list(resource, namespace), query);
  const metadata = { resourceVersion: store.version() };
  return { code: 200, body: { kind: `${resource.kind}List`, apiVersion: apiVersion(resource), metadata, items } };
};

const get: Verb = (store, _, at) => {
  const body = store.get(at);
  return body === undefined ? notFound(at) : { code: 200, body };
};

const create: Verb = (store, request, at) => {
  const object = decode(request);
  const name = String(asJson(object.metadata).name);
  const place = { ...at, name };
  if (store.get(place) !== undefined) return failure(409, 'AlreadyExists', `${named(place)} already exists`);
  return stored(store, request, place, { arrival: 'create', object, patch: object }, 201);
};

const replace: Verb = (store, request, at) => {
  const object = decode(request);
  return store.get(at) === undefined
    ? notFound(at)
    : stored(store, request, at, { arrival: 'create', object, patch: object }, 200);
};

const patch: Verb = (store, request, at) => {
  const known = store.get(at);
  const arrival = patchTypes[request.contentType];
  if (arrival === undefined) {
    return failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format`);
  }
  const sent = decode(request);
  if (arrival === 'apply') {
    // Helm is the only manager here, and what its only manager applies is the object.
    return stored(store, request, at, { arrival, object: sent, patch: sent }, known === undefined ? 201 : 200);
  }
  if (known === undefined) return notFound(at);
  const merge = arrival === 'merge' || at.resource.kind === 'NetworkPolicy' ? mergePatch : strategicPatch;
  return stored(store, request, at, { arrival, object: asJson(merge(known, sent)), patch: sent }, 200);
};

const remove: Verb = (store, { query }, at) => {
  const known = query.dryRun === undefined ? store.remove(at) : store.get(at);
  if (known === undefined) return notFound(at);
  const details = { name: at.name, group: at.resource.group, kind: at.resource.plural };
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } };
};

const verbs: Readonly<Record<string, Verb>> = {
  'GET collection': list,
  'POST collection': create,
  'GET object': get,
  'PUT object': replace,
  'PATCH object': patch,
  'DELETE object': remove,
};

const patchTypes: Readonly<Record<string, Arrival>> = {
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

type Change = { readonly arrival: Arrival; readonly object: Json; readonly patch: Json };

const stored = (store: Store, request: ApiRequest, at: Target, change: Change, code: number): Answer => {
  const { arrival, object, patch } = change;
  const refused = at.resource.kind === 'NetworkPolicy' ? refusal(arrival, object, patch) : undefined;
  if (refused !== undefined) return failure(refused.code, refused.reason, refused.message);
  const decoded = asJson(withoutNulls(object));
  return { code, body: request.query.dryRun === undefined ? store.put(at, decoded) : decoded };
};

const decode = ({ body, contentType }: ApiRequest): Json => {
  if (isProtobuf(contentType)) return fromProtobuf(Buffer.from(body, 'base64'));
  return asJson(body.startsWith('{') ? JSON.parse(body) : parse(body));
};

const named = ({ resource, name }: Target): string =>
  `${[resource.plural, resource.group].filter((part) => part !== '').join('.')} "${name}"`;

const notFound = (at: Target): Answer => failure(404, 'NotFound', `${named(at)} not found`);

type Requirement = (values: Json) => boolean;

// A comma separates requirements, but not inside the brackets of `in (a,b)`.
const requirements = (selector = ''): readonly Requirement[] =>
  selector
    .split(/,(?![^(]*\))/)
    .filter((text) => text.trim() !== '')
    .map((text) => requirement(text.trim()));

const requirement = (text: string): Requirement => {
  const [, key = text, operator = 'exists', value = ''] =
    /^([^\s=!]+)\s*(==?|!=|\bin\b|\bnotin\b)\s*(.*)$/.exec(text) ?? [];
  const wanted = value
    .replace(/[()]/g, '')
    .split(',')
    .map((one) => one.trim());
  if (operator === 'exists') return (values) => key.startsWith('!') !== key.replace('!', '') in values;
  const negative = operator === '!=' || operator === 'notin';
  return (values) => wanted.includes(String(values[key])) !== negative;
};
