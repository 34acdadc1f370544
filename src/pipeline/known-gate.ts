import { countStale, type StaleOptions } from './ignore-notes.ts';
import { type KnownFinding, type KnownFindings, withKnown } from './known-findings.ts';
import { countFindings, type Polished } from './polish.ts';

/** Lets pass what was there before, piece by piece of the inputs: `part` for each in their order, then `end` for the whole. */
export type KnownGate = {
  readonly part: (polished: Polished) => Polished;
  readonly end: (polished: Polished) => Polished;
};

/** A gate for one run. Each finding counts as often as it was there, in whichever piece it stands. */
export function knownGate(known: readonly KnownFindings[], options: StaleOptions): KnownGate {
  if (known.length === 0) return { part: (polished) => polished, end: (polished) => polished };
  let left = known;
  return {
    part: (polished) => {
      let { findings } = polished;
      left = left.map((before): KnownFindings => {
        const told = withKnown(findings, before, options.namespace);
        findings = told.findings;
        return { ...before, findings: told.left };
      });
      return { ...polished, findings, summary: { ...polished.summary, ...countFindings(findings) } };
    },
    end: (polished) => {
      const gone: readonly KnownFinding[] = left.flatMap(({ by, findings }) => (by === 'baseline' ? findings : []));
      return { ...polished, ignores: { ...polished.ignores, stale: countStale(gone, polished, options) } };
    },
  };
}

/** The same for a run of one piece. */
export function lettingKnownPass(polished: Polished, known: readonly KnownFindings[], options: StaleOptions): Polished {
  const gate = knownGate(known, options);
  return gate.end(gate.part(polished));
}
