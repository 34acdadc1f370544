import { resolve } from 'node:path';
import { applied } from '../../chart/apply.ts';
import type { Chart } from '../../chart/chart.ts';
import { failureOf } from '../../chart/failure.ts';
import { helmWords } from '../../chart/helm-words.ts';
import type { Spot } from '../../chart/locate.ts';
import { lookAt } from '../../chart/look.ts';
import { matrixOf } from '../../chart/matrix.ts';
import { type Failed, isFailed, judging, type Outcome } from '../../chart/outcome.ts';
import { type Budget, type Renders, rendersOf } from '../../chart/renders.ts';
import { distinct, type FileOf, inOrder, rowOf } from '../../chart/rows.ts';
import { type FoundFailure, type Swept, sweep } from '../../chart/sweep.ts';
import { templateFile } from '../../chart/template-files.ts';
import type { ChartReport, ChartRow, Choice, RenderFailure } from '../../chart/types.ts';
import { FailureError, type Io, UsageError } from '../../io.ts';
import type { PolishOptions } from '../../pipeline/polish.ts';
import type { RunChild } from '../run-child.ts';
import { askHelm, complaint, type Helm, helmTemplate, type RenderCall } from './helm.ts';
import { type Places, placesIn } from './marked.ts';
import { readChart } from './read-chart.ts';
import { makeScratch, type Scratch } from './scratch.ts';
import { givenValues, mergedValues } from './values.ts';

/** How a chart is swept. */
export type SweepOptions = {
  readonly helm: string;
  /** Words for Helm that give values: `--set`, `a=b`. */
  readonly values: readonly string[];
  /** Other words for Helm. */
  readonly words: readonly string[];
  readonly release: string;
  readonly namespace: string;
  readonly budget: Budget;
  readonly seed: number;
  readonly seconds: number;
  readonly judging: PolishOptions;
};

/** What a sweep needs from outside. `done` hears of each render. */
export type Means = {
  readonly io: Io;
  readonly run: RunChild;
  readonly cores: number;
  readonly done: () => void;
};

/** What one render may print: far more than a release may hold (1 MiB packed, Helm storage/driver). */
const MOST = 32 << 20;

/**
 * Renders a chart under the values that its policies depend on, and says which of them open or close what, on which line of which
 * template. Nothing is written into the chart. Throws UsageError for what is no chart or no Helm, or what does not render at all.
 */
export async function sweepChart(name: string, options: SweepOptions, means: Means): Promise<ChartReport> {
  const folder = resolve(means.io.cwd, name);
  const chart = readChart(folder, name);
  const helm = await askHelm(options.helm, means);
  const scratch = makeScratch();
  try {
    return await sweepWith({ chart, name, folder, helm, scratch, options, means });
  } finally {
    scratch.remove();
  }
}

type Stage = {
  readonly chart: Chart;
  /** What the person called it. */
  readonly name: string;
  readonly folder: string;
  readonly helm: Helm;
  readonly scratch: Scratch;
  readonly options: SweepOptions;
  readonly means: Means;
};

async function sweepWith(stage: Stage): Promise<ChartReport> {
  const { chart, options, means, helm } = stage;
  const tell = (ended: Parameters<typeof complaint>[0]): string =>
    complaint(ended, { seconds: options.seconds, most: MOST });
  const copy = async (files: Parameters<Scratch['add']>[0], values: string, more: readonly string[] = []) =>
    templateAt(stage, stage.scratch.add(files))(values, more);
  const given = await givenValues(options.values, copy, tell);
  const { judge, distinct: count } = judging(options.judging);
  const renders = rendersOf(
    async (choice) => {
      const ended = await templateAt(stage, stage.folder)(JSON.stringify(applied(given, choice)));
      return ended.code === 0 ? judge(Buffer.from(ended.stdout)) : { failure: failureOf(tell(ended)) };
    },
    { budget: options.budget, cores: means.cores, done: means.done, now: () => performance.now() },
  );
  const plain = await renders.of([]);
  refuseFailed(plain, stage);
  const base = await mergedValues(chart, given, copy, tell);
  const looked = lookAt(chart, base, templatesIn(plain));
  const swept = await sweep({ values: looked.values, renders, seed: options.seed });
  const places = placesIn(stage, looked.attempts, {
    add: stage.scratch.add,
    render: (at, choice, more) => templateAt(stage, at)(JSON.stringify(applied(given, choice)), more),
  });
  const rows = await rowsOf(stage, swept, renders, places);
  const [top] = chart.parts;
  return {
    chart: { name: top?.name ?? '', version: top?.version ?? '', folder: stage.name },
    helm: helm.version,
    sweep: {
      values: looked.values.length,
      planned: swept.planned,
      tried: swept.tried.length,
      renders: renders.count(),
      distinct: count(),
      failed: swept.tried.filter(({ outcome }) => isFailed(outcome)).length,
      ...(swept.isCut && { stopped: stoppedBy(options.budget, renders) }),
      seed: options.seed,
    },
    rows,
    failures: await failureRows(swept.failures, { stage, policyFiles: looked.policyFiles, places }),
    matrix: matrixOf(swept.tried, swept.base, await renders.of(swept.base), swept.found),
    notes: looked.notes,
  };
}

