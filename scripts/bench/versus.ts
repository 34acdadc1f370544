import { median } from './statistics.ts';

/** Milliseconds of one tool on one file: by the clock, of processor time, and by the clock beyond its own bare start. */
export type Took = { readonly wall: number; readonly cpu: number; readonly work: number };

/** Milliseconds of bare Node, of `netpolish --version`, and of the peer asked for its version. */
export type Start = { readonly node: number; readonly version: number; readonly peer: number };

/** One file, read by both. `beyondVersion` is our work where the start counts the loading of netpolish itself. */
export type Duel = {
  readonly file: string;
  readonly bytes: number;
  readonly turns: number;
  readonly ours: Took & { readonly beyondVersion: number };
  readonly peer: Took;
};

/** A peer beside us on every file that both read. */
export type Versus = {
  readonly kind: 'versus';
  readonly section: string;
  readonly peer: { readonly name: string; readonly version: string; readonly does: string };
  readonly start: Start;
  /** Files that it cannot read, and those that took it longer than a child may take: neither is in the duels. */
  readonly unread: readonly string[];
  readonly late: readonly string[];
  readonly duels: readonly Duel[];
  /** A whole folder in one run, where the peer takes one: milliseconds by the clock. */
  readonly folder?: { readonly ours: number; readonly peer: number };
  /** Files on which we were slower. The reach is that none is lost by `work`. */
  readonly lost: Readonly<Record<'wall' | 'work' | 'beyondVersion' | 'cpu', number>>;
  readonly sum: { readonly ours: Took; readonly peer: Took };
  readonly met: boolean;
};

/** What the duels with one peer come to. */
export function summary(duels: readonly Duel[]): Pick<Versus, 'lost' | 'sum' | 'met'> {
  const count = (lost: (duel: Duel) => boolean): number => duels.filter(lost).length;
  const lost = {
    wall: count(({ ours, peer }) => ours.wall > peer.wall),
    work: count(({ ours, peer }) => ours.work > peer.work),
    beyondVersion: count(({ ours, peer }) => ours.beyondVersion > peer.work),
    cpu: count(({ ours, peer }) => ours.cpu > peer.cpu),
  };
  return { lost, sum: { ours: total(duels, 'ours'), peer: total(duels, 'peer') }, met: lost.work === 0 };
}

/** The lost duels, those lost by most milliseconds of work first. */
export function worst(duels: readonly Duel[], count: number): readonly Duel[] {
  const by = ({ ours, peer }: Duel): number => ours.work - peer.work;
  return duels
    .filter((duel) => by(duel) > 0)
    .sort((a, b) => by(b) - by(a))
    .slice(0, count);
}

/** Whether one turn is too little to tell who is faster: their work lies within half as much again of one another. */
export function isClose({ ours, peer }: Duel): boolean {
  return Math.max(ours.work, peer.work) < 1.5 * Math.min(ours.work, peer.work);
}

/** The median of runs, and what of it lies beyond a bare start. */
export function took(runs: readonly { readonly wall: number; readonly cpu: number }[], start: number): Took {
  const wall = median(runs.map((run) => run.wall));
  return { wall, cpu: median(runs.map((run) => run.cpu)), work: Math.max(0, wall - start) };
}

function total(duels: readonly Duel[], side: 'ours' | 'peer'): Took {
  const sum = (of: keyof Took): number => duels.reduce((sum, duel) => sum + duel[side][of], 0);
  return { wall: sum('wall'), cpu: sum('cpu'), work: sum('work') };
}
