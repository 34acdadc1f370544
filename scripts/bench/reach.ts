import type { Series } from './measure.ts';
import { median, pairedRatio } from './statistics.ts';

/** What a row's commands are called: ours, bare `node -e 0`, cats in Node, and what else a reach is measured by. */
export type Of = Readonly<Record<string, Series>>;
type Clock = 'wall' | 'cpu';
type Turn = (name: string) => number;

/** What is to be held: `formula` says in words what `allowed` computes, of one turn's milliseconds or of bytes. */
export type Reach = {
  readonly of: 'wall' | 'peak';
  readonly formula: string;
  readonly allowed: (turn: Turn) => number;
  /** Seconds by the clock, whatever else takes how long. */
  readonly absolute?: true;
};

/**
 * How a reach was held. `share` is ours over the allowed, the median of turns; met at 1 and below. `cpuShare` is the same in
 * processor time: it decides nothing, and tells what a busy machine hides.
 */
export type Judged = {
  readonly of: Reach['of'];
  readonly formula: string;
  readonly allowed: number;
  readonly share: number;
  readonly cpuShare?: number;
  /** Null where we were late, but not so late that it is decided. */
  readonly met: boolean | null;
};

const MB = 1e6;

/** At most so many times bare Node, by the clock. */
export function timesBare(factor: number): Reach {
  return { of: 'wall', formula: `${factor}x bare`, allowed: (turn) => factor * turn('bare') };
}

/** A stream without policies: what Node's own start costs, and what it costs Node to pass the same stream on. */
export const CAT: Reach = {
  of: 'wall',
  formula: '1.15x bare + 1.5x (cat - bare)',
  allowed: (turn) => 1.15 * turn('bare') + 1.5 * Math.max(0, Math.min(turn('cat'), turn('fastCat')) - turn('bare')),
};

/** At most `factor` times the work of parsing the same with the yaml library, both beyond bare Node. */
export function timesParsing(factor: number): Reach {
  const allowed: Reach['allowed'] = (turn) => turn('bare') + factor * Math.max(0.1, turn('parsing') - turn('bare'));
  return { of: 'wall', formula: `bare + ${factor}x (parsing - bare)`, allowed };
}

/** At most `factor` times what the renders take by themselves, begun by the shell. */
export function timesRenders(factor: number): Reach {
  return { of: 'wall', formula: `${factor}x renders`, allowed: (turn) => factor * turn('renders') };
}

/** At most so many seconds. */
export function seconds(limit: number): Reach {
  return { of: 'wall', formula: `${limit} s`, allowed: () => limit * 1000, absolute: true };
}

/** Peak memory: three times the stream, 60 MB, and sixty times the policies. Sizes in bytes. */
export function memory(stream: number, policies: number): Reach {
  const formula = policies === 0 ? '3x stream + 60 MB' : '3x stream + 60 MB + 60x policies';
  return { of: 'peak', formula, allowed: () => 3 * stream + 60 * MB + 60 * policies };
}

/**
 * How `ours` held a reach, turn by turn, or by the median of peaks. Undefined where nothing was measured. Ours late: the share is
 * a lower bound, from the `limit` (milliseconds) that it ran into.
 */
export function judge(reach: Reach, series: Of, limit: number): Judged | undefined {
  const { ours } = series;
  if (ours === undefined) return undefined;
  const { of, formula } = reach;
  if (of === 'peak') {
    if (ours.peaks.length === 0) return undefined;
    const allowed = reach.allowed(() => 0);
    return judged(of, formula, allowed, median(ours.peaks) / allowed);
  }
  const allowed = allowedOf(reach, series, of);
  const used = ours.late ? allowed.map(() => limit) : ours[of];
  const told = judged(of, formula, median(allowed), pairedRatio(used, allowed));
  if (ours.late) return { ...told, met: told.met ? null : false };
  if (reach.absolute) return told;
  return { ...told, cpuShare: pairedRatio(ours.cpu, allowedOf(reach, series, 'cpu')) };
}

function allowedOf(reach: Reach, series: Of, clock: Clock): readonly number[] {
  const turns = Math.max(...Object.values(series).map((each) => each[clock].length));
  const turn =
    (i: number): Turn =>
    (name) =>
      series[name]?.[clock][i] ?? Number.NaN;
  return Array.from({ length: turns }, (_, i) => reach.allowed(turn(i)));
}

function judged(of: Reach['of'], formula: string, allowed: number, share: number): Judged {
  return { of, formula, allowed, share, met: share <= 1 };
}
