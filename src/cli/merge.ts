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
import { joinOutputs, refuseStandardInput, writeChanged } from './rewrite-files.ts';

/** `netpolish merge`: the streams with every group merged that may be, on standard output or in place. */
export function merge(paths: readonly string[], flags: Flags, io: Io): ExitCode {
  const targets = readTargets(flags, { free: false });
  const how = flags['across-charts'] === true ? 'across-charts' : 'within-charts';
  const settings = fileSettings({ ...flags, merge: how }, io);
  const sources = readInputs(paths, io, settings.ignorePaths);
  refuseClashes(targets, settings, io.cwd, sources);
  if (flags.write === true) refuseStandardInput(sources);
  if (isBypassed(io.env)) {
    io.stdout.write(joinOutputs(sources.map((source) => source.bytes)));
    return 0;
  }
  const options = polishOptions(settings, readContext(settings.context, io), {
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
    const changed = writeChanged(sources, polished.outputs, io);
    io.stderr.write(changed.map((name) => `wrote ${name}\n`).join(''));
    return 0;
  }
  io.stdout.write(joinOutputs(polished.outputs));
  return 0;
}
