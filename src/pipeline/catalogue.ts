import type { Check } from '../checks/check.ts';
import { CHECKS } from '../checks/index.ts';
import { VERSION } from '../version.ts';

/** What is told of a check, whatever it found. */
export type CheckDescription = Pick<Check, 'id' | 'severity' | 'summary' | 'help' | 'precision'>;

/** Every check, in the order of the documentation. */
export const CATALOGUE: readonly CheckDescription[] = CHECKS;

/** Where a check is explained with examples, as it was when this version was made. */
export function pageOf(id: string): string {
  // As GitHub makes an anchor of a heading.
  return `https://github.com/netpolish/netpolish/blob/v${VERSION}/docs/checks.md#${id.replaceAll('.', '')}`;
}
