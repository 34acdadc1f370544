import { nameOf } from '../../chart/chart.ts';
import { keyOf } from '../../chart/chart-value.ts';
import { type ChartDiff, type ComparedChoice, compareChoices } from '../../chart/compare.ts';
import { helmWords } from '../../chart/helm-words.ts';
import { isFailed, type Judged, type Outcome, sourceOf } from '../../chart/outcome.ts';
import { choiceKey } from '../../chart/renders.ts';
import { planOf } from '../../chart/sweep.ts';
import type { Choice } from '../../chart/types.ts';
import { diffClusters } from '../../diff/diff.ts';
import type { Diff, When } from '../../diff/types.ts';
import { readWorld, type World } from '../../pipeline/world.ts';
import { askHelm } from './helm.ts';
import { makeScratch } from './scratch.ts';
import { type Means, openChart, type Stage, type SweepOptions, stoppedBy } from './stage.ts';

/**
 * Renders two versions of a chart under the values that the policies of either depend on, and tells which traffic was gained or lost
 * with which. The budget is that of each version. Throws as `sweepChart` does.
 */
export async function compareCharts(
  [old, now]: readonly [string, string],
  options: SweepOptions,
  means: Means,
): Promise<ChartDiff> {
  const helm = await askHelm(options.helm, means);
  const scratch = makeScratch();
  try {
    const tools = { helm, scratch, options, means };
    const sides = { old: await openChart(old, tools), new: await openChart(now, tools) };
    return { ...(await compareStages(sides, options, comparing(options))), helm: helm.version };
  } finally {
    scratch.remove();
  }
}

type Sides = Readonly<Record<When, Stage>>;

async function compareStages(
  sides: Sides,
  options: SweepOptions,
  compare: Comparing,
): Promise<Omit<ChartDiff, 'helm'>> {
  const choices = await choicesOf(sides, options.seed);
  const [before, after] = [await sides.old.renders.within(choices), await sides.new.renders.within(choices)];
  const known = { old: namesOf(sides.old), new: namesOf(sides.new) };
  const compared = choices.flatMap((choice): ComparedChoice[] => {
    const [was, is] = [before.get(choice), after.get(choice)];
    if (was === undefined || is === undefined) return [];
    const only = onlyOf(choice, known);
    return [{ choice, flags: helmWords(choice), ...(only !== undefined && { only }), outcome: compare(was, is) }];
  });
  const isCut = compared.length < choices.length;
  return {
    charts: { old: nameOf(sides.old.chart, sides.old.name), new: nameOf(sides.new.chart, sides.new.name) },
    sweep: {
      choices: compared.length,
      renders: sides.old.calls() + sides.new.calls(),
      ...(isCut && { stopped: stoppedBy(options.budget, sides.old.renders) }),
      seed: options.seed,
    },
    ...compareChoices(compared),
    notes: [...new Set([...sides.old.looked.notes, ...sides.new.looked.notes])],
  };
}

/** What is tried of either, that of the new version first, step by step. */
async function choicesOf(sides: Sides, seed: number): Promise<readonly Choice[]> {
  const plans = [];
  for (const { looked, renders } of [sides.new, sides.old])
    plans.push(await planOf({ values: looked.values, renders, seed }));
  const found = new Map<string, Choice>();
  const longest = Math.max(...plans.map(({ steps }) => steps.length));
  for (let i = 0; i < longest; i += 1) {
    for (const { steps } of plans)
      for (const choice of steps[i]?.choices ?? [])
        if (!found.has(choiceKey(choice))) found.set(choiceKey(choice), choice);
  }
  return [...found.values()];
}

function namesOf({ looked }: Stage): ReadonlySet<string> {
  return new Set(looked.values.map(({ path }) => keyOf(path)));
}

/** The version that alone has the values of a choice. */
function onlyOf(choice: Choice, known: Readonly<Record<When, ReadonlySet<string>>>): When | undefined {
  const has = (side: When): boolean => choice.every(({ path }) => known[side].has(keyOf(path)));
  if (has('old') === has('new')) return undefined;
  return has('old') ? 'old' : 'new';
}

type Comparing = (was: Outcome, is: Outcome) => ComparedChoice['outcome'];

/** Compares renders; what was rendered before is not read again. */
function comparing({ world, judging: { context } }: SweepOptions): Comparing {
  const worlds = new Map<Judged, World>();
  const diffs = new Map<Judged, Map<Judged, Diff>>();
  const worldOf = (judged: Judged): World => {
    const read = worlds.get(judged) ?? readWorld([sourceOf(judged.bytes)], context, world);
    worlds.set(judged, read);
    return read;
  };
  return (was, is) => {
    if (isFailed(was) || isFailed(is)) return failedSide(was, is);
    const known = diffs.get(was) ?? new Map<Judged, Diff>();
    diffs.set(was, known);
    const [old, now] = [worldOf(was), worldOf(is)];
    const uncounted = [
      ...old.uncounted.map((words) => `old: ${words}`),
      ...now.uncounted.map((words) => `new: ${words}`),
    ];
    const found = known.get(is) ?? { ...diffClusters(old.cluster, now.cluster), uncounted };
    known.set(is, found);
    return found;
  };
}

function failedSide(was: Outcome, is: Outcome): ComparedChoice['outcome'] {
  const [before, after] = [
    isFailed(was) ? was.failure.message : undefined,
    isFailed(is) ? is.failure.message : undefined,
  ];
  const failed = before !== undefined && after !== undefined ? 'both' : before !== undefined ? 'old' : 'new';
  return { failed, message: after ?? before ?? '' };
}
