import type { Finding } from '../finding.ts';
import type { ReportContext } from './reporter.ts';

/**
 * Whether people are told of a finding: infos on a policy, and what was there before, only where they are asked for. JSON tells
 * all of them.
 */
export function isShown(
  { severity, policy, fixed, ignored }: Pick<Finding, 'severity' | 'policy' | 'fixed' | 'ignored'>,
  { verbose }: Pick<ReportContext, 'verbose'>,
): boolean {
  if (verbose) return true;
  if (ignored?.by === 'baseline' || ignored?.by === 'since') return false;
  return severity !== 'info' || (policy === null && !ignored) || fixed === true;
}

/** `NetworkPolicy shop/web`, as it stands: whoever prints it cleans it. */
export function policyName({ policy }: Pick<Finding, 'policy'>): string {
  if (policy === null) return 'no policy';
  return `${policy.kind} ${policy.namespace === '' ? '' : `${policy.namespace}/`}${policy.name || '(no name)'}`;
}
