import type { Flags } from '../config/option.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { polishOptions } from '../host/run.ts';
import type { ExitCode, Io } from '../io.ts';
import type { GroupSummary } from '../pipeline/group-summaries.ts';
import { polish } from '../pipeline/polish.ts';
import { describeSelector } from '../policy/selector.ts';
import { cleanLine } from '../report/clean.ts';
import { writeJson } from '../report/write-json.ts';
import { fileSettings } from './file-settings.ts';

/** `netpolish groups`: which policies belong together, and whether they could be one. */
export function groups(paths: readonly string[], flags: Flags, io: Io): ExitCode {
  const settings = fileSettings(flags, io);
  const polished = polish(
    readInputs(paths, io, settings.ignorePaths),
    polishOptions(settings, readContext(settings.context, io), {
      today: io.today(),
      oneStream: flags['one-stream'] === true,
    }),
  );
  if (flags.format === 'json') io.stdout.write(writeJson(polished.groups));
  else io.stdout.write(table(polished.groups));
  return 0;
}

function table(groups: readonly GroupSummary[]): string {
  const rows = groups.map(({ namespace, podSelector, policies, merge }) => [
    namespace || '(release)',
    describeSelector(podSelector) || '(every pod)',
    policies.join(', '),
    merge.possible ? 'yes' : `no: ${merge.reason}`,
  ]);
  const all = [['NAMESPACE', 'PODSELECTOR', 'POLICIES', 'MERGEABLE'], ...rows].map((row) => row.map(cleanLine));
  const widths = [0, 1, 2].map((column) => all.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0));
  return all
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
