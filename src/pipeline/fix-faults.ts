import type { Choice, FixEdits, Stream, Subject } from '../checks/check.ts';
import { type Client, isRefused, type Path } from '../finding.ts';
import type { DocumentText } from '../manifest/document-text.ts';
import { applyEdits, type Edit } from '../manifest/edit.ts';
import type { Document } from '../manifest/stream.ts';
import type { Policy } from '../policy/policy.ts';
import { type Analysis, type AnalysisOptions, analyse, type Judged } from './analyse.ts';
import { placeOf } from './inline-ignores.ts';
import type { Source } from './read.ts';
import { type Rewriting, rewriteSources } from './rewrite.ts';

/**
 * Which fixes are made: none, those of what the API server or the client at hand refuses, all that keep the allowed
 * traffic, or also those that close what was opened by accident.
 */
export type FixScope = 'none' | 'refused' | 'safe' | 'unsafe';

/** A policy as it was and as it is to be. */
export type Swap = { readonly before: Policy; readonly after: Policy };

/**
 * Tells of each swap, one after the other, what it closes, in lines of words; undefined for one that opens anything, or of
 * which nobody can tell.
 */
export type Weigh = (stream: Stream, swaps: readonly Swap[]) => readonly (readonly string[] | undefined)[];

/** What `unsafe` needs: without somebody who weighs them, no fix that changes traffic is made. */
export type Fixing = { readonly fix: FixScope; readonly client?: Client; readonly weigh?: Weigh };

/** How a finding was settled; `message` where it was not by the fix of its report, `closes` in lines of words. */
export type Settled = { readonly message?: string; readonly closes?: readonly string[] };

/** What fixing made of the sources, and how findings were settled, by their keys (see `keyOf`). */
export type Fixed = {
  readonly sources: readonly Source[];
  readonly analysis: Analysis;
  readonly fixed: ReadonlyMap<string, Settled>;
  /** Each policy that was changed, as it came in and as it leaves, in their order. */
  readonly swaps: readonly Swap[];
};

/** Two fixes of one mapping may meet in a comma: the second waits for its turn, and of those that close each policy has one. */
const MAX_TURNS = { keeping: 8, closing: 200 };

type State = Pick<Fixed, 'sources' | 'analysis'>;

/** Which findings of an analysis are to stay as they are: somebody said why. */
export type Sparing = (sources: readonly Source[], analysis: Analysis) => (judgement: Judged) => boolean;

/**
 * Applies every fix in scope that the analysis offers and nobody declined, until there is none left. Each is read back: one that keeps the
 * traffic must leave the same spec, one that closes must open nothing; else the policy stays as it was.
 */
export function fixFaults(
  sources: readonly Source[],
  analysis: Analysis,
  options: AnalysisOptions & Fixing,
  sparing: Sparing,
): Fixed {
  if (options.fix === 'none') return { sources, analysis, fixed: new Map(), swaps: [] };
  const fixed = new Map<string, Settled>();
  const withdrawn = new Set<string>();
  const turns = { ...MAX_TURNS };
  let state: State = { sources, analysis };
  for (;;) {
    const isSpared = sparing(state.sources, state.analysis);
    const offered = state.analysis.judged.filter(
      (judgement) => !withdrawn.has(keyOf(judgement)) && !isSpared(judgement),
    );
    const safe = offered.filter((judgement) => isInScope(judgement, options));
    const isClosing = safe.length === 0 && options.fix === 'unsafe';
    if (turns[isClosing ? 'closing' : 'keeping']-- === 0) break;
    const { rewriting, made } = fixDocuments(isClosing ? choicesOf(offered) : safe.map(fixOf));
    if (made.length === 0) break;
    const next = rewriteSources(state.sources, state.analysis.inputs, rewriting);
    const after = analyse(next, options);
    const settled = isClosing ? closed(state.analysis, after, made, options) : kept(after, made);
    const failed = made.filter(({ judgement }) => !settled.has(keyOf(judgement)));
    for (const { judgement } of failed) withdrawn.add(keyOf(judgement));
    if (failed.length > 0) continue;
    for (const [key, how] of settled) fixed.set(key, how);
    state = { sources: next, analysis: after };
  }
  return { ...state, fixed, swaps: swapsOf(analysis, state.analysis) };
}

/** Whether the finding has a fix that keeps the traffic, and one that is asked for. */
export function isInScope({ report }: Judged, { fix, client }: Fixing): boolean {
  if (report.fix === undefined || fix === 'none') return false;
  const { effect, refusedBy = [] } = report;
  return fix !== 'refused' || isRefused({ effect, refusedBy }, client);
}

type Made = { readonly judgement: Judged; readonly fix: FixEdits };

function fixOf(judgement: Judged): Made {
  return { judgement, fix: judgement.report.fix ?? { message: '', edits: [] } };
}

