import type { Subject } from '../checks/check.ts';
import { type Client, isRefused } from '../finding.ts';
import { applyEdits, type Edit } from '../manifest/edit.ts';
import type { DocumentText } from '../manifest/resource.ts';
import type { Document } from '../manifest/stream.ts';
import type { Policy } from '../policy/policy.ts';
import { type Analysis, type AnalysisOptions, analyse, type Judged } from './analyse.ts';
import type { Source } from './read.ts';
import { type Rewriting, rewriteSources } from './rewrite.ts';

/** What fixing made of the sources, and the keys (see `keyOf`) of the findings that it settled. */
export type Fixed = {
  readonly sources: readonly Source[];
  readonly analysis: Analysis;
  readonly fixed: ReadonlySet<string>;
};

/**
 * Which fixes are made: none, those of what the API server or the client at hand refuses, or all that keep the allowed
 * traffic.
 */
export type FixScope = 'none' | 'refused' | 'safe';

type Scoped = { readonly fix: FixScope; readonly client?: Client };

/** Two fixes of one mapping may meet in a comma: the second waits for its turn. */
const MAX_TURNS = 8;

/**
 * Applies every fix in scope that the analysis offers, until there is none left. Each is read back: a policy that would then be
 * decoded differently, or not at all, stays as it was.
 */
export function fixFaults(sources: readonly Source[], analysis: Analysis, options: AnalysisOptions & Scoped): Fixed {
  const fixed = new Set<string>();
  const withdrawn = new Set<string>();
  let state = { sources, analysis };
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const offered = state.analysis.judged.filter(
      (judgement) => isInScope(judgement, options) && !withdrawn.has(keyOf(judgement)),
    );
    const { rewriting, fixes } = fixDocuments(offered);
    if (fixes.length === 0) break;
    const next = rewriteSources(state.sources, state.analysis.inputs, rewriting);
    const after = analyse(next, options);
    const read = byPlace(after);
    const failed = fixes.filter((judgement) => !readsBack(judgement, read));
    for (const judgement of failed) withdrawn.add(keyOf(judgement));
    if (failed.length > 0) continue;
    for (const judgement of fixes) fixed.add(keyOf(judgement));
    state = { sources: next, analysis: after };
  }
  return { ...state, fixed };
}

/** Whether the finding has a fix, and one that is asked for. */
export function isInScope({ report }: Judged, { fix, client }: Scoped): boolean {
  if (report.fix === undefined || fix === 'none') return false;
  const { effect, refusedBy = [] } = report;
  return fix !== 'refused' || isRefused({ effect, refusedBy }, client);
}

/** The policy stands where it stood and the API server would store the same spec as before. */
function readsBack({ report: { subject } }: Judged, after: ReadonlyMap<string, Policy>): boolean {
  const policy = after.get(placeOf(subject));
  return policy !== undefined && JSON.stringify(policy.spec) === JSON.stringify(subject.spec);
}

function byPlace({ streams }: Analysis): ReadonlyMap<string, Policy> {
  return new Map(streams.flatMap((stream) => stream.policies).map((policy) => [placeOf(policy), policy]));
}

/** Which finding it is, however often its document was edited meanwhile. */
export function keyOf({ check, report: { subject, path } }: Judged): string {
  return JSON.stringify([check, placeOf(subject), path]);
}

/** Which object it is, however often its document was edited. */
function placeOf({ input, resource }: Subject): string {
  return JSON.stringify([input.order, resource.within.document.number, resource.path]);
}

function fixDocuments(judged: readonly Judged[]): { rewriting: Rewriting; fixes: readonly Judged[] } {
  const edits = new Map<Document, { within: DocumentText; edits: Edit[] }>();
  const fixes: Judged[] = [];
  for (const judgement of judged) {
    const { fix, subject } = judgement.report;
    if (fix === undefined) continue;
    const { within } = subject.resource;
    const known = edits.get(within.document) ?? { within, edits: [] };
    if (fix.edits.some((edit) => known.edits.some((other) => overlap(edit, other)))) continue;
    edits.set(within.document, { within, edits: [...known.edits, ...fix.edits] });
    fixes.push(judgement);
  }
  const rewriting = [...edits].map(([document, { within, edits: list }]) => {
    return [document, { within, text: applyEdits(within.text, list) }] as const;
  });
  return { rewriting: new Map(rewriting), fixes };
}

function overlap(a: Edit, b: Edit): boolean {
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
