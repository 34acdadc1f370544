import { resolve } from 'node:path';
import { applied } from '../../chart/apply.ts';
import type { Chart } from '../../chart/chart.ts';
import { failureOf } from '../../chart/failure.ts';
import { type Looked, lookAt } from '../../chart/look.ts';
import { isFailed, type Judged, judging, type Outcome } from '../../chart/outcome.ts';
import { type Budget, type RenderProgress, type Renders, rendersOf } from '../../chart/renders.ts';
import type { Choice } from '../../chart/types.ts';
import type { Ended } from '../../doctor/types.ts';
import { FailureError, type Io, UsageError } from '../../io.ts';
import type { PolishOptions } from '../../pipeline/polish.ts';
import type { WorldOptions } from '../../pipeline/world.ts';
import { cut } from '../../report/clean.ts';
import type { RunChild } from '../run-child.ts';
import { complaint, type Helm, helmTemplate } from './helm.ts';
import { readChart } from './read-chart.ts';
import type { Scratch } from './scratch.ts';
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
  /** How what a render allows is read. */
  readonly world: WorldOptions;
};

/** What a sweep needs from outside. */
export type Means = {
  readonly io: Io;
  readonly run: RunChild;
  readonly cores: number;
  readonly progress: RenderProgress;
};

/** What one render may print: far more than a release may hold (1 MiB packed, Helm storage/driver). */
const MOST = 32 << 20;

/** A chart that renders, and all that is known of it before anything is tried. */
export type Stage = {
  readonly chart: Chart;
  /** What the person called it. */
  readonly name: string;
  /** An absolute path. */
  readonly folder: string;
  readonly looked: Looked;
  readonly renders: Renders;
  readonly judge: (bytes: Buffer) => Judged;
  /** How many renders had policies that no other had. */
  readonly distinct: () => number;
  /** How often Helm rendered a choice, those with marks and cures too. */
  readonly calls: () => number;
  /** Renders a choice with the chart in some folder. */
  readonly render: (folder: string, choice: Choice, more?: readonly string[]) => Promise<Ended>;
  readonly scratch: Scratch;
};

/** What a chart is opened with. */
export type Tools = {
  readonly helm: Helm;
  readonly scratch: Scratch;
  readonly options: SweepOptions;
  readonly means: Means;
};

/**
 * Reads a chart and renders it once as it is. Throws UsageError for what is no chart or does not render, FailureError for a render that
 * has no end.
 */
export async function openChart(name: string, { helm, scratch, options, means }: Tools): Promise<Stage> {
  const folder = resolve(means.io.cwd, name);
  const chart = readChart(folder, name);
  const call = { ...options, most: MOST };
  const template = (at: string): ReturnType<typeof helmTemplate> => helmTemplate(helm, { ...call, chart: at }, means);
  const tell = (ended: Ended): string => complaint(ended, call);
  const copy = (files: Parameters<Scratch['add']>[0], values: string, more: readonly string[] = []): Promise<Ended> =>
    template(scratch.add(files))(values, more);
  const given = await givenValues(options.values, copy, tell);
  const { judge, distinct } = judging(options.judging);
  let calls = 0;
  const render: Stage['render'] = (at, choice, more) => {
    calls += 1;
    return template(at)(JSON.stringify(applied(given, choice)), more);
  };
  const renders = rendersOf(
    async (choice) => {
      const ended = await render(folder, choice);
      return ended.code === 0 ? judge(Buffer.from(ended.stdout)) : { failure: failureOf(tell(ended)) };
    },
    { budget: options.budget, cores: means.cores, progress: means.progress, now: () => performance.now() },
  );
  // Side by side; what the chart says of itself counts more than why its values cannot be read.
  const merged = mergedValues(chart, given, copy, tell).then(
    (values) => ({ values }),
    (error: unknown) => ({ error }),
  );
  const plain = await renders.of([]);
  refuseFailed(plain, name, options);
  const base = await merged;
  if ('error' in base) throw base.error;
  const looked = lookAt(chart, base.values, templatesIn(plain));
  return { chart, name, folder, looked, renders, judge, distinct, calls: () => calls, render, scratch };
}

/** A chart that does not render as it is has no values to be tried. */
function refuseFailed(outcome: Outcome, name: string, options: SweepOptions): void {
  if (!isFailed(outcome)) return;
  const { kind } = outcome.failure;
  const message = cut(outcome.failure.message, MAX_WORDS);
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

/** Paths of links are as long as they are deep. */
const MAX_WORDS = 400;

/** What a budget was used up by, in words. */
export function stoppedBy({ renders: most, milliseconds }: Budget, renders: Renders): string {
  return renders.count() >= most ? `${most} ${most === 1 ? 'render' : 'renders'}` : `${milliseconds / 1000} seconds`;
}
