import type { Subject, Unreadable } from '../checks/check.ts';
import type { ObjectRef, Origin } from '../finding.ts';
import type { DocumentText } from '../manifest/document-text.ts';
import { outline } from '../manifest/outline.ts';
import { documentTexts, findPolicies, type Resource } from '../manifest/resource.ts';
import { type Document, splitStream } from '../manifest/stream.ts';
import { firstAction } from '../manifest/template.ts';
import { isFault, type MapNode, type Node, nodeAt } from '../manifest/tree.ts';
import { type Input, originOf, type Policy, readPolicy, refOf } from '../policy/policy.ts';

/** One file or standard input. */
export type Source = {
  readonly name: string;
  readonly bytes: Buffer;
  readonly origin: Origin;
  /** Helm rendered it, whatever the documents say of themselves. */
  readonly templated?: boolean;
  /** A kustomization lists it as a patch: it is no policy by itself and is not judged. */
  readonly patch?: boolean;
  /** A file may be a template that was never rendered; a stream is always a render. */
  readonly mayBeTemplate?: boolean;
  /** It tells what else the cluster holds: read, never reported on, never printed. */
  readonly isContext?: boolean;
};

/** How inputs are to be read. */
export type ReadOptions = {
  readonly hooks: 'check' | 'skip';
  /** What inputs say of themselves is not believed: a whole policy is judged, also where it is said to be a patch. */
  readonly suspicious?: boolean;
};

/** An input split into its documents. */
export type SplitInput = { readonly input: Input; readonly bytes: Buffer; readonly documents: readonly Document[] };

/** How many documents of the inputs hold content. */
export function countDocuments(inputs: readonly SplitInput[]): number {
  return inputs.reduce((sum, { documents }) => sum + documents.filter(({ number }) => number > 0).length, 0);
}

/** Splits and reads, and judges nothing. */
export function readSources(sources: readonly Source[], options: ReadOptions): readonly Content[] {
  return sources.map((source, order) => readSource(source, order, options));
}

/** What one input holds. */
export type Content = {
  readonly split: SplitInput;
  readonly policies: readonly Policy[];
  readonly unreadable: readonly Unreadable[];
  readonly unrendered: readonly Subject[];
  /** It holds no objects but patches of others. */
  readonly isPatch: boolean;
  /** It holds what says that it is a NetworkPolicy and was not judged, being a patch. */
  readonly passedOver: boolean;
};

const HOOK = 'helm.sh/hook';

function readSource(source: Source, order: number, { hooks, suspicious = false }: ReadOptions): Content {
  const { name, bytes, origin } = source;
  const input: Input = {
    name,
    order,
    origin,
    templated: source.templated ?? false,
    isContext: source.isContext ?? false,
  };
  const documents = splitStream(bytes);
  const isPatch = source.patch ?? false;
  const texts = documentTexts(bytes, documents);
  const split: SplitInput = { input, bytes, documents };
  const unrendered = source.mayBeTemplate && !isPatch ? unrenderedIn(texts, input) : [];
  if (unrendered.length > 0) return { split, policies: [], unreadable: [], unrendered, isPatch, passedOver: false };
  const policies: Policy[] = [];
  const unreadable: Unreadable[] = [];
  let passedOver = false;
  for (const resource of findPolicies(texts)) {
    if (saysPatch(resource, input, isPatch) && !(suspicious && isWhole(resource))) {
      passedOver = true;
      continue;
    }
    const read = readResource(resource, input);
    if (read === undefined) continue;
    const isHook = 'message' in read ? resource.within.text.includes(HOOK) : read.annotations.has(HOOK);
    if (isHook && hooks === 'skip') continue;
    if ('message' in read) unreadable.push(read);
    else policies.push(read);
  }
  return { split, policies, unreadable, unrendered: [], isPatch, passedOver };
}

/** A kustomization says so of the file, or the object of itself. What Helm rendered is sent as it is. */
function saysPatch({ root, within }: Resource, { origin }: Input, isPatchFile: boolean): boolean {
  return isPatchFile || (origin === 'file' && within.source === undefined && !isFault(root) && isPatch(root));
}

/** A patch names what it changes; a policy says whom it selects. */
function isWhole({ root }: Resource): boolean {
  return !isFault(root) && nodeAt(root, ['spec', 'podSelector']) !== undefined;
}

/** A policy, the reason why there is none, or undefined for what is no object. */
function readResource(resource: Resource, input: Input): Policy | Unreadable | undefined {
  const { root } = resource;
  if (isFault(root)) return { ...subjectOf(resource, input, null), message: root.message, offset: root.offset };
  if (isUnread(resource))
    return { ...subjectOf(resource, input, refOf(root)), message: UNREAD, offset: root.span.start };
  if (root.kind !== 'map') return undefined;
  const ref = refOf(root);
  const message = inheritsKind(resource, root) ? undefined : versionFault(root.entries.get('apiVersion')?.value);
  if (message !== undefined) return { ...subjectOf(resource, input, ref), message, offset: versionAt(root) };
  return readPolicy(resource, root, input);
}

function subjectOf(resource: Resource, input: Input, ref: ObjectRef | null): Subject {
  const { source } = resource.within;
  return { input, resource, ref, source, origin: originOf(resource, source, input) };
}

const UNREAD = 'it stands behind `...` without a `---` of its own, and clients read one document of such a piece';

/** Helm and kubectl cut at `---` alone, and decode the first document of each piece (apimachinery yaml/decoder.go). */
function isUnread({ within: { document } }: Resource): boolean {
  return document.start > 0 && document.start === document.body;
}

/** NetworkPolicy is served as networking.k8s.io/v1 alone, since Kubernetes 1.7; extensions/v1beta1 ended with 1.16. */
function versionFault(apiVersion: Node | undefined): string | undefined {
  if (apiVersion === undefined || apiVersion.kind === 'null') return 'apiVersion is missing';
  if (apiVersion.kind !== 'string') return 'apiVersion is no string';
  if (apiVersion.value === 'networking.k8s.io/v1') return undefined;
  const gone = apiVersion.value === 'extensions/v1beta1' ? ', gone since Kubernetes 1.16' : '';
  return `no such API version: ${apiVersion.value}${gone}`;
}

function isPatch(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(isPatch);
  if (node.kind !== 'map') return false;
  return node.entries.has('$patch') || [...node.entries.values()].some(({ value }) => isPatch(value));
}

/** Clients give an item of a NetworkPolicyList what it leaves out (apimachinery unstructured, decodeToList). */
function inheritsKind({ list }: Resource, root: MapNode): boolean {
  return list === 'NetworkPolicyList' && !root.entries.has('apiVersion') && !root.entries.has('kind');
}

function versionAt(root: MapNode): number {
  return root.entries.get('apiVersion')?.keySpan.start ?? root.span.start;
}

/** One subject for a file that holds an action outside of quotes: anything may become of the rest. */
function unrenderedIn(texts: readonly DocumentText[], input: Input): Subject[] {
  for (const within of texts) {
    const offset = mayBeTemplate(within) ? firstAction(within.text) : undefined;
    if (offset === undefined) continue;
    const range = { start: 0, end: within.text.length };
    const resource = { within, range, path: [], list: undefined, root: { message: 'a template', offset } };
    return [{ ...subjectOf(resource, input, null), offset }];
  }
  return [];
}

/** What Helm rendered says so; and a document of another kind is not ours to skip a file for. */
function mayBeTemplate({ text, source }: DocumentText): boolean {
  const kind = outline(text)?.fields.get('kind');
  return source === undefined && (!kind || /^NetworkPolicy$|List$/.test(kind) || kind.includes('{{'));
}
