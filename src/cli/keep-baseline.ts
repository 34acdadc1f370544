import { pathOf } from '../host/find-files.ts';
import { writeFileAtOnce } from '../host/write-file.ts';
import { FailureError, type Io } from '../io.ts';
import { writeBaseline } from '../pipeline/baseline.ts';
import { knownFindings } from '../pipeline/known-findings.ts';
import type { Polished } from '../pipeline/polish.ts';
import { plural } from '../report/plural.ts';

/** Where a baseline is kept when nobody says otherwise. */
const BASELINE_FILE = 'netpolish-baseline.json';

/**
 * Writes the errors and warnings that nobody let pass as the baseline, and says in a line how many they are. Infos never block,
 * so they are not kept. Throws FailureError where the file cannot be written.
 */
export function keepBaseline({ findings }: Polished, file: string | undefined, { cwd }: Io): string {
  const name = file ?? BASELINE_FILE;
  const kept = findings.filter(({ severity, ignored }) => severity !== 'info' && !ignored);
  const fault = writeFileAtOnce(pathOf(name, cwd), writeBaseline(knownFindings(kept)));
  if (fault !== undefined) throw new FailureError(`the baseline ${name} cannot be written: ${fault}`);
  const errors = kept.filter(({ severity }) => severity === 'error').length;
  const counts = [plural(errors, 'error'), plural(kept.length - errors, 'warning')].filter((words) => words !== '');
  return `wrote ${name}: ${counts.join(', ') || 'no finding'}\n`;
}
