/** A resource type as discovery names it; `group` is empty for the core group. */
export type Resource = {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
};

/** What a request path asks for: a collection, or one object when `name` is there. `namespace` is absent for "all". */
export type Target = {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
};

const resource = (group: string, plural: string, kind: string, namespaced = true): Resource => ({
  group,
  version: 'v1',
  plural,
  kind,
  namespaced,
});

/** Every resource type the stub server serves. */
export const resources: readonly Resource[] = [
  resource('', 'namespaces', 'Namespace', false),
  resource('', 'configmaps', 'ConfigMap'),
  resource('', 'secrets', 'Secret'),
  resource('', 'services', 'Service'),
  resource('', 'serviceaccounts', 'ServiceAccount'),
  resource('', 'pods', 'Pod'),
  resource('apps', 'deployments', 'Deployment'),
  resource('batch', 'jobs', 'Job'),
  resource('networking.k8s.io', 'networkpolicies', 'NetworkPolicy'),
];

const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** The `apiVersion` of a resource type: `v1`, `apps/v1`. */
export const apiVersion = ({ group, version }: Resource): string => (group === '' ? version : `${group}/${version}`);

/** The URL folder of a resource type's version: `api/v1`, `apis/apps/v1`. */
const root = (type: Resource): string => (type.group === '' ? 'api/v1' : `apis/${apiVersion(type)}`);

const groups: readonly string[] = [...new Set(resources.map(({ group }) => group))].filter((group) => group !== '');

const roots: readonly string[] = [...new Set(resources.map(root))];

/**
 * The discovery document at a path, or `undefined` when it is no discovery path. The unaggregated form of Kubernetes
 * 1.32, which every client still understands.
 */
export const discovery = (path: string): object | undefined => {
  if (path === '/version') return { major: '1', minor: '32', gitVersion: 'v1.32.3', platform: 'linux/amd64' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(groupDocument) };
  if (path === '/openapi/v3') return { paths: Object.fromEntries(roots.map((at) => [at, openApiLink(at)])) };
  if (path.startsWith('/openapi/v3/')) return openApi(path.slice('/openapi/v3/'.length));
  return resourceList(path.slice(1));
};

const groupDocument = (name: string): object => {
  const version = { groupVersion: `${name}/v1`, version: 'v1' };
  return { name, versions: [version], preferredVersion: version };
};

const resourceList = (at: string): object | undefined => {
  const types = resources.filter((type) => root(type) === at);
  const [first] = types;
  if (first === undefined) return undefined;
  const entries = types.map(({ plural, kind, namespaced }) => {
    return { name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs };
  });
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion(first), resources: entries };
};

// The hash is a cache key to clients: without one they ask again on every call.
const openApiLink = (at: string): object => ({ serverRelativeURL: `/openapi/v3/${at}?hash=1` });

/** No schemas, only what tells a client that the server itself validates fields on PATCH (`fieldValidation`). */
const openApi = (at: string): object | undefined => {
  const types = resources.filter((type) => root(type) === at);
  if (types.length === 0) return undefined;
  const parameters = [{ name: 'fieldValidation', in: 'query', schema: { type: 'string', uniqueItems: true } }];
  const paths = types.map((type) => {
    const gvk = { group: type.group, version: type.version, kind: type.kind };
    const folder = type.namespaced ? 'namespaces/{namespace}/' : '';
    const patch = { 'x-kubernetes-action': 'patch', 'x-kubernetes-group-version-kind': gvk, parameters, responses: {} };
    return [`/${at}/${folder}${type.plural}/{name}`, { patch }];
  });
  const info = { title: 'Kubernetes', version: 'v1.32.3' };
  return { openapi: '3.0.0', info, paths: Object.fromEntries(paths) };
};

/** What a path under `/api/v1/` or `/apis/<group>/v1/` asks for; `undefined` when no served resource type is there. */
export const target = (path: string): Target | undefined => {
  const at = roots.find((start) => path.startsWith(`/${start}/`));
  if (at === undefined) return undefined;
  const words = path
    .slice(at.length + 2)
    .split('/')
    .map(decodeURIComponent);
  const inNamespace = words[0] === 'namespaces' && words.length > 2;
  const [plural, name, subresource] = inNamespace ? words.slice(2) : words;
  const type = resources.find((one) => root(one) === at && one.plural === plural);
  if (type === undefined) return undefined;
  return {
    resource: type,
    ...(inNamespace && words[1] !== undefined ? { namespace: words[1] } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
};
