import { configuredFiles } from '../config/configured.ts';
import { withFlags } from '../config/flags.ts';
import type { Flags } from '../config/option.ts';
import { type Settings, withEnvironment } from '../config/settings.ts';
import { asking } from '../host/pipe-settings.ts';
import type { Io } from '../io.ts';
import { cleanLine } from '../report/clean.ts';

/**
 * How a command that reads files is to go: the configuration that it finds or is named, its flags, its environment, the last
 * wins. Which file was used is told on standard error.
 */
export function fileSettings(flags: Flags, io: Io): Settings {
  const { settings, files, notes } = configuredFiles(asking(flags), io);
  const used = files.length === 0 ? [] : [`settings of ${files.join(' and ')}`];
  for (const line of [...used, ...notes]) io.stderr.write(`${cleanLine(`netpolish: ${line}`)}\n`);
  return withEnvironment(withFlags(flags, settings), io.env);
}
