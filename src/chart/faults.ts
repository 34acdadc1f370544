import type { Finding } from '../finding.ts';
import { keyOf } from './chart-value.ts';
import type { Spot } from './locate.ts';
import { type Changed, loudness, oddity } from './loudness.ts';
import { isFailed, type Judged } from './outcome.ts';
import type { Renders } from './renders.ts';
import { shrink } from './shrink.ts';
import type { Tried } from './sweep.ts';
import type { Assignment, Choice } from './types.ts';

/** A fault, and the fewest values that show it. */
export type Found = {
  /** What it is known by in renders. */
  readonly key: string;
  /** As loud as it is with these values. */
  readonly finding: Finding;
  readonly choice: Choice;
  /** Where it stands in its template, as far as a marked render proves it. */
  readonly spot: Spot | undefined;
  /** Values that show it too, each by itself. */
  readonly others: readonly Choice[];
};

/** Finds a finding of a render in its template. */
export type SpotOf = (choice: Choice, outcome: Judged, finding: Finding) => Promise<Spot | undefined>;

/** What it takes to find the fewest values that show a fault. */
export type Shrinking = {
  readonly renders: Renders;
  readonly changed: (one: Assignment) => Changed;
  readonly spotOf: SpotOf;
};

type Entry = { readonly found: Found; readonly others: Choice[] };

/**
 * The faults of all that was tried, each once. From render to render a fault is known by its rule or, where values change that too, by
 * its place in the template: the place of a rule in its policy is another one as soon as a rule above it is gone.
 */
export async function faultsOf(tried: readonly Tried[], shrinking: Shrinking): Promise<readonly Found[]> {
  const entries: Entry[] = [];
  const known = new Map<string, Entry>();
  const order = [...tried].sort((a, b) => oddity(a.choice) - oddity(b.choice));
  for (const one of order) {
    if (isFailed(one.outcome)) continue;
    for (const [key, finding] of one.outcome.faults) {
      const before = known.get(key);
      if (before !== undefined) alsoShows(before, one);
      else {
        const entry = await entryOf(key, finding, one, entries, shrinking);
        if (entry !== undefined) known.set(key, entry);
      }
    }
  }
  return entries.map(({ found, others }) => ({ ...found, others }));
}

function alsoShows({ found, others }: Entry, { choice, own }: Tried): void {
  if (own.length === 1 && isNews(choice, found.choice)) others.push(own);
}

/** The entry of a fault that was not met by this key before: a new one, or one that stands at the same place. */
async function entryOf(
  key: string,
  finding: Finding,
  { choice, own, outcome }: Tried,
  entries: Entry[],
  { renders, changed, spotOf }: Shrinking,
): Promise<Entry | undefined> {
  if (isFailed(outcome)) return undefined;
  if (loudness(finding, choice, changed) === undefined && loudness(finding, own, changed) === undefined)
    return undefined;
  const spot = await spotOf(choice, outcome, finding);
  const same = entries.find(({ found }) => isSame(found, finding, spot, outcome));
  if (same !== undefined) {
    alsoShows(same, { choice, own, outcome });
    return same;
  }
  const showing = async (fewer: Choice): Promise<Finding | undefined> => {
    const result = await renders.of(fewer);
    if (isFailed(result)) return undefined;
    const exact = result.faults.get(key);
    if (exact !== undefined || spot === undefined) return exact;
    for (const one of result.faults.values()) {
      if (isLike(one, finding) && isAt(await spotOf(fewer, result, one), spot)) return one;
    }
    return undefined;
  };
  const fewest = await shrink(
    choice,
    async (fewer) => (await showing(fewer)) !== undefined,
    own.length < choice.length ? own : [],
  );
  const severity = loudness(finding, fewest, changed);
  if (severity === undefined) return undefined;
  const shown = (await showing(fewest)) ?? finding;
  const entry = { found: { key, finding: { ...shown, severity }, choice: fewest, spot, others: [] }, others: [] };
  entries.push(entry);
  return entry;
}

/** Whether it is a known fault: of the same policy, or of one that has another name in this render. */
function isSame(found: Found, finding: Finding, spot: Spot | undefined, { policies }: Judged): boolean {
  if (found.spot === undefined || !isAt(spot, found.spot)) return false;
  if (found.finding.check !== finding.check || found.finding.effect !== finding.effect) return false;
  const name = found.finding.policy?.name;
  return name === finding.policy?.name || ![...policies.values()].some(({ policy }) => policy.name === name);
}

function isLike(a: Finding, b: Finding): boolean {
  return a.check === b.check && a.effect === b.effect && a.policy?.name === b.policy?.name;
}

function isAt(a: Spot | undefined, b: Spot): boolean {
  return a !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;
}

/** Whether a choice shows a fault without the values that are known to. */
function isNews(choice: Choice, known: Choice): boolean {
  return known.some((set) => !choice.some((one) => keyOf(one.path) === keyOf(set.path)));
}
