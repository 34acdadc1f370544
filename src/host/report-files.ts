import { appendFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Flags } from '../config/option.ts';
import type { Settings } from '../config/settings.ts';
import { FailureError, type Io, UsageError } from '../io.ts';
import type { Polished } from '../pipeline/polish.ts';
import { type Format, REPORTERS } from '../report/index.ts';
import type { ReportContext } from '../report/reporter.ts';
import { whyNot } from './why-not.ts';
import { writeFileAtOnce } from './write-file.ts';

/** A report that was asked for; without a file it goes to standard output. */
export type Target = { readonly format: Format; readonly file?: string };

const FORMATS = Object.keys(REPORTERS) as Format[];

/**
 * What `--format` asks for, each as FORMAT or FORMAT=FILE. `free`: standard output is there for a report, else manifests have it.
 * Throws UsageError for what is no format, for two reports in one place, and for a file without a name.
 */
export function readTargets({ format }: Flags, { free }: { readonly free: boolean }): readonly Target[] {
  const values = typeof format === 'string' ? [format] : Array.isArray(format) ? (format as readonly string[]) : [];
  const targets = values.map((value) => readTarget(value, free));
  for (const [i, { format: name, file }] of targets.entries()) {
    const earlier = targets.slice(0, i).find((other) => other.file === file);
    if (earlier === undefined) continue;
    const place = file === undefined ? 'standard output' : file;
    const way = file === undefined ? `: give one a file, as --format ${name}=FILE` : '';
    throw new UsageError(`--format ${earlier.format} and --format ${name} both go to ${place}${way}`);
  }
  return targets;
}

const STANDARD_OUTPUT: readonly string[] = ['-', '/dev/stdout'];

function readTarget(value: string, free: boolean): Target {
  const at = value.indexOf('=');
  const [name, file] = at === -1 ? [value, undefined] : [value.slice(0, at), value.slice(at + 1)];
  const format = FORMATS.find((one) => one === name);
  if (format === undefined)
    throw new UsageError(`--format ${value}: no such format; choose ${FORMATS.join(', ')}, as FORMAT or FORMAT=FILE`);
  if (file === '')
    throw new UsageError(`--format ${value}: there is no file behind the =; a variable that is not set, perhaps`);
  if (file !== undefined && !STANDARD_OUTPUT.includes(file)) return { format, file };
  if (!free)
    throw new UsageError(`--format ${value}: standard output is for manifests here, write --format ${format}=FILE`);
  return { format };
}

/**
 * Throws UsageError where two reports would go to one file, however it is spelled, or one would take the place of an input;
 * `inputs` are their names.
 */
export function refuseClashes(
  targets: readonly Target[],
  { reportFile }: Pick<Settings, 'reportFile'>,
  cwd: string,
  inputs: readonly { readonly name: string }[] = [],
): void {
  const read = new Set(inputs.map(({ name }) => placeOf(resolve(cwd, name))));
  const written = new Map<string, string>();
  for (const { format, file } of withReportFile(targets, reportFile)) {
    if (file === undefined || file === '/dev/stderr') continue;
    const path = placeOf(resolve(cwd, file));
    const earlier = written.get(path);
    if (earlier !== undefined) throw new UsageError(`two reports, ${earlier} and ${format}, both go to ${file}`);
    if (read.has(path))
      throw new UsageError(`the report (${format}) would take the place of ${file}, which is checked`);
    written.set(path, format);
  }
}

/** Where a path leads: a link is followed when a report is written. */
function placeOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(placeOf(folder), basename(path));
  }
}

function withReportFile(targets: readonly Target[], reportFile: string | undefined): readonly Target[] {
  return reportFile === undefined ? targets : [...targets, { format: 'json', file: reportFile }];
}

/** Writes every report on manifests into its file, as `writeTold` does. */
export function writeReports(
  targets: readonly Target[],
  polished: Polished,
  settings: Pick<Settings, 'reportFile'>,
  context: ReportContext,
  io: Io,
): void {
  const told = { ...context, colour: false, cwd: io.cwd };
  writeTold(targets, (format) => REPORTERS[format](polished, told), settings, io);
}

/**
 * Writes every report into its file, and the one that the settings ask for. One that cannot be written keeps no other from being
 * written. Throws FailureError at the end, with the names of those.
 */
export function writeTold(
  targets: readonly Target[],
  tell: (format: Format) => string,
  { reportFile }: Pick<Settings, 'reportFile'>,
  io: Io,
): void {
  const problems = withReportFile(targets, reportFile).flatMap(({ format, file }) => {
    if (file === undefined) return [];
    const problem = writeReport(file, tell(format), io);
    return problem === undefined ? [] : [`${file} cannot be written: ${problem}`];
  });
  if (problems.length > 0) throw new FailureError(problems.join('; '));
}

/**
 * The summary of a step on GitHub is shared by all that it runs: there a report is added. Standard error may be a file by another
 * name, which others write to: it must not be replaced.
 */
function writeReport(file: string, report: string, { cwd, env, stderr }: Io): string | undefined {
  const path = resolve(cwd, file);
  if (path === '/dev/stderr') {
    stderr.write(report);
    return undefined;
  }
  const { GITHUB_STEP_SUMMARY: summary } = env;
  return summary && resolve(cwd, summary) === path ? append(path, report) : writeFileAtOnce(path, report);
}

function append(path: string, report: string): string | undefined {
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(path, size === 0 ? report : `\n${report}`);
    return undefined;
  } catch (error) {
    return whyNot(error);
  }
}
