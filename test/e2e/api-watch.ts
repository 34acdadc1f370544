import type { ServerResponse } from 'node:http';
import { apiVersion, type Target } from './api-discovery.ts';
import type { Json, Store, StoreEvent } from './api-store.ts';
import { type ApiRequest, selected } from './api-verbs.ts';

/**
 * Answers a watch: the events of a resource type as JSON lines, until the client leaves, its timeoutSeconds are over or
 * the server closes. A watch from the start (resourceVersion absent or 0), or one that asks for `sendInitialEvents`,
 * begins with an ADDED for every object; the latter then gets the bookmark that ends the initial events. A watch from a
 * later resourceVersion gets what changed since, deletions excepted: nobody here remembers those.
 */
export const watch = (store: Store, request: ApiRequest, at: Target, response: ServerResponse): void => {
  const { query } = request;
  const send = (type: string, object: Json): void => {
    response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const wanted = ({ object }: StoreEvent): boolean => selected(inPlace([object], at), query).length === 1;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const since = query.sendInitialEvents === 'true' ? 0 : Number(query.resourceVersion ?? 0);
  for (const object of selected(inPlace(store.list(at.resource), at), query)) {
    if (versionOf(object) > since) send('ADDED', object);
  }
  if (query.sendInitialEvents === 'true') send('BOOKMARK', initialEventsEnd(store, at));
  const unsubscribe = store.subscribe(at.resource, (event) => {
    if (wanted(event)) send(event.type, event.object);
  });
  const timer = setTimeout(() => response.end(), Number(query.timeoutSeconds ?? 300) * 1000);
  response.on('close', () => {
    clearTimeout(timer);
    unsubscribe();
  });
};

const inPlace = (objects: readonly Json[], { namespace, name }: Target): readonly Json[] =>
  objects.filter((object) => {
    const metadata = object.metadata as Json;
    return (namespace ?? metadata.namespace) === metadata.namespace && (name ?? metadata.name) === metadata.name;
  });

const versionOf = (object: Json): number => Number((object.metadata as Json).resourceVersion);

const initialEventsEnd = (store: Store, { resource }: Target): Json => {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  const metadata = { resourceVersion: store.version(), annotations };
  return { kind: resource.kind, apiVersion: apiVersion(resource), metadata };
};
