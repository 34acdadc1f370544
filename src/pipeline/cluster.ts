import type { ObjectRef } from '../finding.ts';
import type { Cluster } from '../group/cluster.ts';
import { identityOf } from '../group/group.ts';
import { type DocumentText, distantText } from '../manifest/document-text.ts';
import type { Glance } from '../manifest/glance.ts';
import { glanceAtDocument } from '../manifest/glance-rows.ts';
import { type Kind, kindOf } from '../manifest/kinds.ts';
import { LIST, parseTree } from '../manifest/parse.ts';
import { type ListKind, listKind, MAX_LISTS } from '../manifest/resource.ts';
import type { Document } from '../manifest/stream.ts';
import { firstAction } from '../manifest/template.ts';
import { isFault, nodeAt } from '../manifest/tree.ts';
import type { Cni } from '../policy/cni.ts';
import { type ForeignPolicy, foreignPolicyOf, isForeignKind } from '../policy/foreign.ts';
import { HELM_FILENAME, type Input, originOf, type Policy } from '../policy/policy.ts';
import { isWorkloadKind, readNamespace, readService, readWorkload } from '../policy/read-workload.ts';
import { invalidity } from '../policy/validate.ts';
import type { KubernetesVersion } from '../policy/version.ts';
import type { Namespace, Placed, Service, Workload } from '../policy/workload.ts';
import type { Content, ReadOptions } from './read.ts';

/** How the objects beside the policies are to be read. */
type ClusterOptions = ReadOptions & {
  readonly namespace: string;
  readonly server?: KubernetesVersion;
  readonly cni?: Cni;
};

/** What the inputs of a stream and its context hold together. Never fails on what they hold. */
export function clusterOf(parts: readonly Content[], context: readonly Content[], options: ClusterOptions): Cluster {
  const found = foundIn(parts, options);
  addContext(found, foundIn(context, options));
  const own = parts.flatMap(({ policies }) => policies);
  const beside = context.flatMap(({ policies }) => policies);
  for (const content of context) found.unread.push(...notLive(content, options));
  return {
    policies: [...own, ...standing(own, beside, options)],
    ...found,
    namespace: options.namespace,
    cni: options.cni ?? '',
  };
}

function foundIn(contents: readonly Content[], options: ClusterOptions): Found {
  const found = nothing();
  for (const content of contents)
    if (!content.isPatch && content.unrendered.length === 0) readObjects(content, options, found);
  return found;
}

/** What the stream brings replaces what the context holds under the same name: a context is what is there before. */
function addContext(found: Found, context: Found): void {
  found.unread.push(...context.unread);
  if (isNothing(context)) return;
  const brought = new Set([...found.workloads, ...found.services, ...found.foreign].map(objectKey));
  const isNew = (object: Named): boolean => object.ref.name === '' || !brought.has(objectKey(object));
  add(found, {
    ...context,
    workloads: context.workloads.filter(isNew),
    services: context.services.filter(isNew),
    foreign: context.foreign.filter(isNew),
    namespaces: new Map([...context.namespaces].filter(([name]) => !found.namespaces.has(name))),
  });
}

function isNothing({ workloads, services, foreign, namespaces }: Found): boolean {
  return workloads.length + services.length + foreign.length + namespaces.size === 0;
}

type Named = { readonly ref: ObjectRef; readonly namespace?: string };

/** Versions of one API are one object. */
function objectKey({ ref, namespace = ref.namespace }: Named): string {
  return JSON.stringify([ref.apiVersion.split('/').slice(0, -1), ref.kind, namespace, ref.name]);
}

/** The policies of the context that stay: those that a cluster can hold, and that nothing the API takes replaces. */
function standing(own: readonly Policy[], beside: readonly Policy[], options: ClusterOptions): readonly Policy[] {
  const isLive = (policy: Policy): boolean => whyNotLive(policy, options) === undefined;
  const brought = new Set(own.filter(isLive).map((policy) => identityOf(policy, options.namespace)));
  return beside.filter((policy) => isLive(policy) && !brought.has(identityOf(policy, options.namespace)));
}

/** Policies of the context that no cluster can hold: they isolate nobody. */
function notLive({ policies, unreadable }: Content, options: ClusterOptions): readonly string[] {
  const unread = unreadable.map(({ message, ...subject }) => noteOn(subject, message));
  const refused = policies.flatMap((policy) => {
    const reason = whyNotLive(policy, options);
    return reason === undefined ? [] : [noteOn(policy, reason)];
  });
  return [...unread, ...refused];
}

function whyNotLive({ refusals, spec }: Policy, { server }: ClusterOptions): string | undefined {
  return refusals[0]?.message ?? invalidity(spec, server);
}

function noteOn({ input, resource }: Pick<Policy, 'input' | 'resource'>, reason: string): string {
  return `NetworkPolicy in document ${resource.within.document.number} of ${input.name} does not count: ${reason}`;
}

type Found = {
  readonly workloads: Workload[];
  readonly namespaces: Map<string, Namespace>;
  readonly services: Service[];
  readonly foreign: ForeignPolicy[];
  readonly unread: string[];
};

function nothing(): Found {
  return { workloads: [], namespaces: new Map(), services: [], foreign: [], unread: [] };
}

function add(found: Found, more: Found): void {
  for (const workload of more.workloads) found.workloads.push(workload);
  for (const namespace of more.namespaces.values()) addNamespace(found, namespace);
  for (const service of more.services) found.services.push(service);
  for (const policy of more.foreign) found.foreign.push(policy);
}

