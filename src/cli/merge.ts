import type { Flags } from '../config/option.ts';
import { isBypassed } from '../config/settings.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { readKnown } from '../host/known.ts';
import { readTargets, refuseClashes, writeReports } from '../host/report-files.ts';
import { isBlocked, polishOptions } from '../host/run.ts';
import type { ExitCode, Io } from '../io.ts';
import { lettingKnownPass } from '../pipeline/known-gate.ts';
import { polish } from '../pipeline/polish.ts';
import { text } from '../report/text.ts';
import { contextOf } from './check.ts';
import { fileSettings } from './file-settings.ts';
import { joinOutputs, refuseUnwritable, writeChanged } from './rewrite-files.ts';

/** `netpolish merge`: the streams with every group merged that may be, on standard output or in place. */
export async function merge(paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  const targets = readTargets(flags, { free: false });
  const how = flags['across-charts'] === true ? 'across-charts' : 'within-charts';
  const settings = fileSettings({ ...flags, merge: how }, io);
  const sources = readInputs(paths, io, settings.ignorePaths);
  const around = readContext(settings.context, io);
  refuseClashes(targets, settings, io.cwd, [...sources, ...around]);
  if (flags.write === true) refuseUnwritable(sources, io);
  if (isBypassed(io.env)) {
    io.stdout.write(joinOutputs(sources.map((source) => source.bytes)));
    return 0;
  }
  const options = polishOptions(settings, around, {
    today: io.today(),
    oneStream: flags['one-stream'] === true,
  });
  const known = readKnown(options, settings, sources, io);
  const polished = lettingKnownPass(polish(sources, options), known, options);
  const context = { ...contextOf(flags, settings.failOn, io, 'text', 'merge'), colour: false };
  const blocked = isBlocked(polished, settings);
  const told = blocked ? { ...context, stopped: 'this merge' } : context;
  io.stderr.write(text(polished, told));
  writeReports(targets, polished, settings, told, io);
  if (blocked) return 1;
  if (flags.write === true) {
    await writeChanged(sources, polished.outputs, io);
    return 0;
  }
  io.stdout.write(joinOutputs(polished.outputs));
  return 0;
}
