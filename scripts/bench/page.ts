import type { Document } from './json.ts';
import type { Judged } from './reach.ts';
import type { Growth, Row } from './row.ts';
import type { Versus } from './versus.ts';

/** docs/speed.md: what users want to know of a whole bench, as ratios, with the machine and the versions it holds for. */
export function page(bench: Document): string {
  const { machine } = bench;
  const gigabytes = (machine.memory / 2 ** 30).toFixed(0);
  return `# Speed

Written by \`npm run bench -- --page\` on ${bench.when.slice(0, 10)}, with netpolish ${bench.netpolish} on Node ${bench.node}:
${machine.cores} cores (${machine.cpu}), ${gigabytes} GB, ${machine.system}, load ${machine.load.toFixed(1)} at the start.
[What is measured, how, and what is to be reached](../CONTRIBUTING.md#speed).

Every \`helm install\` pays what lies beyond bare Node, \`node -e 0\`: on this machine ${bare(bench)} ms. Input and output are pipes, as
under Helm; times are medians, and ratios are to bare Node in the same turn.

| what | time | of bare Node | processor time | peak memory | reach |
| --- | --- | --- | --- | --- | --- |
${bench.rows.map(rowLine).join('\n')}

Time beyond bare Node grows with the size of the input:

| what | n to the power of |
| --- | --- |
${bench.growth.map(growthLine).join('\n')}
${bench.peers.length === 0 ? '' : peersPart(bench.peers)}${notes(bench.notes)}`;
}

function bare({ rows }: Document): string {
  return rows.find((row) => row.bare !== undefined)?.bare?.wall.median.toFixed(0) ?? 'unknown';
}

function rowLine({ section, name, ours, ratio, late, reaches }: Row): string {
  const what = section === 'corpus' ? `\`${name}\`` : `${section}: ${name}`;
  if (ours === undefined) return `| ${what} | more than ${late} s | | | | ${reaches.map(reachWords).join('; ')} |`;
  const peak = ours.peak === undefined ? '' : `${(ours.peak.median / 1e6).toFixed(0)} MB`;
  const figures = [time(ours.wall.median), `${ratio?.wall.toFixed(2)}x`, `${ratio?.cpu.toFixed(2)}x`, peak];
  return `| ${what} | ${figures.join(' | ')} | ${reaches.map(reachWords).join('; ')} |`;
}

function reachWords({ of, formula, share, met }: Judged): string {
  const verdict = met === null ? 'not decided' : met ? 'met' : '**missed**';
  return `${of === 'peak' ? 'memory' : 'time'} ${verdict}: ${(share * 100).toFixed(0)} % of ${formula}`;
}

function growthLine({ section, name, wall, sizes }: Growth): string {
  return `| ${section}: ${name.replace('growth, ', '')}, ${sizes.length} sizes | ${wall.toFixed(2)} |`;
}

function peersPart(peers: readonly Versus[]): string {
  return `
\`check\` beside other tools, each file by itself. They do other work, and none does ours; *work* is time beyond a bare start, ours
beyond \`node -e 0\`, theirs beyond their version's. Sums are over the files that both read.

| tool | what it does here | files | time, ours to theirs | work, ours to theirs | we are slower on, by time and by work | cannot read, late |
| --- | --- | --- | --- | --- | --- | --- |
${peers.map(peerLine).join('\n')}
`;
}

function peerLine({ peer, duels, sum, lost, unread, late }: Versus): string {
  const against = (of: 'wall' | 'work'): string => `${time(sum.ours[of])} to ${time(sum.peer[of])}`;
  const cells = [
    `${peer.name} ${peer.version}`,
    peer.does,
    duels.length,
    against('wall'),
    against('work'),
    `${lost.wall}, ${lost.work}`,
    `${unread.length}, ${late.length}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function notes(all: readonly string[]): string {
  return all.length === 0 ? '' : `\nNot measured:\n\n${all.map((note) => `- ${note}`).join('\n')}\n`;
}

function time(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
