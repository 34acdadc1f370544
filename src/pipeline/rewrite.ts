import type { DocumentText } from '../manifest/document-text.ts';
import { applyEdits, type Edit, removeFlowItems } from '../manifest/edit.ts';
import { lastOffset, lineStop } from '../manifest/extent.ts';
import type { Range } from '../manifest/outline.ts';
import { parseTree } from '../manifest/parse.ts';
import type { Resource } from '../manifest/resource.ts';
import { type Document, joinStream } from '../manifest/stream.ts';
import { isFault, toJson } from '../manifest/tree.ts';
import { composePolicy } from '../merge/compose.ts';
import type { Simplified } from '../merge/simplify.ts';
import type { Policy } from '../policy/policy.ts';
import type { Source, SplitInput } from './read.ts';
import { simplifyInPlace } from './simplify-in-place.ts';

/** Several policies that become one, or a single one that is written anew; `simplified` are rules in place of theirs. */
export type Merging = { readonly members: readonly Policy[]; readonly simplified?: Simplified };

/** New text for documents of the inputs; undefined takes a document out. */
export type Rewriting = ReadonlyMap<Document, { readonly within: DocumentText; readonly text: string | undefined }>;

/** Writes each merged policy where its first member stands, and takes the other members out. */
export function mergeDocuments(merges: readonly Merging[]): Rewriting {
  const changes = new Map<Document, Change>();
  for (const { members, simplified } of merges) {
    const [first, ...others] = members;
    if (first === undefined) continue;
    const inPlace = others.length === 0 && simplified ? simplifyInPlace(first, simplified) : undefined;
    changeOf(changes, first.resource).edits.push(...(inPlace ?? [replaceObject(first, members, simplified)]));
    for (const { resource } of others) {
      const change = changeOf(changes, resource);
      if (resource.path.length === 0) change.removed = true;
      else if (resource.neighbours === undefined) change.edits.push({ span: resource.range, text: '' });
      else goneFrom(change, resource.neighbours).add(Number(resource.path.at(-1)));
    }
  }
  return new Map(
    [...changes].map(([document, change]) => [document, { within: change.within, text: changedText(change) }]),
  );
}

/** The bytes of an input with some of its documents rewritten; everything else byte for byte. */
function rewriteInput({ bytes, documents }: SplitInput, rewriting: Rewriting): Buffer {
  const replaced = new Map<Document, Buffer>();
  for (const document of documents) {
    const rewritten = rewriting.get(document);
    if (rewritten === undefined) continue;
    const head = bytes.subarray(document.start, document.body);
    const text = rewritten.text;
    replaced.set(document, text === undefined ? Buffer.alloc(0) : Buffer.concat([head, Buffer.from(text)]));
  }
  return replaced.size === 0 ? bytes : joinStream(bytes, documents, replaced);
}

/** Carries a rewriting out on the sources that were split into `inputs`. */
export function rewriteSources(
  sources: readonly Source[],
  inputs: readonly SplitInput[],
  rewriting: Rewriting,
): readonly Source[] {
  if (rewriting.size === 0) return sources;
  return sources.map((source, i) => {
    const input = inputs[i];
    return input === undefined ? source : { ...source, bytes: rewriteInput(input, rewriting) };
  });
}

function replaceObject(first: Policy, members: readonly Policy[], simplified: Simplified = {}): Edit {
  const { text } = first.resource.within;
  const { start } = first.root.span;
  const end = lastOffset(first.root);
  if (first.root.flow && (first.resource.path.length > 0 || isJson(text.slice(start, end))))
    return {
      span: { start, end },
      text: asJson(composePolicy(members, 0, { simplified }), first.resource.path.length === 0),
    };
  // A comment on the last line moved along with what it stands behind.
  const stop = lineStop(text, end);
  const span = { start, end: text[stop - 1] === '\r' ? stop - 1 : stop };
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
  const composed = composePolicy(members, indent, { simplified });
  return { span, text: text.includes('\r\n') ? composed.replace(/\r?\n/g, '\r\n') : composed };
}

/** Flow YAML is rewritten as lines: clients that take a stream for JSON stop at what is none. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What stood there was JSON, so the merged policy is JSON too. */
function asJson(yaml: string, pretty: boolean): string {
  const root = parseTree(yaml);
  return isFault(root) ? yaml : JSON.stringify(toJson(root), null, pretty ? 2 : undefined);
}

/** What happens to one document. `items`: what goes from lists between brackets, list by list. */
type Change = { within: DocumentText; edits: Edit[]; removed: boolean; items: Map<readonly Range[], Set<number>> };

function changeOf(changes: Map<Document, Change>, { within }: Resource): Change {
  const known = changes.get(within.document);
  if (known !== undefined) return known;
  const change: Change = { within, edits: [], removed: false, items: new Map() };
  changes.set(within.document, change);
  return change;
}

function goneFrom({ items }: Change, list: readonly Range[]): Set<number> {
  const gone = items.get(list) ?? new Set<number>();
  items.set(list, gone);
  return gone;
}

function changedText({ within, edits, removed, items }: Change): string | undefined {
  if (removed) return undefined;
  const removals = [...items].flatMap(([list, gone]) => removeFlowItems(list, gone));
  return applyEdits(within.written, [...edits, ...removals]);
}
