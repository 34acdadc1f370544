import type { Finding } from '../finding.ts';
import type { IgnoreNote, IgnoreNotes } from '../pipeline/ignore-notes.ts';
import type { Summary } from '../pipeline/polish.ts';
import type { Suppression } from '../suppression.ts';
import { cleanLine } from './clean.ts';
import { plural } from './plural.ts';

/** Who let a finding pass, and why: `ignored by annotation: the exporter is public`. */
export function ignoredWords({ by, reason, until }: Suppression): string {
  if (by === 'baseline') return 'in the baseline';
  if (by === 'since') return 'there before';
  const day = until === undefined ? '' : ` until ${until}`;
  return `ignored by ${by}${day}${reason === undefined ? '' : `: ${short(reason)}`}`;
}

/** `2 ignored (1 error)`, or '' where nothing was. */
export function ignoredCount({ ignored, ignoredErrors }: Pick<Summary, 'ignored' | 'ignoredErrors'>): string {
  if (ignored === 0) return '';
  return `${ignored} ignored${ignoredErrors === 0 ? '' : ` (${plural(ignoredErrors, 'error')})`}`;
}

/** What ignores do not do, or no longer: one line each. */
export function ignoreNotes({ unheard, entries, stale }: IgnoreNotes): readonly string[] {
  const isAre = unheard === 1 ? 'is' : 'are';
  const left = plural(stale, 'finding');
  return [
    ...(unheard === 0
      ? []
      : [
          `${plural(unheard, 'ignore')} of the input ${isAre} not heeded: the settings do not allow it (inlineIgnores, --no-ignore)`,
        ]),
    ...entries.map(noteOn),
    ...(stale === 0
      ? []
      : [
          `${left} of the baseline ${stale === 1 ? 'is' : 'are'} gone: --write-baseline drops ${stale === 1 ? 'it' : 'them'}`,
        ]),
  ].map((line) => cleanLine(`note    ${line}`));
}

/** What no ignore helps against: the API server does not ask it. */
export function refusedAnyway(findings: readonly Finding[]): readonly string[] {
  const refused = findings.filter(({ ignored, effect }) => ignored && effect === 'rejected').length;
  if (refused === 0) return [];
  return [
    `${refused} of the ignored: the API refuses ${refused === 1 ? 'it' : 'them'} all the same, so ignoring only moves the refusal into the cluster`,
  ];
}

function noteOn({ state, check, policy, namespace, source, reason, until, from }: IgnoreNote): string {
  const object = [namespace, policy].filter((word) => word !== undefined).join('/');
  const what = `${check === '*' ? 'everything' : check}${object === '' ? '' : ` of ${object}`}${source === undefined ? '' : ` in ${source}`}`;
  const why = reason === undefined ? '' : ` (${short(reason)})`;
  if (state === 'expired') return `${from}: the ignore of ${what} ended with ${until}${why}`;
  return `${from}: the ignore of ${what} is not needed: there is no such finding${why}`;
}

/** A reason is input, and told at every run. */
const MAX_REASON = 160;

function short(reason: string): string {
  const line = cleanLine(reason);
  return line.length > MAX_REASON ? `${line.slice(0, MAX_REASON)}…` : line;
}
