import { resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { blocks, type Client } from '../finding.ts';
import { FailureError, type Io } from '../io.ts';
import type { FixScope } from '../pipeline/fix-faults.ts';
import type { Polished, PolishOptions } from '../pipeline/polish.ts';
import type { Source } from '../pipeline/read.ts';
import { json } from '../report/json.ts';
import type { ReportContext } from '../report/reporter.ts';
import { oneLine, text } from '../report/text.ts';
import { refuseUnknownChecks } from './known-checks.ts';
import { writeFileAtOnce } from './write-file.ts';

/** What a caller knows beside the settings. */
type Call = {
  readonly today?: string;
  readonly oneStream?: boolean;
  readonly client?: Client | undefined;
  /** Where it is not given, `fix` of the settings asks for what would be refused, and for nothing else. */
  readonly fix?: FixScope;
};

/** The settings as the pipeline takes them; `context` is what settings.context names, read; without `today` no ignore has expired. */
export function polishOptions(
  settings: Settings,
  context: readonly Source[],
  { today = '', oneStream = false, client, fix = settings.fix ? 'refused' : 'none' }: Call = {},
): PolishOptions {
  refuseUnknownChecks(settings);
  const suspicious = settings.noIgnore || settings.inlineIgnores === 'none';
  return {
    merge: settings.merge !== 'off',
    acrossCharts: settings.merge === 'across-charts',
    sameName: settings.mergeSameName,
    simplify: settings.simplify,
    fix,
    ...(client !== undefined && { client }),
    hooks: settings.hooks,
    suspicious,
    namespace: settings.namespace,
    ignore: settings.ignore,
    inlineIgnores: settings.noIgnore ? 'none' : settings.inlineIgnores,
    inlineIgnorable: settings.inlineIgnorable,
    noIgnore: settings.noIgnore,
    allowedAnnotations: settings.allowedAnnotations,
    cni: settings.cni,
    today,
    severities: suspicious ? { ...unskipped(settings), ...settings.severities } : settings.severities,
    kubernetesVersion: settings.kubernetesVersion,
    context,
    oneStream,
  };
}

/** A manifest can make itself look like a template, and is then skipped: that must not be the way past a gate. */
function unskipped({ noIgnore }: Settings): PolishOptions['severities'] {
  return { 'unrendered-template': noIgnore ? 'error' : 'warning' };
}

/** Whether anything that was found stops the run. */
export function isBlocked({ findings }: Polished, { failOn }: Settings): boolean {
  return findings.some((finding) => blocks(finding, failOn));
}

/** Writes the JSON report where the settings ask for it, at once. Throws FailureError where it cannot be written. */
export function writeReportFile(polished: Polished, { reportFile }: Settings, { cwd }: Pick<Io, 'cwd'>): void {
  if (reportFile === undefined) return;
  const problem = writeFileAtOnce(resolve(cwd, reportFile), json(polished));
  if (problem !== undefined) throw new FailureError(`the report file ${reportFile} cannot be written: ${problem}`);
}

/**
 * Tells what did not stop the run: hosts hide standard error then, so that one line goes to the controlling terminal,
 * unless standard error is one itself.
 */
export function tellAside(
  polished: Polished,
  settings: Settings,
  context: () => ReportContext,
  verbose: boolean,
  io: Io,
): void {
  const { errors, warnings, fixed, merged, simplified, ignored } = polished.summary;
  const isQuiet = errors + warnings + fixed + merged + simplified + ignored === 0;
  if (isQuiet && !(verbose && polished.findings.length > 0)) return;
  io.stderr.write(text(polished, context()));
  if (isQuiet) return;
  if (!io.stderr.isTTY()) io.terminal(oneLine(polished, settings.reportFile));
}

/** Colours only where a person sees them and has not said no (no-color.org). */
export function wantsColour(isTTY: boolean, env: Io['env']): boolean {
  return isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Refuses to print nothing where something came in: an empty render deletes a release (helm.md 1.5). */
export function checkedOutput(input: Buffer, output: Buffer | undefined): Buffer {
  if (output === undefined || (output.length === 0 && input.length > 0)) throw new Error('the output came out empty');
  return output;
}
