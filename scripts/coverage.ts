import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';

// How much of every room the tests run, off the summary that c8 wrote: `npm run coverage` does both. Exits 1 where a room is below
// its floor, or a file of the rooms that decide what the cluster does. Which lines: `npx c8 report -r text --include 'src/merge/**'`.

type Share = { readonly lines: number; readonly branches: number };
type Count = { readonly covered: number; readonly total: number };
type Counts = { readonly lines: Count; readonly branches: Count };

/**
 * Of each of these rooms at least so much, and of every file in them: a room of many files hides one that nobody runs. Types ask
 * for defaults that nothing reaches (`bytes[at] ?? 0`), in some files one branch in six.
 */
const DECIDING: readonly string[] = ['checks', 'manifest', 'merge', 'traffic'];
const ROOM: Share = { lines: 95, branches: 95 };
const FILE: Share = { lines: 90, branches: 80 };

/** Elsewhere somewhat less than is reached: raised as that rises, never lowered. */
const OTHERS: Readonly<Record<string, Share>> = {
  chart: { lines: 95, branches: 88 },
  cli: { lines: 93, branches: 93 },
  config: { lines: 98, branches: 95 },
  diff: { lines: 98, branches: 93 },
  doctor: { lines: 98, branches: 91 },
  explain: { lines: 98, branches: 90 },
  group: { lines: 98, branches: 92 },
  host: { lines: 96, branches: 92 },
  pipeline: { lines: 98, branches: 95 },
  policy: { lines: 98, branches: 95 },
  report: { lines: 98, branches: 93 },
  '.': { lines: 99, branches: 96 },
};

const summary = JSON.parse(readFileSync('coverage/coverage-summary.json', 'utf8')) as Readonly<Record<string, Counts>>;
const rooms = new Map<string, Counts[]>();
let broken = 0;
/** Of a room that a floor names and that there is not. */
const GONE: Counts = { lines: { covered: 0, total: 1 }, branches: { covered: 0, total: 1 } };

console.log('room            lines  floor  branches  floor');
for (const [path, counts] of Object.entries(summary)) {
  if (path === 'total') continue;
  const name = relative('src', path).split(sep).join('/');
  const room = name.includes('/') ? name.slice(0, name.indexOf('/')) : '.';
  rooms.set(room, [...(rooms.get(room) ?? []), counts]);
  if (DECIDING.includes(room) && isBelow(counts, FILE)) tell(name, counts, FILE);
}
for (const room of [...new Set([...DECIDING, ...Object.keys(OTHERS), ...rooms.keys()])]) {
  tell(room, sum(rooms.get(room) ?? [GONE]), DECIDING.includes(room) ? ROOM : (OTHERS[room] ?? ROOM));
}
process.exitCode = broken === 0 ? 0 : 1;

function tell(name: string, { lines, branches }: Counts, floor: Share): void {
  const isLow = isBelow({ lines, branches }, floor);
  if (isLow) broken++;
  const cells = [
    percent(lines).padStart(5),
    `${floor.lines}`.padStart(6),
    percent(branches).padStart(9),
    `${floor.branches}`.padStart(6),
  ];
  console.log(`${name.padEnd(15)} ${cells.join(' ')}${isLow ? '  BELOW' : ''}`);
}

function isBelow({ lines, branches }: Counts, floor: Share): boolean {
  return share(lines) < floor.lines || share(branches) < floor.branches;
}

function sum(all: readonly Counts[]): Counts {
  const of = (what: keyof Counts): Count => ({
    covered: all.reduce((n, counts) => n + counts[what].covered, 0),
    total: all.reduce((n, counts) => n + counts[what].total, 0),
  });
  return { lines: of('lines'), branches: of('branches') };
}

/** A file may be without branches. */
function share({ covered, total }: Count): number {
  return total === 0 ? 100 : (100 * covered) / total;
}

/** Rounded down, so that 94.96 does not read as 95. */
function percent(count: Count): string {
  return (Math.floor(share(count) * 10) / 10).toFixed(1);
}
