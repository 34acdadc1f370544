import type { Flags } from '../config/option.ts';
import type { Settings } from '../config/settings.ts';
import type { Io } from '../io.ts';
import type { Polished } from '../pipeline/polish.ts';
import type { ReportContext } from '../report/reporter.ts';
import { readTargets, refuseClashes, writeReports } from './report-files.ts';

/** What writes the reports that a filter was asked for; a render that asks for none never loads it. Throws as readTargets does. */
export function filterReports(
  flags: Flags,
  settings: Settings,
  io: Io,
): (polished: Polished, context: () => ReportContext) => void {
  const targets = readTargets(flags, { free: false });
  refuseClashes(targets, settings, io.cwd);
  return (polished, context) => writeReports(targets, polished, settings, context(), io);
}
