import { CHECKS } from '../checks/index.ts';
import type { Settings } from '../config/settings.ts';
import { UsageError } from '../io.ts';
import { meantWord } from '../spelling.ts';

const IDS: readonly string[] = CHECKS.map(({ id }) => id);

/**
 * Throws UsageError where settings name a check that is none: a severity that was meant to gate would not. The environment is
 * the door of an emergency, and opens what it can; reports tell what it cannot.
 */
export function refuseUnknownChecks({ ignore, severities }: Pick<Settings, 'ignore' | 'severities'>): void {
  for (const { check, from } of ignore) {
    if (from !== 'NETPOLISH_IGNORE' && check !== '*') refuseUnknown(check, from);
  }
  for (const id of Object.keys(severities)) refuseUnknown(id, '--severity');
}

function refuseUnknown(id: string, from: string): void {
  if (!IDS.includes(id)) throw new UsageError(`${from}: no such check: ${id}${hintFor(id)}`);
}

function hintFor(id: string): string {
  const meant = meantWord(id, IDS);
  return meant === undefined ? '; `netpolish checks` lists them' : `; did you mean ${meant}?`;
}
