import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discovery, resources, target } from './api-discovery.ts';
import { isProtobuf } from './api-protobuf.ts';
import { createStore, type Json, type Store } from './api-store.ts';
import { type ApiRequest, answer, failure } from './api-verbs.ts';
import { watch } from './api-watch.ts';

export type { Json } from './api-store.ts';
export type { ApiRequest } from './api-verbs.ts';

/** A stub Kubernetes API server that keeps everything in memory and judges nothing but the types in NetworkPolicies. */
export type ApiServer = {
  /** Path of a kubeconfig for it, with namespace `default`. */
  readonly kubeconfig: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly ApiRequest[];
  /** Those of them the stub has no answer for (they got a 404), as `METHOD /path?query`. */
  readonly unexpected: readonly string[];
  /** The stored objects of a resource type by its plural name (`networkpolicies`), in the order of their creation. */
  readonly objects: (plural: string) => readonly Json[];
  /** Ends every open request, closes the port and removes the kubeconfig. */
  readonly close: () => Promise<void>;
};

/**
 * Starts the server on a free port of 127.0.0.1. It answers what Helm 3.17 to 4.2 and kubectl ask for while they
 * install, upgrade, roll back, list, read and uninstall releases of the resource types in `api-discovery.ts`, watches
 * included. Deployments are ready, Jobs complete and Pods succeeded as soon as they are stored. Not served: the
 * ClusterIPs and ReplicaSets that Helm 3 awaits with `--wait`; defaulting; validation other than of types.
 */
export const startApiServer = async (): Promise<ApiServer> => {
  const store = createStore();
  const requests: ApiRequest[] = [];
  const unexpected: string[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await received(incoming);
    requests.push(request);
    if (!respond(store, request, response)) {
      unexpected.push(`${request.method} ${incoming.url}`);
      send(response, failure(404, 'NotFound', 'the server could not find the requested resource'));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-api-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigFor((server.address() as AddressInfo).port), { mode: 0o600 });
  const objects = (plural: string): readonly Json[] =>
    resources.filter((resource) => resource.plural === plural).flatMap((resource) => store.list(resource));
  return { kubeconfig, requests, unexpected, objects, close: () => close(server, folder) };
};

/** Whether there was an answer; it has been sent then. */
const respond = (store: Store, request: ApiRequest, response: ServerResponse): boolean => {
  const found = request.method === 'GET' ? discovery(request.path) : undefined;
  if (found !== undefined) return send(response, { code: 200, body: found });
  // Clients want this one as protobuf only, and no bytes at all are a valid document that describes nothing.
  // Helm 3 asks for it when a chart has a `kind: List`.
  if (request.path === '/openapi/v2') return sendBytes(response);
  const at = target(request.path);
  if (at === undefined) return false;
  if (request.method === 'GET' && ['1', 'true'].includes(request.query.watch ?? '')) {
    watch(store, request, at, response);
    return true;
  }
  const reply = answer(store, request, at);
  return reply !== undefined && send(response, reply);
};

const send = (response: ServerResponse, { code, body }: { readonly code: number; readonly body: object }): true => {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
};

const sendBytes = (response: ServerResponse): true => {
  response.writeHead(200, { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' }).end();
  return true;
};

const received = async (incoming: IncomingMessage): Promise<ApiRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const contentType = incoming.headers['content-type'] ?? '';
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  return {
    method: incoming.method ?? '',
    path: pathname,
    query: Object.fromEntries(searchParams),
    contentType,
    body: Buffer.concat(chunks).toString(isProtobuf(contentType) ? 'base64' : 'utf8'),
  };
};

const close = async (server: Server, folder: string): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  await rm(folder, { recursive: true, force: true });
};

const kubeconfigFor = (port: number): string => `\
apiVersion: v1
kind: Config
clusters:
  - name: stub
    cluster: { server: 'http://127.0.0.1:${port}' }
contexts:
  - name: stub
    context: { cluster: stub, user: stub, namespace: default }
users:
  - name: stub
    user: {}
current-context: stub
`;
