import type { Check } from '../checks/check.ts';
import { CHECKS } from '../checks/index.ts';

/** What is told of a check, whatever it found. */
export type CheckDescription = Pick<Check, 'id' | 'severity' | 'summary' | 'help' | 'precision'>;

/** Every check, in the order of the documentation. */
export const CATALOGUE: readonly CheckDescription[] = CHECKS;
