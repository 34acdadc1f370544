import { measure, type Pace, type Series } from './measure.ts';
import { type Judged, judge, type Of, type Reach } from './reach.ts';
import type { Command, Runner } from './run.ts';
import { exponent, pairedRatio, type Spread, spread } from './statistics.ts';

/** What a row asks to be measured: `ours`, and beside it `bare` and whatever its reaches are measured by. Sizes in bytes. */
export type Case = {
  readonly name: string;
  readonly ours: Command;
  readonly beside?: Readonly<Record<string, Command>>;
  readonly bytes: number;
  readonly policyBytes?: number;
  readonly reaches?: readonly Reach[];
};

/** One command's figures: milliseconds, and bytes at its peak where GNU time could tell. */
export type Figures = { readonly wall: Spread; readonly cpu: Spread; readonly peak?: Spread; readonly turns: number };

/** A row of the table. Without `ours` it took longer than `late` seconds. Ratios are to bare `node -e 0`, turn by turn. */
export type Row = {
  readonly kind: 'row';
  readonly section: string;
  readonly name: string;
  readonly bytes: number;
  readonly policyBytes: number;
  readonly late?: number;
  readonly ours?: Figures;
  readonly bare?: Figures;
  readonly beside: Readonly<Record<string, Figures>>;
  readonly ratio?: { readonly wall: number; readonly cpu: number };
  readonly reaches: readonly Judged[];
};

/** How time grows with size, beyond bare Node: n^1 is linear. */
export type Growth = {
  readonly kind: 'growth';
  readonly section: string;
  readonly name: string;
  readonly sizes: readonly number[];
  readonly wall: number;
  readonly cpu: number;
};

/** Measures one case beside bare Node. */
export async function rowOf(section: string, wanted: Case, bare: Command, pace: Pace, runner: Runner): Promise<Row> {
  const { name, bytes, policyBytes = 0, reaches = [] } = wanted;
  const series: Of = await measure({ bare, ours: wanted.ours, ...wanted.beside }, pace, runner);
  const all = Object.entries(series).flatMap(([name, each]) => (each.late ? [] : [[name, figures(each)] as const]));
  const { ours, bare: bareFigures, ...beside } = Object.fromEntries(all) as Record<string, Figures>;
  return {
    kind: 'row',
    section,
    name,
    bytes,
    policyBytes,
    ...(ours === undefined ? { late: runner.limit } : { ours, ratio: ratioOf(series) }),
    ...(bareFigures && { bare: bareFigures }),
    beside,
    reaches: reaches.flatMap((reach) => judge(reach, series, runner.limit * 1000) ?? []),
  };
}

/** How the rows of one series grow, those left out that came too late. Undefined with fewer than two. */
export function growthOf(name: string, rows: readonly Row[], size: (row: Row) => number): Growth | undefined {
  const told = rows.filter((row) => row.ours !== undefined);
  const [first] = told;
  if (first === undefined || told.length < 2) return undefined;
  const beyond = (row: Row, clock: 'wall' | 'cpu'): number =>
    (row.ours?.[clock].median ?? 0) - (row.bare?.[clock].median ?? 0);
  const by = (clock: 'wall' | 'cpu'): number => exponent(told.map((row) => [size(row), beyond(row, clock)]));
  return { kind: 'growth', section: first.section, name, sizes: told.map(size), wall: by('wall'), cpu: by('cpu') };
}

function figures(series: Series): Figures {
  const peak = series.peaks.length === 0 ? {} : { peak: spread(series.peaks) };
  return { wall: spread(series.wall), cpu: spread(series.cpu), ...peak, turns: series.wall.length };
}

function ratioOf(series: Of): { wall: number; cpu: number } {
  const by = (clock: 'wall' | 'cpu'): number => pairedRatio(series.ours?.[clock] ?? [], series.bare?.[clock] ?? []);
  return { wall: by('wall'), cpu: by('cpu') };
}
