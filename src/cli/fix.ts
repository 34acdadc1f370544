import { createTwoFilesPatch } from 'diff';
import type { Flags } from '../config/options.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { readTargets, writeReports } from '../host/report-files.ts';
import { isBlocked, polishOptions } from '../host/run.ts';
import type { ExitCode, Io } from '../io.ts';
import { polish } from '../pipeline/polish.ts';
import { text } from '../report/text.ts';
import { contextOf } from './check.ts';
import { fileSettings } from './file-settings.ts';
import { refuseStandardInput, writeChanged } from './rewrite-files.ts';

/** `netpolish fix`: the fixes that keep the allowed traffic, as a diff on standard output or in place. */
export function fix(paths: readonly string[], flags: Flags, io: Io): ExitCode {
  const targets = readTargets(flags, { free: false });
  const settings = fileSettings(flags, io);
  const sources = readInputs(paths, io, settings.ignorePaths);
  if (flags.write === true) refuseStandardInput(sources);
  const polished = polish(
    sources,
    polishOptions(settings, readContext(settings.context, io), {
      today: io.today(),
      oneStream: flags['one-stream'] === true,
      fix: 'safe',
    }),
  );
  const context = { ...contextOf(flags, settings.failOn, io, 'text', 'fix'), colour: false };
  io.stderr.write(text(polished, context));
  writeReports(targets, polished, settings, context, io);
  if (flags.write === true) {
    const changed = writeChanged(sources, polished.outputs, io);
    io.stderr.write(changed.map((name) => `wrote ${name}\n`).join(''));
  } else {
    const diffs = sources.map(({ name, bytes }, i) => diffOf(name, bytes, polished.outputs[i] ?? bytes));
    io.stdout.write(diffs.join(''));
  }
  return isBlocked(polished, settings) ? 1 : 0;
}

function diffOf(name: string, before: Buffer, after: Buffer): string {
  if (after.equals(before)) return '';
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before.toString(), after.toString());
  return patch.replace(/^=+\n/, '');
}
