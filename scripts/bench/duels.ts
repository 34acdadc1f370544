import { spawnSync } from 'node:child_process';
import { type Bench, netpolish } from './bench.ts';
import type { Peer } from './peers.ts';
import type { Render } from './real.ts';
import { run, type Sample } from './run.ts';
import { type Duel, isClose, type Start, took } from './versus.ts';

/** What came of one peer: the files that both read, the names of those that it could not read, and of those it was late with. */
export type Fought = {
  readonly peer: Peer;
  readonly duels: readonly Duel[];
  readonly unread: readonly string[];
  readonly late: readonly string[];
};

type File = Render & { readonly name: string };
type Kept = { readonly peer: Peer; readonly duels: Duel[]; readonly unread: string[]; readonly late: string[] };

const CLOSE_TURNS = 3;

/**
 * `check` and every peer in turn on each file. One turn, where it tells them clearly apart, and three where it does not (with
 * `--quick`, which takes few files, always three). That each peer is tried first, for whether it can read a file, warms the caches.
 */
export async function duels(
  bench: Bench,
  peers: readonly Peer[],
  files: readonly File[],
  starts: (peer: Peer) => Start,
): Promise<readonly Fought[]> {
  const fought: readonly Kept[] = peers.map((peer) => ({ peer, duels: [], unread: [], late: [] }));
  for (const file of files) {
    const tried = new Map(peers.map((peer) => [peer, tries(peer, file, bench)]));
    const able = peers.filter((peer) => tried.get(peer) === 'reads');
    const told = await onFile(bench, able, file, starts);
    for (const { peer, duels, unread, late } of fought) {
      const duel = told.get(peer);
      if (duel !== undefined) duels.push(duel);
      else (tried.get(peer) === 'unread' ? unread : late).push(file.name);
    }
  }
  return fought;
}

/** The duels over one file. A file that we are late with ourselves would be no duel, and no bench. */
async function onFile(
  bench: Bench,
  able: readonly Peer[],
  file: File,
  starts: (peer: Peer) => Start,
): Promise<ReadonlyMap<Peer, Duel>> {
  const ours: Sample[] = [];
  const theirs = new Map<Peer, Sample[]>(able.map((peer) => [peer, []]));
  let told = new Map<Peer, Duel>();
  do {
    const sample = await run(netpolish(['check', '--fail-on', 'never', file.path]), bench.runner, false);
    if (sample === 'late') throw new Error(`check of ${file.name} takes more than ${bench.runner.limit} s`);
    ours.push(sample);
    for (const [peer, runs] of theirs) {
      const other = await run(peer.on(file.path), bench.runner, false);
      if (other === 'late') theirs.delete(peer);
      else runs.push(other);
    }
    told = new Map([...theirs].map(([peer, runs]) => [peer, duel(file, ours, runs, starts(peer))]));
  } while (ours.length < CLOSE_TURNS && (bench.quick || [...told.values()].some(isClose)));
  return told;
}

function duel({ name, bytes }: File, runs: readonly Sample[], theirs: readonly Sample[], start: Start): Duel {
  const ours = took(runs, start.node);
  const beyondVersion = Math.max(0, ours.wall - start.version);
  return { file: name, bytes, turns: runs.length, ours: { ...ours, beyondVersion }, peer: took(theirs, start.peer) };
}

function tries(peer: Peer, file: File, bench: Bench): 'reads' | 'unread' | 'late' {
  const [executable = '', ...args] = peer.on(file.path).argv;
  const timeout = bench.runner.limit * 1000;
  const { status, stdout, stderr } = spawnSync(executable, args, { encoding: 'utf8', timeout, maxBuffer: 1 << 30 });
  if (status === null) return 'late';
  return peer.reads(status, `${stdout}${stderr}`) ? 'reads' : 'unread';
}
