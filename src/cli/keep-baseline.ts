import { readFileSync, statSync } from 'node:fs';
import { asking, pathOf } from '../host/find-files.ts';
import { writeFileAtOnce } from '../host/write-file.ts';
import { FailureError, type Io, UsageError } from '../io.ts';
import { BASELINE_KIND, writeBaseline } from '../pipeline/baseline.ts';
import { knownFindings } from '../pipeline/known-findings.ts';
import type { Polished } from '../pipeline/polish.ts';
import { plural } from '../report/plural.ts';

/** Where a baseline is kept when nobody says otherwise. */
const BASELINE_FILE = 'netpolish-baseline.json';

/**
 * Writes the errors and warnings that nobody let pass as the baseline, and says in a line how many they are. Infos never block,
 * so they are not kept. Throws UsageError where the file is another one, FailureError where it cannot be written.
 */
export function keepBaseline({ findings }: Polished, file: string | undefined, { cwd }: Io): string {
  const name = file ?? BASELINE_FILE;
  const kept = findings.filter(({ severity, ignored }) => severity !== 'info' && !ignored);
  const path = pathOf(name, cwd);
  refuseOther(path, name);
  const fault = writeFileAtOnce(path, writeBaseline(knownFindings(kept)));
  if (fault !== undefined) throw new FailureError(`the baseline ${name} cannot be written: ${fault}`);
  const errors = kept.filter(({ severity }) => severity === 'error').length;
  const counts = [plural(errors, 'error'), plural(kept.length - errors, 'warning')].filter((words) => words !== '');
  return `wrote ${name}: ${counts.join(', ') || 'no finding'}\n`;
}

/** A configuration that was found may name any file, a script too; and a slip of the hand may name a manifest. */
function refuseOther(path: string, name: string): void {
  const stats = asking(name, () => statSync(path, { throwIfNoEntry: false }));
  if (stats?.isFile() !== true) return;
  const text = asking(name, () => readFileSync(path, 'utf8'));
  if (text !== '' && !text.includes(BASELINE_KIND))
    throw new UsageError(`${name} is there and is no baseline: nothing was written`);
}