/** One for each policy, from its end on: the places of the others stay what they were. */
function choicesOf(judged: readonly Judged[]): readonly Made[] {
  const last = new Map<string, Made & { readonly fix: Choice }>();
  for (const judgement of judged) {
    const { choice, subject } = judgement.report;
    if (choice === undefined) continue;
    const known = last.get(placeOf(subject));
    if (known === undefined || isBehind(choice.removes, known.fix.removes))
      last.set(placeOf(subject), { judgement, fix: choice });
  }
  return [...last.values()];
}

/** A rule goes before what is in it. */
function isBehind(path: Path, other: Path): boolean {
  for (const [i, step] of path.entries()) {
    const against = other[i];
    if (against === undefined || against === step) continue;
    return typeof step === 'number' ? step > Number(against) : step > String(against);
  }
  return path.length < other.length;
}

/** The policies stand where they stood and the API server would store the same specs as before. */
function kept(after: Analysis, made: readonly Made[]): ReadonlyMap<string, Settled> {
  const read = byPlace(after);
  const good = made.filter(({ judgement: { report } }) => isSame(report.subject, read.get(placeOf(report.subject))));
  return new Map(good.map(({ judgement }) => [keyOf(judgement), {}]));
}

/** No other policy changed, and what was made opens nothing; what was in a place that is gone is settled with it. */
function closed(
  before: Analysis,
  after: Analysis,
  made: readonly Made[],
  { weigh }: Fixing,
): ReadonlyMap<string, Settled> {
  const settled = new Map<string, Settled>();
  const read = byPlace(after);
  const chosen = new Map(made.map((one) => [placeOf(one.judgement.report.subject), one]));
  for (const stream of weigh === undefined ? [] : before.streams) {
    const others = stream.policies.filter((policy) => !chosen.has(placeOf(policy)));
    if (!others.every((policy) => isSame(policy, read.get(placeOf(policy))))) continue;
    const swaps = stream.policies.flatMap((policy) => {
      const [one, now] = [chosen.get(placeOf(policy)), read.get(placeOf(policy))];
      return one === undefined || now === undefined ? [] : [{ one, before: policy, after: now }];
    });
    const told = swaps.length === 0 ? [] : weigh?.(stream, swaps);
    for (const [i, { one }] of swaps.entries()) {
      const closes = told?.[i];
      if (closes !== undefined) settle(settled, before, one, closes);
    }
  }
  return settled;
}

function settle(
  settled: Map<string, Settled>,
  before: Analysis,
  { judgement, fix }: Made,
  closes: readonly string[],
): void {
  const { subject, choice } = judgement.report;
  for (const other of before.judged) {
    const isIn = choice?.removes.every((step, i) => other.report.path[i] === step);
    if (isIn && placeOf(other.report.subject) === placeOf(subject)) settled.set(keyOf(other), { message: GONE });
  }
  settled.set(keyOf(judgement), { message: fix.message, closes });
}

const GONE = 'it went with what was deleted';

function isSame({ spec }: Subject, now: Policy | undefined): boolean {
  return now !== undefined && JSON.stringify(now.spec) === JSON.stringify(spec);
}

function swapsOf(before: Analysis, after: Analysis): readonly Swap[] {
  if (before === after) return [];
  const read = byPlace(after);
  return before.streams.flatMap(({ policies }) =>
    policies.flatMap((policy) => {
      const now = read.get(placeOf(policy));
      return now === undefined || textOf(now) === textOf(policy) ? [] : [{ before: policy, after: now }];
    }),
  );
}

function textOf({ resource: { within, range } }: Policy): string {
  return within.text.slice(range.start, range.end);
}

function byPlace({ streams }: Analysis): ReadonlyMap<string, Policy> {
  return new Map(streams.flatMap((stream) => stream.policies).map((policy) => [placeOf(policy), policy]));
}

/** Which finding it is, however often its document was edited meanwhile. */
export function keyOf({ check, report: { subject, path } }: Judged): string {
  return JSON.stringify([check, placeOf(subject), path]);
}

function fixDocuments(offered: readonly Made[]): { rewriting: Rewriting; made: readonly Made[] } {
  const edits = new Map<Document, { within: DocumentText; edits: Edit[] }>();
  const made: Made[] = [];
  for (const one of offered) {
    const { fix, judgement } = one;
    const { within } = judgement.report.subject.resource;
    const known = edits.get(within.document) ?? { within, edits: [] };
    if (fix.edits.some((edit) => known.edits.some((other) => overlap(edit, other)))) continue;
    edits.set(within.document, { within, edits: [...known.edits, ...fix.edits] });
    made.push(one);
  }
  const rewriting = [...edits].map(([document, { within, edits: list }]) => {
    return [document, { within, text: applyEdits(within.written, list) }] as const;
  });
  return { rewriting: new Map(rewriting), made };
}

function overlap(a: Edit, b: Edit): boolean {
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
