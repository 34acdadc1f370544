import { fingerprintsOf } from './fingerprint.ts';
import { tellElsewhere } from './group-summaries.ts';
import type { Polished, Summary } from './polish.ts';

/**
 * What several runs found together, as one run over all of their inputs would have told it; the runs must have judged their
 * inputs one by one. Proofs come from none: it is for runs that merged nothing.
 */
export function joinPolished(parts: readonly Polished[]): Polished {
  const findings = parts.flatMap((part) => part.findings);
  return {
    findings,
    judged: () => parts.flatMap(({ judged }) => judged()),
    groups: tellElsewhere(parts.flatMap(({ groups }) => groups)),
    merges: [],
    unproved: [],
    summary: parts.map(({ summary }) => summary).reduce(added),
    outputs: parts.flatMap(({ outputs }) => outputs),
    unknownChecks: [...new Set(parts.flatMap(({ unknownChecks }) => unknownChecks))],
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
    proofs: () => [],
    fingerprints: () => fingerprintsOf(findings),
  };
}

function added(one: Summary, other: Summary): Summary {
  const keys = Object.keys(one) as (keyof Summary)[];
  return Object.fromEntries(keys.map((key) => [key, one[key] + other[key]])) as Summary;
}
