import type { InlineIgnore, Stream, Subject } from '../checks/check.ts';
import { commentsWith, lastUpTo } from '../manifest/comments.ts';
import { type DocumentText, documentText } from '../manifest/document-text.ts';
import type { Range } from '../manifest/outline.ts';
import { LIST, parseTree } from '../manifest/parse.ts';
import type { Document } from '../manifest/stream.ts';
import { isFault, type Node, nodeAt, type ParseFault } from '../manifest/tree.ts';
import { originOf } from '../policy/policy.ts';
import { IGNORE_ANNOTATION, IGNORE_COMMENT, readIgnoreAnnotation, readIgnoreComment } from '../suppression.ts';
import type { Analysis } from './analyse.ts';
import type { Source, SplitInput } from './read.ts';

/**
 * The ignores that the inputs bring along, each with the one object that it speaks for. What cannot be read has none: there
 * nobody can tell a comment from a text.
 */
export function inlineIgnores(
  sources: readonly Source[],
  { inputs, streams }: Pick<Analysis, 'inputs' | 'streams'>,
  { hooks }: { readonly hooks: 'check' | 'skip' },
): readonly InlineIgnore[] {
  const holds = (word: string): readonly SplitInput[] => inputs.filter(({ bytes }) => bytes.includes(word));
  const subjects = (): readonly Subject[] => streams.flatMap(subjectsOf);
  const annotated = holds(IGNORE_ANNOTATION).length === 0 ? [] : annotationsIn(subjects());
  const commented = holds(IGNORE_COMMENT);
  if (commented.length === 0) return annotated;
  const skipped = new Set(streams.flatMap(({ unrendered }) => unrendered.map(({ input }) => input.order)));
  const read = commented.filter(({ input: { order } }) => !skipped.has(order) && sources[order]?.patch !== true);
  const all = byDocument(subjects());
  const comments = read.flatMap((split) =>
    split.documents.flatMap((document) => commentsIn(split, document, all, hooks)),
  );
  return [...annotated, ...comments];
}

function annotationsIn(subjects: readonly Subject[]): readonly InlineIgnore[] {
  const trees = new Map<DocumentText, Node | ParseFault>();
  const treeOf = (within: DocumentText): Node | ParseFault => {
    const tree = trees.get(within) ?? parseTree(within.text, 0, LIST);
    trees.set(within, tree);
    return tree;
  };
  return subjects.flatMap((subject) => annotationsOf(subject, treeOf));
}

/** Which object of the inputs it is, however often its document was edited. */
export function placeOf({ input, resource }: Pick<Subject, 'input' | 'resource'>): string {
  return JSON.stringify([input.order, resource.within.document.number, resource.path]);
}

function subjectsOf({ policies, cluster }: Stream): readonly Subject[] {
  return [...policies, ...cluster().workloads.filter(({ input }) => !input.isContext)];
}

function annotationsOf(subject: Subject, treeOf: (within: DocumentText) => Node | ParseFault): readonly InlineIgnore[] {
  const { root, within, path: place } = subject.resource;
  const path = ['metadata', 'annotations', IGNORE_ANNOTATION];
  const isRead = !isFault(root);
  if (!isRead && !within.text.includes(IGNORE_ANNOTATION)) return [];
  const tree = isRead ? root : treeOf(within);
  const said = isFault(tree) ? undefined : nodeAt(tree, isRead ? path : [...place, ...path]);
  if (said?.kind !== 'string') return [];
  // Of an object that was only glanced at no tree tells later where its annotation stands.
  const placed = isRead ? subject : { ...subject, offset: said.span.start };
  return readIgnoreAnnotation(said.value).map((entry) => ({ ...entry, by: 'annotation', subject: placed, path }));
}

/** The objects of each document, in their order; an item of a list that was only glanced at says nothing of its lines. */
function byDocument(subjects: readonly Subject[]): ReadonlyMap<Document, readonly Lined[]> {
  const documents = new Map<Document, Lined[]>();
  for (const subject of subjects) {
    const { within, range, path, root } = subject.resource;
    if (path.length > 0 && isFault(root)) continue;
    const known = documents.get(within.document) ?? [];
    known.push({ ...range, subject });
    documents.set(within.document, known);
  }
  for (const lined of documents.values()) lined.sort((a, b) => a.start - b.start);
  return documents;
}

/** An object with the range of its text. */
type Lined = Range & { readonly subject: Subject };

function commentsIn(
  { input, bytes }: SplitInput,
  document: Document,
  objects: ReadonlyMap<Document, readonly Lined[]>,
  hooks: 'check' | 'skip',
): readonly InlineIgnore[] {
  if (document.number === 0 || !bytes.subarray(document.body, document.end).includes(IGNORE_COMMENT)) return [];
  const own = objects.get(document) ?? [];
  const within = own[0]?.subject.resource.within ?? documentText(bytes, document);
  if (hooks === 'skip' && within.text.includes('helm.sh/hook')) return [];
  const root = parseTree(within.text, 0, LIST);
  if (isFault(root)) return [];
  return commentsWith(IGNORE_COMMENT, within.text, root).flatMap(({ text, offset, about }): readonly InlineIgnore[] => {
    const said = readIgnoreComment(text);
    if (said === undefined) return [];
    const around = about === undefined ? undefined : lastUpTo(own, about);
    const isAround = around !== undefined && about !== undefined && about < around.end;
    const line = about === undefined ? undefined : within.lines.place(about).line;
    const place = isAround ? around.subject : nobody(input, within, offset);
    return [{ ...said, by: 'comment', subject: { ...place, offset }, path: [], ...(line !== undefined && { line }) }];
  });
}

function nobody(input: Subject['input'], within: DocumentText, offset: number): Subject {
  const range = { start: 0, end: within.text.length };
  const root = { message: 'nothing that is judged', offset };
  const resource = { within, range, path: [], list: undefined, root };
  return { input, resource, ref: null, source: within.source, origin: originOf(resource, within.source, input) };
}
