import type { Budget } from '../chart/renders.ts';
import type { ChartReport } from '../chart/types.ts';
import { VALUE_OPTIONS } from '../config/chart-options.ts';
import type { Flags } from '../config/option.ts';
import type { Settings } from '../config/settings.ts';
import { blocks } from '../finding.ts';
import type { SweepOptions } from '../host/chart/stage.ts';
import { sweepChart } from '../host/chart/sweep-chart.ts';
import { readContext } from '../host/inputs.ts';
import { readKnown } from '../host/known.ts';
import { readTargets, refuseClashes, type Target, writeTold } from '../host/report-files.ts';
import { polishOptions, wantsColour } from '../host/run.ts';
import { type ExitCode, type Io, UsageError } from '../io.ts';
import { lettingKnownPass } from '../pipeline/known-gate.ts';
import { NEWEST_VERSION, parseKubernetesVersion } from '../policy/version.ts';
import type { ChartContext } from '../report/chart-context.ts';
import { CHART_REPORTERS } from '../report/chart-formats.ts';
import { polishedOf } from '../report/chart-polished.ts';
import { closingWords, faultsOf } from '../report/chart-summary.ts';
import type { Format } from '../report/index.ts';
import { childRunner } from './children.ts';
import { fileSettings } from './file-settings.ts';
import { keepBaseline } from './keep-baseline.ts';
import { renderProgress } from './render-progress.ts';
import { heedingSignals } from './stopping.ts';

/**
 * `netpolish chart`: which values of a chart open or close what, and the template line that does it. Exit codes as `check`. A signal
 * kills the renders, removes what was copied, and is a failure.
 */
export async function chart(folder: string, flags: Flags, io: Io): Promise<ExitCode> {
  const targets = readTargets(flags, { free: true });
  const settings = fileSettings(flags, io);
  refuseClashes(targets, settings, io.cwd);
  const isBaseline = flags['write-baseline'] === true;
  if (isBaseline && (targets.length > 0 || settings.reportFile !== undefined))
    throw new UsageError('--write-baseline writes the baseline and no report: --format does not go together with it');
  const options = sweepOptions(flags, settings, io);
  const swept = await heedingSignals((stop) => withProgress(folder, options, stop, io));
  if (isBaseline) {
    io.stdout.write(keepBaseline(polishedOf(swept), settings.baseline, io));
    return 0;
  }
  const report = lettingPass(swept, options, settings, io);
  tell(report, { targets, settings, flags, options }, io);
  return faultsOf(report).some((finding) => blocks(finding, settings.failOn)) ? 1 : 0;
}

/** How the flags want a chart swept. Throws UsageError for a number that is none. */
export function sweepOptions(flags: Flags, settings: Settings, io: Io): SweepOptions {
  const version = flags['kubernetes-version'];
  return {
    helm: String(flags.helm ?? 'helm'),
    values: VALUE_OPTIONS.flatMap(({ name }) => listOf(flags[name]).flatMap((value) => [`--${name}`, value])),
    words: [
      ...listOf(flags['api-versions']).flatMap((value) => ['--api-versions', value]),
      ...(typeof version === 'string' ? ['--kube-version', version] : []),
    ],
    release: String(flags.release ?? 'release-name'),
    namespace: settings.namespace,
    budget: readBudget(flags.budget),
    seed: readNumber(flags.seed, 'seed', 1),
    seconds: readNumber(flags['render-timeout'], 'render-timeout', 30, 1),
    judging: polishOptions(settings, readContext(settings.context, io), {
      today: io.today(),
      oneStream: true,
      fix: 'none',
    }),
    world: {
      namespace: settings.namespace,
      hooks: settings.hooks,
      cni: settings.cni,
      server: parseKubernetesVersion(settings.kubernetesVersion) ?? NEWEST_VERSION,
    },
  };
}

async function withProgress(folder: string, options: SweepOptions, stop: AbortSignal, io: Io): Promise<ChartReport> {
  const progress = renderProgress(io);
  try {
    const cores = io.crew?.size ?? 1;
    return await sweepChart(folder, options, { io, run: childRunner(stop), cores, progress });
  } finally {
    progress.end();
  }
}

/** The same report, what was there before let pass. */
function lettingPass(report: ChartReport, { judging }: SweepOptions, settings: Settings, io: Io): ChartReport {
  const known = readKnown(judging, settings, [], io);
  if (known.length === 0) return report;
  const { findings } = lettingKnownPass(polishedOf(report), known, judging);
  const rows = report.rows.map((row, i) => {
    const ignored = findings[i]?.ignored;
    return ignored === undefined ? row : { ...row, finding: { ...row.finding, ignored } };
  });
  return { ...report, rows };
}

type Telling = {
  readonly targets: readonly Target[];
  readonly settings: Settings;
  readonly flags: Flags;
  readonly options: SweepOptions;
};

/** Standard output first: a file that cannot be written takes nothing from it. */
function tell(report: ChartReport, { targets, settings, flags, options }: Telling, io: Io): void {
  const printed = targets.length === 0 ? 'text' : targets.find(({ file }) => file === undefined)?.format;
  const width = io.stdout.columns?.();
  const inFormat = (format: Format, colour: boolean): string => {
    const context: ChartContext = {
      failOn: settings.failOn,
      colour,
      cwd: io.cwd,
      verbose: flags.verbose === true,
      command: 'netpolish chart …',
      fixFlag: 'netpolish fix --write',
      matrix: flags.matrix === true,
      given: options.values,
      words: [...(options.namespace === '' ? [] : ['--namespace', options.namespace]), ...options.words],
      ...(typeof flags.release === 'string' && { release: flags.release }),
      ...(width !== undefined && { width }),
    };
    return CHART_REPORTERS[format](report, context);
  };
  if (printed === undefined) io.stderr.write(`netpolish: ${closingWords(report)}\n`);
  else io.stdout.write(inFormat(printed, printed === 'text' && wantsColour(io.stdout.isTTY(), io.env)));
  writeTold(targets, (format) => inFormat(format, false), settings, io);
}

function listOf(value: Flags[string]): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' ? [value] : [];
}

function readNumber(value: Flags[string], name: string, otherwise: number, least = 0): number {
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < least || value === '')
    throw new UsageError(`--${name} ${String(value)}: write a whole number${least > 0 ? ` from ${least}` : ''}`);
  return number;
}

/** Renders are counted where nothing is said: so many end within a minute on two cores. */
const USUAL = '400';

function readBudget(value: Flags[string]): Budget {
  const [, number, unit] = /^(\d{1,7})(s?)$/.exec(String(value ?? USUAL)) ?? [];
  if (number === undefined || Number(number) === 0)
    throw new UsageError(`--budget ${String(value)}: write a number of renders, 400, or of seconds, 60s`);
  return unit === 's'
    ? { renders: Number.POSITIVE_INFINITY, milliseconds: Number(number) * 1000 }
    : { renders: Number(number), milliseconds: Number.POSITIVE_INFINITY };
}
