import { ONCE } from './analyse.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { tellElsewhere } from './group-summaries.ts';
import { joinNotes } from './ignore-notes.ts';
import { countFindings, type Polished, type Summary } from './polish.ts';

/**
 * What several runs found together, as one run over all of their inputs would have told it; the runs must have judged their
 * inputs one by one. Proofs come from none: it is for runs that merged nothing.
 */
export function joinPolished(all: readonly Polished[]): Polished {
  const told = new Set<string>();
  const parts = all.map((part) => withoutTold(part, told));
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
    ignores: joinNotes(parts.map(({ ignores }) => ignores)),
    passedOver: parts.flatMap(({ passedOver }) => passedOver),
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
    swaps: parts.flatMap(({ swaps }) => swaps),
    proofs: () => [],
    fingerprints: () => fingerprintsOf(findings),
  };
}

/**
 * What a run found without what earlier ones told of the cluster itself; their ids are in `told`, and what this one tells is
 * added.
 */
export function withoutTold(part: Polished, told: Set<string>): Polished {
  const once = part.findings.filter(({ check }) => ONCE.has(check));
  if (once.length === 0) return part;
  const findings = part.findings.filter(({ check }) => !told.has(check));
  for (const { check } of once) told.add(check);
  return {
    ...part,
    findings,
    summary: { ...part.summary, ...countFindings(findings) },
    fingerprints: () => fingerprintsOf(findings),
  };
}

function added(one: Summary, other: Summary): Summary {
  const keys = Object.keys(one) as (keyof Summary)[];
  return Object.fromEntries(keys.map((key) => [key, one[key] + other[key]])) as Summary;
}
