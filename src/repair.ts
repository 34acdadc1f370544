import { type Analysis, type AnalysisOptions, analyse, type Judged, type Source } from './analyse.ts';
import type { Subject } from './checks/check.ts';
import { applyEdits, type Edit } from './manifest/edit.ts';
import type { DocumentText } from './manifest/resource.ts';
import type { Document } from './manifest/stream.ts';
import type { Spec } from './policy/api.ts';
import type { Policy } from './policy/policy.ts';
import { type Rewriting, rewriteSources } from './rewrite.ts';

/** What repairing made of the sources, and the keys (see `keyOf`) of the findings that it settled. */
export type Repaired = {
  readonly sources: readonly Source[];
  readonly analysis: Analysis;
  readonly fixed: ReadonlySet<string>;
};

/** Two repairs of one mapping may meet in a comma: the second waits for its turn. */
const MAX_TURNS = 8;

/**
 * Applies every repair that the analysis offers, until there is none left. Each is read back: a policy that would then be
 * decoded differently, or not at all, stays as it was.
 */
export function repairAll(sources: readonly Source[], analysis: Analysis, options: AnalysisOptions): Repaired {
  const fixed = new Set<string>();
  const given = new Set<string>();
  let state = { sources, analysis };
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const offered = state.analysis.judged.filter((judgement) => !given.has(keyOf(judgement)));
    const { rewriting, repaired } = repairDocuments(offered);
    if (repaired.length === 0) break;
    const next = rewriteSources(state.sources, state.analysis.inputs, rewriting);
    const after = analyse(next, options);
    const failed = repaired.filter((judgement) => !readsBack(judgement, after));
    for (const judgement of failed) given.add(keyOf(judgement));
    if (failed.length > 0) continue;
    for (const judgement of repaired) fixed.add(keyOf(judgement));
    state = { sources: next, analysis: after };
  }
  return { ...state, fixed };
}

/** The policy stands where it stood and the API server would store the same spec as before. */
function readsBack({ report: { subject } }: Judged, after: Analysis): boolean {
  const before = after.streams
    .flatMap((stream) => stream.policies)
    .find((policy) => placeOf(policy) === placeOf(subject));
  return before !== undefined && JSON.stringify(before.spec) === JSON.stringify(specOf(subject));
}

/** Which finding it is, however often its document was edited meanwhile. */
export function keyOf({ check, report: { subject, path } }: Judged): string {
  return JSON.stringify([check, placeOf(subject), path]);
}

/** Which object it is, however often its document was edited. */
function placeOf({ input, resource }: Subject): string {
  return JSON.stringify([input.order, resource.within.document.number, resource.path]);
}

function specOf(subject: Subject): Spec | undefined {
  return 'spec' in subject ? (subject as Policy).spec : undefined;
}

function repairDocuments(judged: readonly Judged[]): { rewriting: Rewriting; repaired: readonly Judged[] } {
  const edits = new Map<Document, { within: DocumentText; edits: Edit[] }>();
  const repaired: Judged[] = [];
  for (const judgement of judged) {
    const { repair, subject } = judgement.report;
    if (repair === undefined) continue;
    const { within } = subject.resource;
    const known = edits.get(within.document) ?? { within, edits: [] };
    if (repair.edits.some((edit) => known.edits.some((other) => overlap(edit, other)))) continue;
    edits.set(within.document, { within, edits: [...known.edits, ...repair.edits] });
    repaired.push(judgement);
  }
  const rewriting = [...edits].map(([document, { within, edits: list }]) => {
    return [document, { within, text: applyEdits(within.text, list) }] as const;
  });
  return { rewriting: new Map(rewriting), repaired };
}

function overlap(a: Edit, b: Edit): boolean {
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
