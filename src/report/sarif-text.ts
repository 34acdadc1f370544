import type { ReportingConfiguration } from 'sarif';
import type { Severity } from '../finding.ts';
import { clean, cut } from './clean.ts';

/** The level of a severity. */
export const LEVELS: Readonly<Record<Severity, NonNullable<ReportingConfiguration['level']>>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/** Longer texts nobody reads; JSON has them whole. */
const MAX_TEXT = 10_000;

/** A plain text message: `[words](address)` would be a link in it (SARIF 2.1.0, 3.11.6), and names come from strangers. */
export function plainText(text: string): string {
  return clean(cut(text, MAX_TEXT)).replaceAll('](', '] (');
}
