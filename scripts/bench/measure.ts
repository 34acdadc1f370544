import { type Command, type Runner, run, type Sample } from './run.ts';

/** All counted runs of one command, turn by turn, in milliseconds; peaks in bytes, of runs that may be others. */
export type Series = {
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
  readonly peaks: readonly number[];
  /** It took longer than the runner grants, and no run of it is counted. */
  readonly late: boolean;
};

/** How long to go on with one row: at most so many seconds, and at most so many turns. */
export type Pace = { readonly seconds: number; readonly turns: number };

/** A turn of all commands that takes more milliseconds of processor time is counted from the first, and weighed while it is timed. */
const LONG = 2000;
/** Of a short row, whose times would feel the weighing. */
const LEAST_TURNS = 3;
const PEAKS = 3;

type Turn<Name extends string> = Partial<Record<Name, Sample | 'late'>>;

/**
 * Takes the commands in turn, A B C A B C, until the pace is used up. The first turn warms the machine's caches and is weighed
 * only, unless turns are long. A command that is late once is not run again.
 */
export async function measure<Name extends string>(
  commands: Readonly<Record<Name, Command>>,
  pace: Pace,
  runner: Runner,
): Promise<Readonly<Record<Name, Series>>> {
  const names = Object.keys(commands) as Name[];
  const late = new Set<Name>();
  const turn = async (weigh: boolean): Promise<Turn<Name>> => {
    const taken: Turn<Name> = {};
    for (const name of names.filter((name) => !late.has(name))) {
      taken[name] = await run(commands[name], runner, weigh);
      if (taken[name] === 'late') late.add(name);
    }
    return taken;
  };
  const start = performance.now();
  const spent = (): number => performance.now() - start;
  const weighed = [await turn(true)];
  const long = late.size > 0 || work(weighed) > LONG;
  const counted = long ? [...weighed] : [];
  const more = (): boolean => spent() < pace.seconds * 1000 || (!long && counted.length < LEAST_TURNS);
  while (counted.length < pace.turns && more()) counted.push(await turn(long));
  if (long) weighed.push(...counted.slice(1));
  else while (weighed.length < PEAKS) weighed.push(await turn(true));
  return Object.fromEntries(names.map((name) => [name, series(name, counted, weighed)])) as Record<Name, Series>;
}

function series<Name extends string>(
  name: Name,
  counted: readonly Turn<Name>[],
  weighed: readonly Turn<Name>[],
): Series {
  const all = [...counted, ...weighed].map((turn) => turn[name]);
  if (all.includes('late')) return { wall: [], cpu: [], peaks: [], late: true };
  const samples = (turns: readonly Turn<Name>[]): Sample[] => turns.map((turn) => turn[name]).filter(isSample);
  return {
    wall: samples(counted).map(({ wall }) => wall),
    cpu: samples(counted).map(({ cpu }) => cpu),
    peaks: samples(weighed).flatMap(({ peak }) => (peak === undefined ? [] : [peak])),
    late: false,
  };
}

function work<Name extends string>(turns: readonly Turn<Name>[]): number {
  const samples = turns.flatMap((turn) => Object.values<Sample | 'late' | undefined>(turn)).filter(isSample);
  return samples.reduce((sum, { cpu }) => sum + cpu, 0);
}

function isSample(taken: Sample | 'late' | undefined): taken is Sample {
  return taken !== undefined && taken !== 'late';
}
