import { CHECKS } from '../checks/index.ts';
import { type Asking, configuredPipe } from '../config/configured.ts';
import { withFlags } from '../config/flags.ts';
import type { Given } from '../config/given.ts';
import type { Flags } from '../config/option.ts';
import { consistent, type Settings, withEnvironment } from '../config/settings.ts';
import type { Io } from '../io.ts';
import { cleanLine } from '../report/clean.ts';

/** How a command in a pipe is to go: its configuration, its functionConfig, its flags, its environment, the last wins. */
export function pipeSettings(flags: Flags, io: Io, functionConfig?: Given): Settings {
  const { settings, notes } = configuredPipe(asking(flags), io, functionConfig);
  for (const note of notes) io.stderr.write(`${cleanLine(`netpolish: ${note}`)}\n`);
  return consistent(withEnvironment(withFlags(flags, settings), io.env));
}

/** What a configuration is asked with: the file that the line names, and how loud checks are by themselves. */
export function asking(flags: Flags): Asking {
  const named = flags.config;
  return {
    named: typeof named === 'string' ? named : undefined,
    ownSeverity: (id) => CHECKS.find((check) => check.id === id)?.severity,
  };
}
