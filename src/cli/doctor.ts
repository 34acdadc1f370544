import { resolve } from 'node:path';
import { configuredFiles } from '../config/configured.ts';
import type { Flags } from '../config/option.ts';
import { isFaulty } from '../doctor/verdict.ts';
import { diagnose, type FoundConfig } from '../host/doctor/diagnose.ts';
import { asking } from '../host/pipe-settings.ts';
import { wantsColour } from '../host/run.ts';
import type { ExitCode, Io } from '../io.ts';
import { doctorJson } from '../report/doctor-json.ts';
import { doctorText } from '../report/doctor-text.ts';
import { childRunner } from './children.ts';
import { heedingSignals } from './stopping.ts';

/**
 * `netpolish doctor`: finds how a folder calls netpolish, and proves with a planted fault that each call runs. Exit 1 where one
 * does not. A signal kills the children, removes what was written, and is a failure.
 */
export function doctor(folder: string, flags: Flags, io: Io): Promise<ExitCode> {
  return heedingSignals(async (stop) => {
    const self = [process.execPath, ...process.execArgv, process.argv[1] ?? ''];
    const node = process.versions.node;
    const diagnosis = await diagnose(folder, {
      io,
      run: childRunner(stop),
      self,
      node,
      findConfig: (at) => configAt(at, flags, io),
    });
    const text =
      flags.format === 'json' ? doctorJson(diagnosis) : doctorText(diagnosis, wantsColour(io.stdout.isTTY(), io.env));
    io.stdout.write(text);
    return isFaulty(diagnosis) ? 1 : 0;
  });
}

/** The configuration that `netpolish check` would use there. Throws UsageError where it is not valid. */
function configAt(folder: string, flags: Flags, io: Io): FoundConfig {
  const path = typeof flags.config === 'string' ? flags.config : undefined;
  const named = path === undefined ? undefined : resolve(io.cwd, path);
  const asked = asking(named === undefined ? {} : { config: named });
  const { settings, files, notes } = configuredFiles(asked, { ...io, cwd: folder });
  return { files: files.map((file) => (file === named ? (path ?? file) : file)), cni: settings.cni, notes };
}
