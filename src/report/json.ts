import type { Finding } from '../finding.ts';
import type { Polished } from '../pipeline/polish.ts';
import { VERSION } from '../version.ts';
import { writeJson } from './write-json.ts';

/** The report for machines; its shape is schemas/report.schema.json. */
export function json({ summary, groups, merges, findings, ignores, passedOver, proofs }: Polished): string {
  const proved = merges.length === 0 ? [] : proofs();
  const report = {
    version: 1,
    tool: { name: 'netpolish', version: VERSION },
    summary,
    groups,
    merges: merges.map(({ assumed: _assumed, ...merge }, i) => ({ ...merge, proof: proved[i] })),
    findings: findings.map(forMachines),
    ignores: ignoresOf(ignores),
    passedOver,
  };
  return writeJson(report);
}

/** A finding without what is for people only. */
export function forMachines(told: Finding): object {
  const {
    about: _about,
    caret: _caret,
    effectText: _effectText,
    excerpt: _excerpt,
    refusedBy: _refusedBy,
    choice: _choice,
    template: _template,
    ...finding
  } = told;
  return finding;
}

function ignoresOf({ unheard, entries, stale }: Polished['ignores']): object {
  return { unheard, entries: entries.map(({ by: _by, ...entry }) => entry), stale };
}
