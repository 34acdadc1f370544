import type { Severity } from '../finding.ts';
import type { Given } from './given.ts';
import type { Settings } from './settings.ts';

/** What is left of a configuration beside a central one. */
export type Tightened = {
  readonly given: Given;
  /** The settings that were not heard, by name. */
  readonly unheard: readonly string[];
};

/** They change what is printed and where, not what passes. */
const WORK: ReadonlySet<string> = new Set(['merge', 'simplify', 'fix', 'output']);

/** From the laxest value to the strictest. */
const SCALES: Readonly<Record<string, readonly string[]>> = {
  failOn: ['never', 'error', 'warning'],
  inlineIgnores: ['all', 'listed', 'none'],
  hooks: ['skip', 'check'],
};
const LOUDNESS: readonly (Severity | 'off')[] = ['off', 'info', 'warning', 'error'];

/**
 * Keeps of a configuration what does not make the central one laxer: it lies in reach of the people whose manifests are
 * judged. `ownSeverity` is how loud a check is by itself.
 */
export function tighten(
  asked: Given,
  central: Settings,
  ownSeverity: (check: string) => Severity | 'off' | undefined,
): Tightened {
  const { severities = {}, ...others } = asked;
  const isHeard = ([key, value]: readonly [string, unknown]): boolean => {
    const scale = SCALES[key];
    if (scale === undefined) return WORK.has(key);
    return scale.indexOf(String(value)) >= scale.indexOf(String(central[key as keyof Settings]));
  };
  const isLouder = ([id, level]: readonly [string, Severity | 'off']): boolean =>
    LOUDNESS.indexOf(level) >= LOUDNESS.indexOf(central.severities[id] ?? ownSeverity(id) ?? 'error');
  const entries = Object.entries(others);
  const levels = Object.entries(severities);
  return {
    given: {
      ...(Object.fromEntries(entries.filter(isHeard)) as Given),
      severities: { ...central.severities, ...Object.fromEntries(levels.filter(isLouder)) },
    },
    unheard: [
      ...entries.filter((entry) => !isHeard(entry)).map(([key]) => key),
      ...levels.filter((entry) => !isLouder(entry)).map(([id]) => `severities.${id}`),
    ],
  };
}
