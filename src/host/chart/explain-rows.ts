import { isAbsolute, posix } from 'node:path';
import type { CureCandidate } from '../../chart/cause.ts';
import { textOf } from '../../chart/chart.ts';
import { explainRow } from '../../chart/explain-row.ts';
import { isFailed, type Judged } from '../../chart/outcome.ts';
import { isCured, samePolicies } from '../../chart/proof.ts';
import { explained } from '../../chart/rows.ts';
import { sideBySide } from '../../chart/side-by-side.ts';
import type { Swept } from '../../chart/sweep.ts';
import type { ChartRow, Choice, Cure } from '../../chart/types.ts';
import type { WorldOptions } from '../../pipeline/world.ts';
import { unifiedDiff } from '../../report/unified-diff.ts';
import type { Stage } from './stage.ts';

/** Each cure that is tried takes renders of its own. */
const MOST_ROWS = 40;
const MOST_CURES = 4;

/**
 * The rows with the action around each fault, why it is there, and a change of the template that cures it: one that was tried by a
 * render with the row's values, and that leaves alone what is rendered with the others.
 */
export async function explainRows(
  rows: readonly ChartRow[],
  swept: Swept,
  stage: Stage,
  world: WorldOptions,
): Promise<readonly ChartRow[]> {
  const told: ChartRow[] = [...rows];
  const healthy = healthyChoices(swept);
  await sideBySide(rows.slice(0, MOST_ROWS), stage.renders.cores, async (row, i) => {
    const why = explainRow(row, stage.chart, stage.looked);
    if (why === undefined) return;
    const loud = explained(row, why);
    const isWorth = loud.finding.severity !== 'info';
    const cure = isWorth ? await provenCure(loud, why.cures, { stage, healthy, world }) : undefined;
    told[i] = cure === undefined ? loud : { ...loud, cure };
  });
  return told;
}

type Proving = { readonly stage: Stage; readonly healthy: readonly Choice[]; readonly world: WorldOptions };

async function provenCure(row: ChartRow, cures: readonly CureCandidate[], proving: Proving): Promise<Cure | undefined> {
  for (const cure of cures.slice(0, MOST_CURES)) {
    if (await isProven(row, cure, proving)) return { message: cure.message, diff: diffOf(row, cure, proving.stage) };
  }
  return undefined;
}

async function isProven(
  { choice, place, finding }: ChartRow,
  { text }: CureCandidate,
  { stage, healthy, world }: Proving,
): Promise<boolean> {
  const before = await stage.renders.of(choice);
  if (isFailed(before) || place === undefined) return false;
  const folder = stage.scratch.add(
    [...stage.chart.files.values()].map(({ path, bytes }) => ({
      path,
      bytes: path === place.file ? Buffer.from(text) : bytes,
    })),
  );
  const after = await judged(folder, choice, stage);
  if (after === undefined || !isCured(before, after, finding, world)) return false;
  for (const other of healthy) {
    const was = await stage.renders.of(other);
    if (isFailed(was) || [...was.faults.values()].some(({ check }) => check === finding.check)) continue;
    const is = await judged(folder, other, stage);
    if (is === undefined || !samePolicies(was, is)) return false;
  }
  return true;
}

async function judged(folder: string, choice: Choice, { render, judge }: Stage): Promise<Judged | undefined> {
  const { code, stdout } = await render(folder, choice);
  return code === 0 ? judge(Buffer.from(stdout)) : undefined;
}

/** Choices that went well and show most of the chart: the defaults, the base, and what fills lists that are empty. */
function healthyChoices({ base, tried }: Swept): readonly Choice[] {
  const filled = tried.filter(({ own, outcome }) => own.length === 1 && own[0]?.kind === 'fill' && !isFailed(outcome));
  return [[], base, ...filled.slice(0, 3).map(({ choice }) => choice)];
}

function diffOf({ place, finding }: ChartRow, { text }: CureCandidate, { chart }: Stage): string {
  const before = Buffer.from(textOf(chart, place?.file ?? ''));
  const name = posix.normalize(finding.location.file);
  const isBelow = !isAbsolute(name) && !name.startsWith('../');
  const change = { name: isBelow ? name : (place?.file ?? name), before, after: Buffer.from(text), notes: [] };
  return unifiedDiff(change, { isTerminal: false, colour: false }).toString('utf8');
}
