import type { Flags } from '../config/options.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { isBlocked, polishOptions, wantsColour, writeReportFile } from '../host/run.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { type Format, REPORTERS } from '../report/index.ts';
import type { ReportContext } from '../report/reporter.ts';
import { textStream } from '../report/text.ts';
import { fileSettings } from './file-settings.ts';
import { judgeFiles } from './judge-files.ts';

/** `netpolish check`: reads, judges, tells; changes nothing. */
export async function check(paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  const settings = fileSettings(flags, io);
  const sources = readInputs(paths, io, settings.ignorePaths);
  const around = readContext(settings.context, io);
  const options = polishOptions(settings, around, {
    today: io.today(),
    oneStream: flags['one-stream'] === true,
    fix: 'none',
  });
  const format = (flags.format ?? 'text') as Format;
  const context = contextOf(flags, settings.failOn, io, format);
  // What is told early cannot be taken back, and a report file may turn out not to be writable.
  const stream = format === 'text' && settings.reportFile === undefined ? textStream(io.stdout, context) : undefined;
  const polished = await judgeFiles(sources, options, io, (part) => stream?.part(part));
  if (polished.summary.documents === 0 && flags['allow-empty'] !== true) {
    throw new UsageError('no document was read: an empty render must not pass (--allow-empty)');
  }
  writeReportFile(polished, settings);
  if (stream === undefined) io.stdout.write(REPORTERS[format](polished, context));
  else stream.end(polished);
  if (format === 'text' && polished.findings.length === 0) {
    const { policies, documents } = polished.summary;
    const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
    const where = `${count(policies, 'NetworkPolicy', 'NetworkPolicies')} (${count(documents, 'document', 'documents')})`;
    io.stdout.write(`nothing found in ${where}\n`);
  }
  return isBlocked(polished, settings) ? 1 : 0;
}

/** How a command that a person typed tells what it found. */
export function contextOf(
  flags: Flags,
  failOn: ReportContext['failOn'],
  io: Io,
  format: Format = 'text',
  command: 'check' | 'merge' | 'fix' = 'check',
): ReportContext {
  return {
    failOn,
    colour: format === 'text' && wantsColour(io.stdout.isTTY(), io.env),
    verbose: flags.verbose === true,
    command: `netpolish ${command} …`,
    fixFlag: 'netpolish fix --write',
  };
}
