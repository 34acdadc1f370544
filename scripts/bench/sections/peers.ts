import { relative } from 'node:path';
import { BARE, type Bench, type Entry, netpolish, type Section, scrap } from '../bench.ts';
import { duels } from '../duels.ts';
import { measure } from '../measure.ts';
import { peers as findPeers, type Peer } from '../peers.ts';
import { type Render, renders } from '../real.ts';
import { median } from '../statistics.ts';
import { mixed, size } from '../streams.ts';
import { type Start, summary, type Versus } from '../versus.ts';

const NAME = 'peers';
const QUICK_FILES = 10;

/** Other tools on the same files. */
export const peers: Section = { name: NAME, about: 'check beside other tools, on every file that both read', entries };

async function* entries(bench: Bench): AsyncGenerator<Entry> {
  const { found, missing } = findPeers(bench);
  for (const name of missing) yield { kind: 'note', section: NAME, text: `left out: ${name} is not on PATH` };
  if (found.length === 0) return;
  const starts = await startsOf(bench, found);
  const told = await duels(bench, found, filesOf(bench), starts);
  for (const { peer, duels, unread, late } of told) {
    const { name, version, does } = peer;
    const start = starts(peer);
    const folder = await wholeFolder(bench, peer);
    const tool = { name, version, does };
    yield {
      kind: 'versus',
      section: NAME,
      peer: tool,
      start,
      unread,
      late,
      duels,
      ...(folder && { folder }),
      ...summary(duels),
    };
  }
}

function filesOf(bench: Bench): readonly (Render & { readonly name: string })[] {
  const { documents } = mixed(1e6, 0.01);
  const path = scrap(bench, 'peers.yaml', documents.join(''));
  const made = { name: '1 MB, 1 % policies', path, bytes: size(documents) };
  const { corpus } = bench;
  if (corpus === undefined) return [made];
  const real = renders(corpus).map((render) => ({ ...render, name: relative(corpus, render.path) }));
  return bench.quick ? real.slice(0, QUICK_FILES) : [made, ...real];
}

async function startsOf(bench: Bench, found: readonly Peer[]): Promise<(peer: Peer) => Start> {
  const theirs = Object.fromEntries(found.map((peer) => [peer.name, peer.bare]));
  const taken = await measure({ node: BARE, version: netpolish(['--version']), ...theirs }, bench.pace, bench.runner);
  const wall = (name: string): number =>
    median((taken as Record<string, { wall: readonly number[] }>)[name]?.wall ?? []);
  return ({ name }) => ({ node: wall('node'), version: wall('version'), peer: wall(name) });
}

async function wholeFolder(bench: Bench, peer: Peer): Promise<Versus['folder']> {
  if (peer.onFolder === undefined || bench.corpus === undefined) return undefined;
  const ours = netpolish(['check', '--fail-on', 'never', bench.corpus]);
  const taken = await measure({ ours, peer: peer.onFolder(bench.corpus) }, bench.pace, bench.runner);
  if (taken.ours.late || taken.peer.late) return undefined;
  return { ours: median(taken.ours.wall), peer: median(taken.peer.wall) };
}
