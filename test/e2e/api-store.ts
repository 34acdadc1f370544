import { randomUUID } from 'node:crypto';
import { apiVersion, type Resource, type Target } from './api-discovery.ts';

/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** A change of the store, as a watch reports it. */
export type StoreEvent = { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Json };

/** The stub cluster's memory: objects by resource type, namespace and name, in the order of their creation. */
export type Store = {
  readonly get: (target: Target) => Json | undefined;
  readonly list: (resource: Resource, namespace?: string) => readonly Json[];
  /** Stores an object with the metadata and status a cluster gives it, and returns it so. */
  readonly put: (target: Target, object: Json) => Json;
  readonly remove: (target: Target) => Json | undefined;
  /** The resourceVersion of the newest change. */
  readonly version: () => string;
  /** Calls `listener` after every change of that resource type until the returned function is called. */
  readonly subscribe: (resource: Resource, listener: (event: StoreEvent) => void) => () => void;
};

/** The value as a JSON object; an empty one when it is anything else. */
export const asJson = (value: unknown): Json => (isJson(value) ? value : {});

/** Whether a value is a JSON object (a map, not a list, not null). */
export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An empty store. */
export const createStore = (): Store => {
  const objects = new Map<string, { readonly resource: Resource; readonly object: Json }>();
  const listeners = new Set<(resource: Resource, event: StoreEvent) => void>();
  let version = 1;
  const tell = (resource: Resource, event: StoreEvent): void => {
    for (const listener of listeners) listener(resource, event);
  };
  return {
    get: (target) => objects.get(key(target))?.object,
    list: (resource, namespace) =>
      [...objects.values()]
        .filter((entry) => entry.resource === resource)
        .map(({ object }) => object)
        .filter((object) => namespace === undefined || asJson(object.metadata).namespace === namespace),
    put: (target, object) => {
      version++;
      const known = objects.get(key(target))?.object;
      const stored = settled(target, object, known, String(version));
      objects.set(key(target), { resource: target.resource, object: stored });
      tell(target.resource, { type: known === undefined ? 'ADDED' : 'MODIFIED', object: stored });
      return stored;
    },
    remove: (target) => {
      version++;
      const object = objects.get(key(target))?.object;
      objects.delete(key(target));
      if (object !== undefined) tell(target.resource, { type: 'DELETED', object });
      return object;
    },
    version: () => String(version),
    subscribe: (resource, listener) => {
      const filtered = (of: Resource, event: StoreEvent): void => {
        if (of === resource) listener(event);
      };
      listeners.add(filtered);
      return () => listeners.delete(filtered);
    },
  };
};

const key = ({ resource, namespace, name }: Target): string =>
  [resource.group, resource.plural, namespace ?? '', name ?? ''].join('/');

const settled = (target: Target, object: Json, known: Json | undefined, resourceVersion: string): Json => {
  const before = asJson(known?.metadata);
  const metadata = {
    ...asJson(object.metadata),
    name: target.name,
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    uid: before.uid ?? randomUUID(),
    creationTimestamp: before.creationTimestamp ?? new Date().toISOString().replace(/\.\d+/, ''),
    generation: Number(before.generation ?? 0) + 1,
    resourceVersion,
  };
  const { kind } = target.resource;
  const status = finished(kind, object, metadata.generation);
  return { ...object, apiVersion: apiVersion(target.resource), kind, metadata, ...(status ? { status } : {}) };
};

/** The status a workload of that kind reaches when all is well: nobody runs it here, and Helm may wait for it. */
const finished = (kind: string, object: Json, observedGeneration: number): Json | undefined => {
  const replicas = asJson(object.spec).replicas ?? 1;
  const condition = (type: string): Json => ({ type, status: 'True', lastTransitionTime: '2025-01-01T00:00:00Z' });
  if (kind === 'Pod') return { phase: 'Succeeded', conditions: [condition('Ready')] };
  if (kind === 'Job') return { succeeded: 1, conditions: [condition('Complete')] };
  if (kind !== 'Deployment') return undefined;
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas };
  return { observedGeneration, ...counts, conditions: [condition('Available')] };
};
