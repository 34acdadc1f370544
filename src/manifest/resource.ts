import type { Path } from '../finding.ts';
import { type DocumentText, documentText } from './document-text.ts';
import { hidesWord } from './hidden.ts';
import { itemText, type Outline, outline, type Range } from './outline.ts';
import { LIST, type Limits, parseTree } from './parse.ts';
import { type Document, lineAt, NEEDLE } from './stream.ts';
import { isFault, type Node, nodeAt, type ParseFault, stringOf } from './tree.ts';

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
  /** The places of all items of the list between brackets that it stands in: they share their commas. */
  readonly neighbours?: readonly Range[];
  readonly root: Node | ParseFault;
};

/** The texts of the documents that spell a NetworkPolicy somewhere; the others are not even decoded. */
export function documentTexts(bytes: Buffer, documents: readonly Document[]): DocumentText[] {
  const texts: DocumentText[] = [];
  let seen = { offset: 0, line: 1 };
  const isHidden = bytes.includes('\\') && hidesWord(bytes.toString('latin1'));
  let next = bytes.indexOf(NEEDLE, 0, 'latin1');
  for (const document of documents) {
    if (next === -1 && !isHidden) break;
    const isHere = next !== -1 && next < document.end;
    if (!isHere && !(isHidden && hidesWord(bytes.toString('latin1', document.body, document.end)))) continue;
    if (isHere) next = bytes.indexOf(NEEDLE, document.end, 'latin1');
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

type Candidate = Omit<Resource, 'root'> & { readonly shape: Outline };

/** Lists in lists, each two steps of the path: nobody nests them deeper. */
export const MAX_LISTS = 20;

function inObject(candidate: Candidate): Resource[] {
  const { shape, list } = candidate;
  if (isTooDeep(candidate)) return [resource(candidate, TOO_DEEP)];
  if (shape.trailing && list === undefined) {
    return [
      resource(candidate, { message: 'several JSON objects in one document: put `---` between them', offset: 0 }),
    ];
  }
  if (shape.uncertain || hidesWord(candidate.within.text)) return inTree(candidate, parseCandidate(candidate));
  const kind = shape.fields.get('kind');
  const held = listKind(kind);
  if (held !== undefined && shape.items !== undefined) return inItems(candidate, held, shape.items);
  if (held !== undefined) return inTree(candidate, parseCandidate(candidate, LIST));
  const untyped = list === 'NetworkPolicyList' && kind === undefined;
  if (!untyped && !looksLikePolicy(shape)) return [];
  const root = parseCandidate(candidate);
  if (!isFault(root) && !untyped && stringOf(root, 'kind') !== 'NetworkPolicy') return [];
  return [resource(candidate, root)];
}

function inItems(candidate: Candidate, list: ListKind, items: readonly Range[]): Resource[] {
  const { within, path, shape: outer } = candidate;
  const neighbours = outer.flowItems ? items.map((item) => shifted(item, candidate.range.start)) : undefined;
  return items.flatMap((item, index) => {
    const range = shifted(item, candidate.range.start);
    const text = within.text.slice(range.start, range.end);
    if (!text.includes(NEEDLE) && list !== 'NetworkPolicyList') return [];
    const shape = outline(neighbours === undefined ? itemText(within.text, range) : text);
    if (shape === undefined) return [];
    const inner = { within, range, path: [...path, 'items', index], list, shape };
    return inObject(neighbours === undefined ? inner : { ...inner, neighbours });
  });
}

function shifted({ start, end }: Range, by: number): Range {
  return { start: start + by, end: end + by };
}

function isTooDeep({ path }: Pick<Resource, 'path'>): boolean {
  return path.length > 2 * MAX_LISTS;
}

const TOO_DEEP: ParseFault = { message: `it stands in more than ${MAX_LISTS} lists, one in the other`, offset: 0 };

/** What only a parsed tree can tell: flow lists, merge keys at the top. */
function inTree(candidate: Candidate, root: Node | ParseFault): Resource[] {
  if (isTooDeep(candidate)) return [resource(candidate, TOO_DEEP)];
  if (isFault(root)) {
    const mayHold = looksLikePolicy(candidate.shape) || listKind(candidate.shape.fields.get('kind')) !== undefined;
    return mayHold ? [resource(candidate, root)] : [];
  }
  const kind = stringOf(root, 'kind');
  if (kind === 'NetworkPolicy') return isOurs(stringOf(root, 'apiVersion')) ? [resource(candidate, root)] : [];
  const held = listKind(kind);
  if (held === undefined) return [];
  const items = nodeAt(root, ['items']);
  if (items?.kind !== 'list') return [];
  const neighbours = items.flow ? items.items.map(({ span }) => span) : undefined;
  return items.items.flatMap((item, index) => {
    const path = [...candidate.path, 'items', index];
    // Items of a block list that was not cut by its lines can be judged, not taken out: as in any other List.
    const list = items.flow ? held : 'List';
    const inner = { ...candidate, range: item.span, path, list, ...(neighbours !== undefined && { neighbours }) };
    if (kind === 'NetworkPolicyList' && item.kind === 'map' && !item.entries.has('kind'))
      return [resource(inner, item)];
    return inTree(inner, item);
  });
}

function parseCandidate({ within, range, path, neighbours }: Candidate, limits?: Limits): Node | ParseFault {
  if (path.length === 0) return parseTree(within.text.slice(range.start, range.end), range.start, limits);
  const text = neighbours === undefined ? itemText(within.text, range) : within.text.slice(range.start, range.end);
  const root = parseTree(text, range.start, limits);
  if (!isFault(root) || !root.message.startsWith('unknown anchor')) return root;
  const whole = wholeTree(within);
  return isFault(whole) ? root : (nodeAt(whole, path) ?? root);
}

const wholeTrees = new WeakMap<DocumentText, Node | ParseFault>();

/** The document as one tree: for items that need an anchor of another one, parsed once however many do. */
function wholeTree(within: DocumentText): Node | ParseFault {
  const tree = wholeTrees.get(within) ?? parseTree(within.text, 0, LIST);
  wholeTrees.set(within, tree);
  return tree;
}

function resource({ within, range, path, list, neighbours }: Candidate, root: Node | ParseFault): Resource {
  const found = { within, range, path, list, root };
  return neighbours === undefined ? found : { ...found, neighbours };
}

function looksLikePolicy(shape: Outline): boolean {
  return shape.fields.get('kind') === 'NetworkPolicy' && isOurs(shape.fields.get('apiVersion'));
}

/** The group that serves NetworkPolicy today, the one that did before 1.16, or none given at all. */
function isOurs(apiVersion: string | undefined): boolean {
  return !apiVersion || /^(networking\.k8s\.io|extensions)(\/|$)/.test(apiVersion);
}

/** Clients unwrap whatever has items; by convention its kind ends in List. */
export function listKind(kind: string | undefined): ListKind | undefined {
  if (kind === 'NetworkPolicyList' || kind === 'ResourceList') return kind;
  return kind?.endsWith('List') ? 'List' : undefined;
}
