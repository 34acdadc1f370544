import type { Finding } from '../finding.ts';
import { fits, type Ignore, type Suppression } from '../suppression.ts';

/** Why a finding is let pass, or undefined where nobody said so. */
export function suppressionOf(
  finding: Finding,
  { ignore, namespace }: { readonly ignore: readonly Ignore[]; readonly namespace: string },
): Suppression | undefined {
  const entry = ignore.find((candidate) => lets(candidate, finding, namespace));
  if (entry === undefined) return undefined;
  const { by, reason, until } = entry;
  return { by, ...(reason !== undefined && { reason }), ...(until !== undefined && { until }) };
}

function lets(entry: Ignore, { check, policy, location }: Finding, namespace: string): boolean {
  if (entry.check !== '*' && entry.check !== check) return false;
  return (
    within(entry.policy, policy?.name) &&
    within(entry.namespace, policy?.namespace || namespace) &&
    (within(entry.source, location.source) || within(entry.source, location.file))
  );
}

function within(pattern: string | undefined, text: string | undefined): boolean {
  return pattern === undefined || (text !== undefined && fits(pattern, text));
}