/** Of two that say different things of one namespace, one whatever their order: the cluster holds only one of them. */
function addNamespace({ namespaces }: Found, namespace: Namespace): void {
  const known = namespaces.get(namespace.name);
  if (known === undefined || written(namespace) < written(known)) namespaces.set(namespace.name, namespace);
}

function written({ labels }: Namespace): string {
  return JSON.stringify([...labels].sort());
}

function readObjects({ split: { input, bytes, documents } }: Content, options: ClusterOptions, found: Found): void {
  for (const document of documents) {
    if (document.number === 0 || !mayMatter(bytes, document)) continue;
    const within = distantText(bytes, document);
    if (isTemplate(within, bytes, input)) continue;
    // What was found before a glance turned out unclear is found again by the parser.
    const read = glanceAtDocument(bytes, document, within, (object) => {
      const objects = nothing();
      readObject({ input, within, path: [], list: undefined }, object, options, objects);
      return objects;
    });
    if (read !== undefined) add(found, read);
    else tellUnread(kindOf(bytes, document)?.kind, document, input, found);
  }
}

function tellUnread(kind: string | undefined, { number }: Document, { name }: Input, { unread }: Found): void {
  if (kind !== undefined) unread.push(`${kind} in document ${number} of ${name} does not parse: no check looks at it`);
}

/** What was never rendered may become anything. */
function isTemplate(within: DocumentText, bytes: Buffer, { origin }: Input): boolean {
  if (origin !== 'file' || within.source !== undefined) return false;
  const { body, end } = within.document;
  return bytes.subarray(body, end).includes('{{') && firstAction(within.text) !== undefined;
}

/** Whether a document may hold an object that counts here, asked of its bytes alone. */
function mayMatter(bytes: Buffer, document: Document): boolean {
  const kind = kindOf(bytes, document);
  if (kind === undefined || matters(kind) || listKind(kind.kind) !== undefined) return true;
  if (HOLDS_NO_PODS.has(kind.kind)) return false;
  return bytes.subarray(document.body, document.end).includes('containers:', 0, 'latin1');
}

/** Kinds that are long, common, and may speak of containers without making any. */
const HOLDS_NO_PODS: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'ConfigMap', 'Secret']);

function matters({ kind, apiVersion }: Kind): boolean {
  if (isForeignKind(apiVersion ?? '', kind)) return true;
  return isWorkloadKind(kind) || (apiVersion === 'v1' && (kind === 'Namespace' || kind === 'Service'));
}

type Place = {
  readonly input: Input;
  readonly within: DocumentText;
  readonly path: readonly (string | number)[];
  readonly list: ListKind | undefined;
  /** What an item that says neither is taken for: clients unwrap a PodList into Pods (apimachinery unstructured, decodeToList). */
  readonly inherited?: { readonly kind: string; readonly apiVersion: string };
};

function readObject(place: Place, object: Glance, options: ClusterOptions, found: Found): void {
  const bare = place.inherited === undefined || saysWhat(object) ? undefined : place.inherited;
  const kind = object.word('kind') ?? bare?.kind ?? '';
  const list = listKind(kind);
  if (list !== undefined) {
    if (place.path.length >= 2 * MAX_LISTS) return;
    const inherited = { kind: kind.slice(0, -'List'.length), apiVersion: object.word('apiVersion') ?? '' };
    for (const [i, item] of object.items('items').entries())
      readObject({ ...place, path: [...place.path, 'items', i], list, inherited }, item, options, found);
    return;
  }
  const isHook = object.map('metadata')?.map('annotations')?.word('helm.sh/hook') !== undefined;
  if (isHook && options.hooks === 'skip') return;
  const placed = placedAt(place, object, kind, bare?.apiVersion);
  const namespace = placed.ref.namespace || options.namespace;
  if (kind === 'Namespace') {
    const read = readNamespace(object);
    if (read !== undefined) addNamespace(found, read);
  } else if (kind === 'Service' && placed.ref.apiVersion === 'v1') {
    found.services.push(readService(placed, object, namespace));
  } else if (isForeignKind(placed.ref.apiVersion, kind)) {
    const foreign = readForeign({ ...placed, ref: { ...placed.ref, namespace } });
    if (foreign !== undefined) found.foreign.push(foreign);
  } else {
    const workload = readWorkload(placed, object, namespace);
    if (workload !== undefined) found.workloads.push(workload);
  }
}

function saysWhat({ keys }: Glance): boolean {
  return keys.includes('kind') || keys.includes('apiVersion');
}

/** These are few: they are parsed. */
function readForeign(placed: Placed): ForeignPolicy | undefined {
  const { within, path } = placed.resource;
  const whole = parseTree(within.text, 0, LIST);
  const root = isFault(whole) ? undefined : nodeAt(whole, path);
  return root?.kind === 'map' ? foreignPolicyOf(placed, root) : undefined;
}

function placedAt({ input, within, path, list }: Place, object: Glance, kind: string, apiVersion = ''): Placed {
  const metadata = object.map('metadata');
  const offset = metadata?.offset('name') ?? object.offset('kind');
  const ref: ObjectRef = {
    apiVersion: object.word('apiVersion') ?? apiVersion,
    kind,
    namespace: metadata?.word('namespace') ?? '',
    name: metadata?.word('name') ?? '',
  };
  const annotations = metadata?.map('annotations');
  const source = annotations?.word(HELM_FILENAME) ?? within.source;
  const range = { start: 0, end: within.length };
  const resource = { within, range, path, list, root: { message: 'only glanced at', offset } };
  const placed = { input, resource, ref, source, origin: originOf(resource, source, input), offset };
  if (list !== 'ResourceList' || annotations === undefined) return placed;
  return { ...placed, annotations: new Map(annotations.keys.map((key) => [key, annotations.word(key) ?? ''])) };
}
