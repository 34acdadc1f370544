import type { InlineIgnore, Subject } from '../checks/check.ts';
import { CHECKS } from '../checks/index.ts';
import type { Finding, Location, Path } from '../finding.ts';
import { push } from '../group/lists.ts';
import { entryOf, isFault, nodeAt } from '../manifest/tree.ts';
import { fits, type Ignore, type InlineIgnores, type Suppression } from '../suppression.ts';
import type { Judged } from './analyse.ts';
import { placeOf } from './inline-ignores.ts';

/** Whom to listen to. */
export type SuppressOptions = {
  readonly ignore: readonly Ignore[];
  readonly inlineIgnores: InlineIgnores;
  readonly inlineIgnorable: readonly string[];
  readonly namespace: string;
  readonly today: string;
};

/** A finding with what a check said of it. */
export type Placed = { readonly judgement: Judged; readonly finding: Finding };

/** Decides what passes, and remembers which of the ignores it took for it. */
export type Suppressor = {
  /** Why a finding is let pass, or undefined where nobody said so. */
  readonly suppressionOf: (placed: Placed) => Suppression | undefined;
  /** The ignores that let something pass, and the expired ones that would have. */
  readonly used: ReadonlySet<Ignore | InlineIgnore>;
};

/** Makes a suppressor of what the caller and the inputs ask for. */
export function suppressor(inline: readonly InlineIgnore[], options: SuppressOptions): Suppressor {
  const used = new Set<Ignore | InlineIgnore>();
  // Thousands of entries, thousands of findings: each is asked for its own check alone, in the order in which they were given.
  const forAll = options.ignore.filter(({ check }) => check === '*');
  const byCheck = new Map(
    [...new Set(options.ignore.map(({ check }) => check))].map((id) => [
      id,
      options.ignore.filter(({ check }) => check === id || check === '*'),
    ]),
  );
  const heard = indexed(inline.filter((ignore) => isHeard(ignore, options)));
  const suppressionOf = (placed: Placed): Suppression | undefined => {
    const { finding } = placed;
    const candidates = byCheck.get(finding.check) ?? forAll;
    const asked = candidates.filter((entry) => lets(entry, finding, options.namespace));
    const own = heard.size === 0 ? [] : inlineFor(placed, heard);
    for (const ignore of [...asked, ...own]) used.add(ignore);
    const live = asked.find((entry) => !isExpired(entry, options.today));
    if (live !== undefined) return told(live);
    const [first] = own;
    return first && { by: first.by, reason: first.reason };
  };
  return { suppressionOf, used };
}

/** Whether the last day of an entry is over. Without a day to compare with, none is. */
export function isExpired({ until }: Ignore, today: string): boolean {
  return until !== undefined && today !== '' && today > until;
}

/** Whether an ignore of the input counts: it gives its reason, and nobody forbade it. */
function isHeard(ignore: InlineIgnore, options: SuppressOptions): boolean {
  return ignore.reason !== '' && isAllowed(ignore, options);
}

/** Whether the input may ignore that check at all. */
export function isAllowed({ check }: InlineIgnore, { inlineIgnores, inlineIgnorable }: SuppressOptions): boolean {
  return inlineIgnores === 'all' || (inlineIgnores === 'listed' && inlineIgnorable.includes(check));
}

/** Whether an entry of a list fits an object, whatever it is said of. */
export function isAbout(
  { policy, namespace, source }: Ignore,
  object: Pick<Finding, 'policy'> & { readonly location: Pick<Location, 'source' | 'file'> },
  releaseNamespace: string,
): boolean {
  return (
    within(policy, object.policy?.name) &&
    within(namespace, object.policy?.namespace || releaseNamespace) &&
    (within(source, object.location.source) || within(source, object.location.file))
  );
}

function told({ by, reason, until }: Ignore): Suppression {
  return { by, ...(reason !== undefined && { reason }), ...(until !== undefined && { until }) };
}

function lets(entry: Ignore, finding: Finding, namespace: string): boolean {
  return (entry.check === '*' || entry.check === finding.check) && isAbout(entry, finding, namespace);
}

function within(pattern: string | undefined, text: string | undefined): boolean {
  return pattern === undefined || (text !== undefined && fits(pattern, text));
}

/** What the inputs say, by object and check: for all of it (annotations), and line by line (comments). */
type Heard = ReadonlyMap<string, { readonly whole: InlineIgnore[]; readonly lines: Map<number, InlineIgnore[]> }>;

function indexed(ignores: readonly InlineIgnore[]): Heard {
  const heard = new Map<string, { readonly whole: InlineIgnore[]; readonly lines: Map<number, InlineIgnore[]> }>();
  for (const ignore of ignores) {
    // What stands in no object speaks for none.
    if (ignore.subject.ref === null) continue;
    const key = heardKey(ignore.subject, ignore.check);
    const known = heard.get(key) ?? { whole: [], lines: new Map<number, InlineIgnore[]>() };
    heard.set(key, known);
    if (ignore.by === 'annotation') known.whole.push(ignore);
    else if (ignore.line !== undefined) push(known.lines, ignore.line, ignore);
  }
  return heard;
}

function heardKey(subject: Subject, check: string): string {
  return `${check} ${placeOf(subject)}`;
}

/**
 * The ignores of the input for a finding. An object speaks for itself alone: where a finding is about several, each of them
 * must say so, whichever of them it stands at.
 */
function inlineFor({ judgement, finding }: Placed, heard: Heard): readonly InlineIgnore[] {
  const { check, report } = judgement;
  const by = CHECKS.find(({ id }) => id === check)?.ignorableBy;
  if (by === 'nobody') return [];
  const own = coveringAt(report, finding.location.line, check, heard);
  if (by !== 'all' || own.length === 0) return own;
  const others = (report.related ?? []).map((place, i) =>
    coveringAt(place, finding.related[i]?.location.line, check, heard),
  );
  return others.every((ignores) => ignores.length > 0) ? [...own, ...others.flat()] : [];
}

function coveringAt(
  { subject, path }: { readonly subject: Subject; readonly path: Path },
  line: number | undefined,
  check: string,
  heard: Heard,
): readonly InlineIgnore[] {
  const said = heard.get(heardKey(subject, check));
  if (said === undefined) return [];
  const lines = new Set([...(line === undefined ? [] : [line]), ...keyLines(subject, path)]);
  return [...said.whole, ...[...lines].flatMap((number) => said.lines.get(number) ?? [])];
}

/** A block stands below its key, and people write above the key. */
function keyLines({ resource: { root, within } }: Subject, path: Path): readonly number[] {
  const key = path.at(-1);
  if (isFault(root) || typeof key !== 'string') return [];
  const entry = entryOf(nodeAt(root, path.slice(0, -1)), key);
  return entry === undefined ? [] : [within.lines.place(entry.keySpan.start).line];
}
