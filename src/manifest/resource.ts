import type { Path } from '../finding.ts';
import { type Lines, linesOf } from './lines.ts';
import { itemText, type Outline, outline, type Range } from './outline.ts';
import { LIST, type Limits, parseTree } from './parse.ts';
import { type Document, lineAt, NEEDLE } from './stream.ts';
import { isFault, type ListNode, type Node, nodeAt, type ParseFault, stringOf } from './tree.ts';

/** The text of one document from its body on, and where its lines stand in the input. */
export type DocumentText = {
  readonly document: Document;
  readonly text: string;
  /** Bytes that are no UTF-8 were read as Latin-1, to be recognised and told, never to be written. */
  readonly isUtf8: boolean;
  readonly lines: Lines;
  /** The template named by Helm's `# Source:` line above the object. */
  readonly source: string | undefined;
};

/** The lists that Kubernetes clients unwrap: their items are objects of their own. */
export type ListKind = 'List' | 'NetworkPolicyList' | 'ResourceList';

/** One object that says it is a NetworkPolicy: a whole document, or an item of a list. */
export type Resource = {
  readonly within: DocumentText;
  /** Where it stands in the text of its document. An item of a block list starts at the line of its dash. */
  readonly range: Range;
  /** From the root of the document to the object: [] or ['items', 3]. */
  readonly path: Path;
  readonly list: ListKind | undefined;
  /** The list between brackets that it is an item of: its neighbours share its commas. */
  readonly flowList?: ListNode;
  readonly root: Node | ParseFault;
};

/** The texts of the documents that spell a NetworkPolicy somewhere; the others are not even decoded. */
export function documentTexts(bytes: Buffer, documents: readonly Document[]): DocumentText[] {
  const texts: DocumentText[] = [];
  let seen = { offset: 0, line: 1 };
  let next = bytes.indexOf(NEEDLE, 0, 'latin1');
  for (const document of documents) {
    if (next === -1) break;
    if (next >= document.end) continue;
    next = bytes.indexOf(NEEDLE, document.end, 'latin1');
    seen = { offset: document.body, line: lineAt(bytes, document.body, seen) };
    texts.push(documentText(bytes, document, seen.line));
  }
  return texts;
}

/**
 * Finds the objects of kind NetworkPolicy, in order. Only documents that hold one are parsed. Text of that kind inside
 * another object, and the NetworkPolicy of another API group (Calico, Cilium), is not ours.
 */
export function findPolicies(texts: readonly DocumentText[]): Resource[] {
  return texts.flatMap((within) => {
    const shape = outline(within.text);
    const range = { start: 0, end: within.text.length };
    const whole = { within, range, path: [], list: undefined };
    if (shape === undefined) return [];
    if (within.isUtf8) return inObject({ ...whole, shape });
    return looksLikePolicy(shape) ? [{ ...whole, root: { message: 'invalid UTF-8', offset: 0 } }] : [];
  });
}

function documentText(bytes: Buffer, document: Document, line: number): DocumentText {
  const slice = bytes.subarray(document.body, document.end);
  const column = document.body - (bytes.lastIndexOf(0x0a, document.body - 1) + 1) + 1;
  const decoded = decodeUtf8(slice);
  const text = decoded ?? slice.toString('latin1');
  return {
    document,
    text,
    isUtf8: decoded !== undefined,
    lines: linesOf(text, { line, column: document.body === 0 ? 1 : column }),
    source: sourceComment(text),
  };
}

type Candidate = Omit<Resource, 'root'> & { readonly shape: Outline };

function inObject(candidate: Candidate): Resource[] {
  const { shape, list } = candidate;
  if (shape.uncertain) return inTree(candidate, parseCandidate(candidate));
  const kind = shape.fields.get('kind');
  if (isListKind(kind) && shape.items !== undefined) return inItems(candidate, kind, shape.items);
  if (isListKind(kind)) return inTree(candidate, parseCandidate(candidate, LIST));
  const untyped = list === 'NetworkPolicyList' && kind === undefined;
  if (!untyped && !looksLikePolicy(shape)) return [];
  const root = parseCandidate(candidate);
  if (!isFault(root) && !untyped && stringOf(root, 'kind') !== 'NetworkPolicy') return [];
  return [resource(candidate, root)];
}

function inItems(candidate: Candidate, list: ListKind, items: readonly Range[]): Resource[] {
  const { within, path } = candidate;
  return items.flatMap((item, index) => {
    const range = { start: item.start + candidate.range.start, end: item.end + candidate.range.start };
    if (!within.text.slice(range.start, range.end).includes(NEEDLE) && list !== 'NetworkPolicyList') return [];
    const shape = outline(itemText(within.text, range));
    if (shape === undefined) return [];
    return inObject({ within, range, path: [...path, 'items', index], list, shape });
  });
}

/** What only a parsed tree can tell: flow lists, merge keys at the top. */
function inTree(candidate: Candidate, root: Node | ParseFault): Resource[] {
  if (isFault(root)) {
    const mayHold = looksLikePolicy(candidate.shape) || isListKind(candidate.shape.fields.get('kind'));
    return mayHold ? [resource(candidate, root)] : [];
  }
  const kind = stringOf(root, 'kind');
  if (kind === 'NetworkPolicy') return isOurs(stringOf(root, 'apiVersion')) ? [resource(candidate, root)] : [];
  if (!isListKind(kind)) return [];
  const items = nodeAt(root, ['items']);
  if (items?.kind !== 'list') return [];
  return items.items.flatMap((item, index) => {
    const path = [...candidate.path, 'items', index];
    const inner = { ...candidate, range: item.span, path, list: kind, ...(items.flow && { flowList: items }) };
    if (kind === 'NetworkPolicyList' && item.kind === 'map' && !item.entries.has('kind'))
      return [resource(inner, item)];
    return inTree(inner, item);
  });
}

function parseCandidate({ within, range, path }: Candidate, limits?: Limits): Node | ParseFault {
  if (path.length === 0) return parseTree(within.text.slice(range.start, range.end), range.start, limits);
  const root = parseTree(itemText(within.text, range), range.start, limits);
  if (!isFault(root) || !root.message.startsWith('unknown anchor')) return root;
  const whole = parseTree(within.text, 0, LIST);
  return isFault(whole) ? root : (nodeAt(whole, path) ?? root);
}

function resource({ shape: _, ...candidate }: Candidate, root: Node | ParseFault): Resource {
  return { ...candidate, root };
}

function looksLikePolicy(shape: Outline): boolean {
  return shape.fields.get('kind') === 'NetworkPolicy' && isOurs(shape.fields.get('apiVersion'));
}

/** The group that serves NetworkPolicy today, the one that did before 1.16, or none given at all. */
function isOurs(apiVersion: string | undefined): boolean {
  return !apiVersion || /^(networking\.k8s\.io|extensions)(\/|$)/.test(apiVersion);
}

function isListKind(kind: string | undefined): kind is ListKind {
  return kind === 'List' || kind === 'NetworkPolicyList' || kind === 'ResourceList';
}

function sourceComment(text: string): string | undefined {
  let source: string | undefined;
  for (const line of text.split('\n', 50)) {
    if (line.trim() !== '' && !line.startsWith('#')) break;
    source = /^# Source: (.+?)\s*$/.exec(line)?.[1] ?? source;
  }
  return source;
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
