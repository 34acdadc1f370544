import { CHECKS } from '../checks/index.ts';
import type { Finding } from '../finding.ts';
import type { Ignore } from '../suppression.ts';
import type { Analysis, Severities } from './analyse.ts';
import type { KnownFinding } from './known-findings.ts';
import type { Polished } from './polish.ts';
import { isAbout, isExpired, type SuppressOptions } from './suppress.ts';

/** An entry of a configuration or option that lets nothing pass: its day is over, or what it names has no such finding. */
export type IgnoreNote = Ignore & { readonly state: 'expired' | 'unused' };

/** What is to be told of ignores beside the findings. */
export type IgnoreNotes = {
  /** Ignores that the inputs bring along and that were not heeded. */
  readonly unheard: number;
  readonly entries: readonly IgnoreNote[];
  /** Entries that let something pass, or would have before their day was over. */
  readonly used: readonly Ignore[];
  /** Findings of the baseline that are gone, though what they are about is here. */
  readonly stale: number;
};

type Here = Parameters<typeof isAbout>[1];
type NoteOptions = SuppressOptions & { readonly severities: Severities };

/**
 * The entries that are to be told. One configuration serves many charts: an entry is told only where what it names by its
 * whole name is here, or where its day is over and its finding is here.
 */
export function entriesToTell(
  used: ReadonlySet<unknown>,
  { streams }: Analysis,
  findings: readonly Finding[],
  options: NoteOptions,
): readonly IgnoreNote[] {
  const asked = options.ignore.filter((entry) => !used.has(entry) || isExpired(entry, options.today));
  if (asked.length === 0) return [];
  const here = objectsHere(streams, findings);
  return asked.flatMap((entry): readonly IgnoreNote[] => {
    const isMissed = isExact(entry) && here.some((object) => isAbout(entry, object, options.namespace));
    if (isExpired(entry, options.today)) return used.has(entry) || isMissed ? [{ ...entry, state: 'expired' }] : [];
    return isMissed && isLooked(entry.check, options) ? [{ ...entry, state: 'unused' }] : [];
  });
}

/** What a baseline is compared by. */
export type StaleOptions = { readonly namespace: string; readonly severities: Severities };

/** How many findings of a baseline are gone, of those whose object or file is here. */
export function countStale(
  left: readonly KnownFinding[],
  { findings, judged }: Pick<Polished, 'findings' | 'judged'>,
  options: StaleOptions,
): number {
  if (left.length === 0) return 0;
  const here: readonly Here[] = [...judged(), ...findings];
  const objects = new Set(here.map(({ policy }) => JSON.stringify([policy?.namespace ?? '', policy?.name])));
  const files = new Set(here.flatMap(({ location }) => [location.source, location.file]));
  const isHere = ({ namespace = '', name, source }: KnownFinding): boolean =>
    name === undefined ? files.has(source) : objects.has(JSON.stringify([namespace, name]));
  const gone = left.filter((entry) => isHere(entry) && isLooked(entry.check, options));
  return gone.reduce((sum, { count }) => sum + count, 0);
}

/** What several runs say of the ignores together: an entry is needed where one of them needs it. */
export function joinNotes(parts: readonly IgnoreNotes[]): IgnoreNotes {
  const used = distinct(parts.flatMap((part) => part.used));
  const needed = new Set(used.map((entry) => JSON.stringify(entry)));
  const entries = distinct(parts.flatMap((part) => part.entries)).filter(
    ({ state, ...entry }) => state === 'expired' || !needed.has(JSON.stringify(entry)),
  );
  const sum = (key: 'unheard' | 'stale'): number => parts.reduce((total, part) => total + part[key], 0);
  return { unheard: sum('unheard'), entries, used, stale: sum('stale') };
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function objectsHere(streams: Analysis['streams'], findings: readonly Finding[]): readonly Here[] {
  const subjects = streams.flatMap(({ policies, unreadable }) => [...policies, ...unreadable]);
  const read = subjects.map(({ ref, source, input }): Here => {
    return { policy: ref, location: { file: input.name, ...(source !== undefined && { source }) } };
  });
  return [...read, ...findings];
}

/** A pattern that fits many names may be needed elsewhere. */
function isExact({ policy = '*', source = '*' }: Ignore): boolean {
  return !policy.includes('*') || !source.includes('*');
}

/** Whether a check was asked at all: of a silent one nobody can tell what it would have found. */
function isLooked(id: string, { severities }: Pick<StaleOptions, 'severities'>): boolean {
  const check = CHECKS.find((candidate) => candidate.id === id);
  return id === '*' || (check !== undefined && (severities[id] ?? check.severity) !== 'off');
}