function templateAt({ helm, options, means }: Stage, chart: string): ReturnType<typeof helmTemplate> {
  const call: RenderCall = {
    chart,
    release: options.release,
    namespace: options.namespace,
    words: options.words,
    seconds: options.seconds,
    most: MOST,
  };
  return helmTemplate(helm, call, means);
}

/** A chart that does not render as it is has no values to be tried. */
function refuseFailed(outcome: Outcome, { name, options }: Stage): void {
  if (!isFailed(outcome)) return;
  const { message, kind } = outcome.failure;
  if (/missing in charts\/ directory/.test(message))
    throw new UsageError(
      `${name}: dependencies are missing: run \`helm dependency build ${name}\` first (${message.replace(/^.*: found in/, 'found in')})`,
    );
  const given = options.values.length === 0 ? 'its default values' : 'these values';
  const advice = kind === 'refused' ? '; give what it asks for with --values or --set' : '';
  throw kind === 'time' || kind === 'size'
    ? new FailureError(`${name} does not render with ${given}: ${message}`)
    : new UsageError(`${name} does not render with ${given}: ${message}${advice}`);
}

function templatesIn(outcome: Outcome): readonly string[] {
  return isFailed(outcome) ? [] : [...outcome.policies.values()].map(({ template }) => template);
}

async function rowsOf(stage: Stage, { found }: Swept, renders: Renders, places: Places): Promise<readonly ChartRow[]> {
  const rows: ChartRow[] = [];
  const fileOf = filesOf(stage);
  for (const one of found) {
    const located = await places.of(one.choice, await renders.of(one.choice));
    const spot = located?.locate(one.finding.location);
    const template = templateFile(stage.chart, one.finding.location.source ?? '')?.path;
    rows.push(rowOf(one, spot, template, fileOf));
  }
  return inOrder(distinct(rows));
}

function filesOf({ chart, name }: Stage): FileOf {
  return (path) => {
    const file = chart.files.get(path);
    return {
      name: `${name.replace(/\/+$/, '')}/${path}`,
      onDisk: file?.onDisk ?? false,
      text: file?.bytes.toString('utf8') ?? '',
    };
  };
}

type Failing = { readonly stage: Stage; readonly policyFiles: ReadonlySet<string>; readonly places: Places };

async function failureRows(failures: readonly FoundFailure[], failing: Failing): Promise<readonly RenderFailure[]> {
  const rows: RenderFailure[] = [];
  for (const one of failures) rows.push(await failureRow(one, failing));
  return rows;
}

async function failureRow(
  { failure, choice, count }: FoundFailure,
  { stage: { chart }, policyFiles, places }: Failing,
): Promise<RenderFailure> {
  const { kind, message, at } = failure;
  const file = at === undefined ? undefined : templateFile(chart, at.template);
  const isFault =
    ['nil', 'yaml', 'template'].includes(kind) &&
    choice.every(({ kind: change }) => change === 'switch' || change === 'empty') &&
    file !== undefined &&
    policyFiles.has(file.path);
  const spot = isFault ? await failureSpot(failure, file.path, choice, places) : undefined;
  const onDisk = spot !== undefined && (chart.files.get(spot.file)?.onDisk ?? false);
  return {
    kind,
    message,
    ...(file !== undefined && { template: file.path }),
    ...(spot !== undefined && { place: { ...spot, onDisk } }),
    choice,
    flags: helmWords(choice),
    count,
    isFault,
  };
}

async function failureSpot(
  { at }: Failed['failure'],
  file: string,
  choice: Choice,
  places: Places,
): Promise<Spot | undefined> {
  if (at?.printed !== undefined) return places.ofBroken(choice, { template: at.template, line: at.printed });
  const column = (at?.column ?? 0) + 1;
  return at?.line === undefined ? undefined : { file, line: at.line, column, endColumn: column + 1 };
}

function stoppedBy({ renders: most, milliseconds }: Budget, renders: Renders): string {
  return renders.count() >= most ? `${most} renders` : `${milliseconds / 1000} seconds`;
}
