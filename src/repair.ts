import { type Analysis, type AnalysisOptions, analyse, type Judged, type Source } from './analyse.ts';
import { applyEdits, type Edit } from './manifest/edit.ts';
import type { DocumentText } from './manifest/resource.ts';
import type { Document } from './manifest/stream.ts';
import { type Rewriting, rewriteSources } from './rewrite.ts';

/** What repairing made of the sources, and the keys (see `keyOf`) of the findings that it settled. */
export type Repaired = {
  readonly sources: readonly Source[];
  readonly analysis: Analysis;
  readonly fixed: ReadonlySet<string>;
};

/** Two repairs of one mapping may meet in a comma: the second waits for its turn. */
const MAX_TURNS = 8;

/** Applies every repair that the analysis offers, until there is none left. */
export function repairAll(sources: readonly Source[], analysis: Analysis, options: AnalysisOptions): Repaired {
  const fixed = new Set<string>();
  let state = { sources, analysis };
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const { rewriting, repaired } = repairDocuments(state.analysis.judged);
    if (repaired.length === 0) break;
    for (const judgement of repaired) fixed.add(keyOf(judgement));
    const next = rewriteSources(state.sources, state.analysis.inputs, rewriting);
    const after = analyse(next, options);
    checkAllThere(state.analysis, after);
    state = { sources: next, analysis: after };
  }
  return { ...state, fixed };
}

/** A repair changes a policy, it never makes one unreadable or loses one. */
function checkAllThere(before: Analysis, after: Analysis): void {
  const count = ({ streams }: Analysis): string =>
    streams.map(({ policies, unreadable }) => `${policies.length}+${unreadable.length}`).join();
  if (count(before) !== count(after)) throw new Error('a fix did not come out as meant; nothing was printed');
}

/** Which finding it is, however often its document was edited meanwhile. */
export function keyOf({ check, report: { subject, path } }: Judged): string {
  const { within, path: prefix } = subject.resource;
  return JSON.stringify([check, subject.input.order, within.document.number, prefix, path]);
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
