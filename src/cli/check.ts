import type { Flags } from '../config/option.ts';
import type { Settings } from '../config/settings.ts';
import { readContext, readInputs } from '../host/inputs.ts';
import { readKnown } from '../host/known.ts';
import { readTargets, refuseClashes, type Target, writeReports } from '../host/report-files.ts';
import { isBlocked, polishOptions, wantsColour } from '../host/run.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import type { Polished } from '../pipeline/polish.ts';
import { type Format, REPORTERS } from '../report/index.ts';
import type { ReportContext } from '../report/reporter.ts';
import { oneLine, textStream } from '../report/text.ts';
import { fileSettings } from './file-settings.ts';
import { judgeFiles } from './judge-files.ts';
import { keepBaseline } from './keep-baseline.ts';

/** `netpolish check`: reads, judges, tells; changes nothing. */
export async function check(paths: readonly string[], flags: Flags, io: Io): Promise<ExitCode> {
  const targets = readTargets(flags, { free: true });
  const settings = fileSettings(flags, io);
  const sources = readInputs(paths, io, settings.ignorePaths);
  const around = readContext(settings.context, io);
  refuseClashes(targets, settings, io.cwd, [...sources, ...around]);
  const options = polishOptions(settings, around, {
    today: io.today(),
    oneStream: flags['one-stream'] === true,
    fix: 'none',
  });
  const isBaseline = flags['write-baseline'] === true;
  if (isBaseline && settings.since !== undefined)
    throw new UsageError('--write-baseline keeps all that is there: --since does not go together with it');
  if (isBaseline && (targets.length > 0 || settings.reportFile !== undefined))
    throw new UsageError('--write-baseline writes the baseline and no report: --format does not go together with it');
  const told = isBaseline ? SILENT : reporting(targets, settings, flags, io);
  const known = isBaseline ? [] : readKnown(options, settings, sources, io);
  const polished = await judgeFiles(sources, options, io, told.part, known);
  if (polished.summary.documents === 0 && flags['allow-empty'] !== true) {
    throw new UsageError('no document was read: an empty render must not pass (--allow-empty)');
  }
  if (isBaseline) {
    io.stdout.write(keepBaseline(polished, settings.baseline, io));
    return 0;
  }
  told.end(polished);
  return isBlocked(polished, settings) ? 1 : 0;
}

type Reporting = { readonly part: (polished: Polished) => void; readonly end: (polished: Polished) => void };

/** A baseline is written, not told. */
const SILENT: Reporting = { part: () => undefined, end: () => undefined };

/** Text is told as it comes. Standard output first: a file that cannot be written takes nothing from it. */
function reporting(targets: readonly Target[], settings: Settings, flags: Flags, io: Io): Reporting {
  const printed = targets.length === 0 ? 'text' : targets.find(({ file }) => file === undefined)?.format;
  const context = contextOf(flags, settings.failOn, io, printed);
  const stream = printed === 'text' ? textStream(io.stdout, context) : undefined;
  return {
    part: (polished) => stream?.part(polished),
    end: (polished) => {
      stream?.end(polished);
      if (printed === undefined) io.stderr.write(oneLine(polished, targets.map(({ file }) => file).join(', ')));
      else if (printed !== 'text') io.stdout.write(REPORTERS[printed](polished, context));
      else if (polished.findings.length === 0) io.stdout.write(nothingFound(polished));
      writeReports(targets, polished, settings, context, io);
    },
  };
}

function nothingFound({ summary: { policies, documents } }: Polished): string {
  const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;
  const where = `${count(policies, 'NetworkPolicy', 'NetworkPolicies')} (${count(documents, 'document', 'documents')})`;
  return `nothing found in ${where}\n`;
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
    cwd: io.cwd,
    verbose: flags.verbose === true,
    command: `netpolish ${command} …`,
    fixFlag: 'netpolish fix --write',
  };
}
