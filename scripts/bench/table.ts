import type { Entry } from './bench.ts';
import type { Judged } from './reach.ts';
import type { Figures, Growth, Row } from './row.ts';
import { type Duel, type Versus, worst } from './versus.ts';

const WORST = 10;

/** The heading of a section's lines. */
export function heading(name: string, about: string): string {
  return `\n${cells(`${name}: ${about}`, ['wall ms', 'min-max', 'cpu ms', 'peak MB', 'x bare', 'x bare cpu'])}  reach`;
}

/** What one entry says, in one line or several. */
export function lines(entry: Entry): string {
  switch (entry.kind) {
    case 'row':
      return rowLines(entry);
    case 'growth':
      return growthLine(entry);
    case 'versus':
      return versusLines(entry);
    case 'note':
      return `(${entry.text})`;
  }
}

function rowLines(row: Row): string {
  const { ours, ratio } = row;
  const figures =
    ours === undefined
      ? [`> ${row.late} s`]
      : [
          ms(ours.wall.median),
          range(ours),
          ms(ours.cpu.median),
          megabytes(ours),
          times(ratio?.wall),
          times(ratio?.cpu),
        ];
  const beside = Object.entries({ bare: row.bare, ...row.beside }).map(([name, told]) => `${name} ${both(told)}`);
  const first = `${cells(row.name, figures)}  ${row.reaches.map(reachWords).join('; ')}`.trimEnd();
  return beside.length < 2 ? first : `${first}\n    beside, wall and cpu ms: ${beside.join(', ')}`;
}

function reachWords({ of, formula, share, cpuShare, met }: Judged): string {
  const cpu = cpuShare === undefined ? '' : `, cpu ${percent(cpuShare)}`;
  const verdict = met === null ? 'not decided, more than' : met ? 'met' : 'MISSED';
  return `${verdict} (${of} ${percent(share)}${cpu} of ${formula})`;
}

function growthLine({ name, wall, cpu, sizes }: Growth): string {
  return `${cells(name, [`n^${wall.toFixed(2)}`, '', `n^${cpu.toFixed(2)}`])}  beyond bare, ${sizes.length} sizes`;
}

function versusLines(versus: Versus): string {
  const { peer, start, duels, unread, late, lost, sum, folder } = versus;
  const of = `of ${duels.length} files`;
  const told = [
    `${peer.name} (${peer.version}): ${peer.does}`,
    `  bare start: node ${ms(start.node)} ms, netpolish --version ${ms(start.version)} ms, peer ${ms(start.peer)} ms`,
    `  slower by the clock on ${lost.wall} ${of}, by work beyond the bare start on ${lost.work}, beyond --version on ${lost.beyondVersion}, by all processor time on ${lost.cpu}: ${versus.met ? 'met' : 'MISSED'}`,
    `  sums: clock ${ms(sum.ours.wall)} against ${ms(sum.peer.wall)} ms, work ${ms(sum.ours.work)} against ${ms(sum.peer.work)} ms, cpu ${ms(sum.ours.cpu)} against ${ms(sum.peer.cpu)} ms`,
    ...(folder ? [`  the whole corpus in one run: ${ms(folder.ours)} against ${ms(folder.peer)} ms`] : []),
    ...some('it cannot read', unread),
    ...some('it is late with', late),
    ...largest(duels).map((duel) => `    large: ${duelLine(duel)}`),
    ...worst(duels, WORST).map((duel) => `    lost:  ${duelLine(duel)}`),
  ];
  return told.join('\n');
}

function some(words: string, files: readonly string[]): readonly string[] {
  if (files.length === 0) return [];
  return [`  ${words} ${files.length}: ${files.slice(0, 3).join(', ')}${files.length > 3 ? ', …' : ''}`];
}

function duelLine({ file, bytes, ours, peer }: Duel): string {
  const sides = `${ms(ours.wall)} against ${ms(peer.wall)} ms, work ${ms(ours.work)} against ${ms(peer.work)}`;
  return `${sides.padEnd(56)} ${(bytes / 1e6).toFixed(2)} MB ${file}`;
}

function largest(duels: readonly Duel[]): readonly Duel[] {
  return [...duels].sort((a, b) => b.bytes - a.bytes).slice(0, WORST);
}

function cells(name: string, values: readonly string[]): string {
  const widths = [9, 15, 9, 8, 8, 10];
  const short = name.length > 72 ? `…${name.slice(-71)}` : name;
  return `${short.padEnd(72)}${widths.map((width, i) => (values[i] ?? '').padStart(width + 1)).join('')}`;
}

function range({ wall }: Figures): string {
  return `${ms(wall.min)}-${ms(wall.max)}`;
}

function both(figures: Figures | undefined): string {
  return `${ms(figures?.wall.median)} ${ms(figures?.cpu.median)}`;
}

function megabytes({ peak }: Figures): string {
  return peak === undefined ? '' : (peak.median / 1e6).toFixed(0);
}

function ms(value = Number.NaN): string {
  return value.toFixed(0);
}

function times(ratio = Number.NaN): string {
  return `${ratio.toFixed(2)}x`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
