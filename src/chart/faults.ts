import type { Finding } from '../finding.ts';
import { keyOf } from './chart-value.ts';
import { helmWords } from './helm-words.ts';
import type { Spot } from './locate.ts';
import { type Changed, loudness, oddity } from './loudness.ts';
import { isFailed, type Judged } from './outcome.ts';
import { FILLED } from './plan.ts';
import type { Renders } from './renders.ts';
import { shrink } from './shrink.ts';
import { sideBySide } from './side-by-side.ts';
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

/** Finds a finding of a render in its template; `exact` where another choice that printed the same is not good enough. */
export type SpotOf = (choice: Choice, outcome: Judged, finding: Finding, exact?: boolean) => Promise<Spot | undefined>;

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
  const known = new Map<string, Entry[]>();
  const order = [...tried].sort((a, b) => oddity(a.choice) - oddity(b.choice));
  await lookAhead(order, shrinking);
  for (const one of order) {
    if (isFailed(one.outcome)) continue;
    for (const [key, finding] of one.outcome.faults) {
      const before = known.get(key) ?? [];
      if (before.some(({ found }) => !isNews(one.choice, found.choice))) continue;
      const entry = await entryOf(key, finding, one, entries, shrinking);
      if (entry !== undefined && !before.includes(entry)) known.set(key, [...before, entry]);
    }
  }
  return entries.map(({ found, others }) => ({ ...found, others }));
}

function alsoShows({ found, others }: Entry, { choice, own }: Tried): void {
  const isSaidAlready = helmWords(own).join('\n') === helmWords(found.choice).join('\n');
  if (own.length === 1 && !isSaidAlready && isNews(choice, found.choice)) others.push(own);
}

/** Renders with marks what will be asked for, side by side. */
async function lookAhead(order: readonly Tried[], { renders, changed, spotOf }: Shrinking): Promise<void> {
  const seen = new Set<Judged>();
  const asked = order.flatMap(({ choice, outcome }) => {
    if (isFailed(outcome) || seen.has(outcome)) return [];
    seen.add(outcome);
    const [first] = [...outcome.faults.values()].filter((finding) => isWorthPlace(finding, choice, changed));
    return first === undefined ? [] : [{ choice, outcome, finding: first }];
  });
  await sideBySide(asked, renders.cores, async ({ choice, outcome, finding }) => {
    await spotOf(choice, outcome, finding);
  });
}

/** Infos that take a blank which nobody writes are told by their template alone. */
function isWorthPlace(finding: Finding, choice: Choice, changed: Shrinking['changed']): boolean {
  const severity = loudness(finding, choice, changed);
  return severity !== undefined && (severity !== 'info' || oddity(choice) <= FILLED);
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
  const isField = finding.check === 'unknown-field';
  if (
    loudness(finding, choice, changed, isField) === undefined &&
    loudness(finding, own, changed, isField) === undefined
  )
    return undefined;
  const isPlaced = isField || isWorthPlace(finding, choice, changed) || isWorthPlace(finding, own, changed);
  const spot = isPlaced ? await spotOf(choice, outcome, finding) : undefined;
  const same = entries.find(({ found }) => isSame(found, key, finding, spot, outcome));
  if (same !== undefined) {
    alsoShows(same, { choice, own, outcome });
    return same;
  }
  const showing = async (fewer: Choice): Promise<Finding | undefined> => {
    const result = await renders.of(fewer);
    if (isFailed(result)) return undefined;
    const exact = result.faults.get(key);
    if (spot === undefined) return exact;
    if (exact !== undefined && isAt(await spotOf(fewer, result, exact), spot)) return exact;
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
  const severity = loudness(finding, fewest, changed, spot?.isLiteral);
  if (severity === undefined) return undefined;
  const shown = (await showing(fewest)) ?? finding;
  const last = await renders.of(fewest);
  const exact = spot === undefined || isFailed(last) ? spot : ((await spotOf(fewest, last, shown, true)) ?? spot);
  const entry = {
    found: { key, finding: { ...shown, severity }, choice: fewest, spot: exact, others: [] },
    others: [],
  };
  entries.push(entry);
  return entry;
}

/** Whether it is a known fault: of the same policy, or of one that has another name in this render. */
function isSame(found: Found, key: string, finding: Finding, spot: Spot | undefined, { policies }: Judged): boolean {
  if (found.spot === undefined || spot === undefined) return found.key === key;
  if (!isAt(spot, found.spot)) return false;
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
