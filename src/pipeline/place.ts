import type { FixEdits, Report, Subject } from '../checks/check.ts';
import { unusedIgnore } from '../checks/unused-ignore.ts';
import type { Excerpt, Finding, Fix, Location, Path } from '../finding.ts';
import type { DocumentText } from '../manifest/document-text.ts';
import { outline } from '../manifest/outline.ts';
import { listKind, type Resource } from '../manifest/resource.ts';
import { entryOf, isFault, type Node, nodeAt, type Span } from '../manifest/tree.ts';
import { aboutOf } from './about.ts';

/** Makes a report concrete: offsets become lines and columns here and nowhere else. */
export function placeReport(check: string, report: Report): Finding {
  const { subject, path, at, severity, effect, is, so, help, clients, related = [], fix, choice } = report;
  const span = spanOf(subject, path, at === 'key');
  const what = report.what ?? lastKey(path);
  const told = what.startsWith('the ') ? what : quote(what);
  return {
    check,
    severity,
    effect,
    message: `${told} is ${is}. ${so}`,
    help,
    policy: subject.ref,
    location: locate(subject, path, span),
    related: related.map((r) => ({
      message: r.message,
      policy: r.subject.ref,
      location: locate(r.subject, r.path, r.span ?? spanOf(r.subject, r.path, false)),
    })),
    ...(clients !== undefined && { clients }),
    ...(fix !== undefined && { fix: fixOf(subject, fix) }),
    ...(choice !== undefined && { choice: fixOf(subject, choice) }),
    ...templateOf(subject),
    about: aboutOf(subject, path),
    caret: report.what === undefined && isThere(subject, path) ? is : `${told} is ${is}`,
    effectText: so,
    refusedBy: report.refusedBy ?? [],
    excerpt: excerpt(subject.resource, span, check),
  };
}

/** Whether the caret stands under the thing itself: what is missing has no place of its own. */
function isThere({ resource: { root }, offset }: Subject, path: Path): boolean {
  return offset !== undefined || isFault(root) || nodeAt(root, path) !== undefined;
}

/** Where something of an object stands: a value by its path, or what is nearest above. */
export function locationAt(subject: Subject, path: Path): Location {
  return locate(subject, path, spanOf(subject, path, false));
}

/** Helm says from which template it rendered an object, kpt and kustomize from which file they read it (kustomize.md 1.9, 3.1). */
function templateOf(subject: Subject): { readonly template?: string } {
  if (subject.source !== undefined) return { template: subject.source };
  const origin = /^path: *(\S.*)$/m.exec(subject.annotations?.get('config.kubernetes.io/origin') ?? '')?.[1];
  const template = itemOf(subject).item?.path ?? origin;
  return template === undefined || (subject.origin === 'file' && template === subject.input.name) ? {} : { template };
}

function fixOf({ resource }: Subject, { message, edits }: FixEdits): Fix {
  const { lines } = resource.within;
  const placed = edits.map(({ span, text }) => {
    const [start, end] = [lines.place(span.start), lines.place(span.end)];
    return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column, text };
  });
  return { message, edits: placed };
}

function locate(subject: Subject, path: Path, span: Span): Location {
  const { within, path: prefix } = subject.resource;
  const start = within.lines.place(span.start);
  const end = within.lines.place(Math.max(span.start, contentEnd(within.text, span.end)));
  const { source, origin } = subject;
  return {
    file: subject.input.name,
    ...(source !== undefined && { source }),
    origin,
    ...itemOf(subject),
    document: within.document.number,
    path: [...prefix, ...path],
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** kpt writes both spellings, kustomize neither (kustomize.md 1.2, 3.1). */
function itemOf({ annotations }: Subject): Pick<Location, 'item'> {
  const read = (key: string): string | undefined =>
    annotations?.get(`internal.config.kubernetes.io/${key}`) ?? annotations?.get(`config.kubernetes.io/${key}`);
  const path = read('path');
  return path === undefined ? {} : { item: { path, index: Number(read('index') ?? 0) } };
}

/** The text a report points at: the value, its key, or what is nearest above where nothing stands. */
function spanOf(subject: Subject, path: Path, atKey: boolean): Span {
  const { root, range } = subject.resource;
  if (subject.offset !== undefined) return lineSpan(subject, subject.offset);
  if (isFault(root)) return lineSpan(subject, root.offset);
  for (let length = path.length; length > 0; length--) {
    const span = spanAt(root, path.slice(0, length), atKey || length < path.length);
    if (span !== undefined) return span;
  }
  return lineSpan(subject, Math.max(root.span.start, range.start));
}

function spanAt(root: Node, path: Path, atKey: boolean): Span | undefined {
  const key = path.at(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  if (typeof key === 'string') {
    const entry = entryOf(parent, key);
    if (entry === undefined) return undefined;
    const blank = entry.value.span.start === entry.value.span.end;
    return atKey || blank ? { start: entry.keySpan.start, end: entry.keySpan.end + 1 } : entry.value.span;
  }
  const item = nodeAt(root, path);
  if (item === undefined) return undefined;
  // A bare dash: the item itself is empty and stands right behind it.
  if (item.span.start === item.span.end && item.span.start > 0)
    return { start: item.span.start - 1, end: item.span.end };
  return item.span;
}

function lineSpan({ resource }: Subject, offset: number): Span {
  const { text } = resource.within;
  const newline = text.indexOf('\n', offset);
  return { start: offset, end: Math.max(newline === -1 ? text.length : newline, offset) };
}

/** The line breaks behind a block value belong to nobody. */
function contentEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at--;
  return at;
}

/** An ignore may stand on a line of any object, a fault of a list in any of its items: what a Secret holds is told by nobody. */
function excerpt({ within, root }: Resource, span: Span, check: string): Excerpt {
  const { line, column } = within.lines.place(span.start);
  const text = within.lines.line(line);
  if (text === undefined || (isFault(root) && isList(within))) return [];
  if (check !== unusedIgnore.id) return [{ line, text }];
  const own = text.slice(column - 1, column - 1 + span.end - span.start);
  return [{ line, text: ' '.repeat(column - 1) + own }];
}

function isList({ text }: DocumentText): boolean {
  return listKind(outline(text)?.fields.get('kind')) !== undefined;
}

function lastKey(path: Path): string {
  return String(path.findLast((step) => typeof step === 'string') ?? 'document');
}

function quote(what: string): string {
  return /^[\w.-]+$/.test(what) ? `\`${what}\`` : what;
}
