import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { policyGroups, typicalChart } from './bench-streams.ts';

// Ratios to bare `node -e 0` in the same run, the commands taken in turn: machines differ and drift, ratios hold.
const RUNS = Number(process.env.NETPOLISH_BENCH_RUNS ?? 25);
/** Seconds each, not milliseconds: fewer turns do. */
const MERGE_RUNS = Math.max(3, Math.round(RUNS / 5));
const RENDER = ['post-render', '--fail-on', 'never'];
const BIN = resolve('dist/netpolish.cjs');
const CORPUS = join(process.env.NETPOLISH_SHARED ?? '../shared', 'corpus');
const ARGO_CD = join(CORPUS, 'prod/argoproj__argo-cd/manifests/install.yaml');

/** Milliseconds of one run: by the clock, and of processor time. */
type Timing = { readonly wall: number; readonly cpu: number };
type Stream = { readonly name: string; readonly reach: number; readonly bytes: Buffer };

const folder = mkdtempSync(join(tmpdir(), 'netpolish-bench-'));
const parseAll = join(folder, 'parse-all.cjs');
writeFileSync(
  parseAll,
  `const { parseAllDocuments } = require(${JSON.stringify(resolve('node_modules/yaml'))});
parseAllDocuments(require('node:fs').readFileSync(0, 'utf8'), { logLevel: 'silent' });`,
);

const streams: Stream[] = [
  { name: 'no policies (40 documents)', reach: 1.25, bytes: Buffer.from(typicalChart(40, 0)) },
  { name: 'typical chart (40 documents, 6 policies)', reach: 1.8, bytes: Buffer.from(typicalChart(34, 6)) },
];
if (existsSync(ARGO_CD)) streams.push({ name: 'argo-cd install (2 MB)', reach: 2.5, bytes: readFileSync(ARGO_CD) });
else console.log(`no corpus at ${CORPUS}: the 2 MB install is left out`);

console.log(row('netpolish post-render against node -e 0', 'wall', 'cpu', 'reach', 'parsing all costs'));
for (const { name, reach, bytes } of streams) {
  const { ours, bare, whole } = measure(bytes, RENDER, RUNS);
  const beyond = (whole.cpu - bare.cpu) / Math.max(ours.cpu - bare.cpu, 0.1);
  const [wall, cpu] = [ours.wall / bare.wall, ours.cpu / bare.cpu].map((ratio) => `${ratio.toFixed(2)}x`);
  console.log(row(name, wall, cpu, `${reach}x`, `${beyond.toFixed(1)}x our cpu beyond bare node`));
}

console.log(
  `\n${row('merging and proving, beyond bare node', 'wall', 'cpu', 'reach', 'against parsing the same with yaml')}`,
);
const merges: readonly (Stream & { readonly policies: number })[] = [
  { name: '1,000 policies in 100 groups', reach: 2, policies: 1000, bytes: Buffer.from(policyGroups(100, 10)) },
  { name: '1,000 policies in one group', reach: 4, policies: 1000, bytes: Buffer.from(policyGroups(1, 1000)) },
];
for (const { name, reach, bytes } of merges) {
  const { ours, bare, whole } = measure(bytes, ['merge', '-'], MERGE_RUNS);
  const beyond = (by: keyof Timing): string =>
    `${((ours[by] - bare[by]) / Math.max(whole[by] - bare[by], 0.1)).toFixed(2)}x`;
  console.log(row(name, beyond('wall'), beyond('cpu'), `${reach}x`));
}
const growth = [50, 100, 200, 400].map((groups) => {
  const { ours, bare } = measure(Buffer.from(policyGroups(groups, 10)), ['merge', '-'], MERGE_RUNS);
  return [groups, ours.wall - bare.wall] as const;
});
console.log(row('growth from 500 to 4,000, ten in a group', `n^${exponent(growth).toFixed(2)}`, '', 'near 1'));
rmSync(folder, { recursive: true });

/** The slope of a straight line through the points, on logarithmic scales: time grows with this power of the size. */
function exponent(points: readonly (readonly [size: number, time: number])[]): number {
  const logs = points.map(([size, time]) => [Math.log(size), Math.log(Math.max(time, 0.1))] as const);
  const mean = (i: 0 | 1): number => logs.reduce((sum, point) => sum + point[i], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return over / logs.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
}

function row(name: string, wall = '', cpu = '', reach = '', parsing = ''): string {
  return `${name.padEnd(42)} ${wall.padStart(7)} ${cpu.padStart(7)} ${reach.padStart(7)}   ${parsing}`;
}

function measure(bytes: Buffer, args: readonly string[], runs: number): Record<'ours' | 'bare' | 'whole', Timing> {
  const timings: Record<'ours' | 'bare' | 'whole', Timing[]> = { ours: [], bare: [], whole: [] };
  for (let run = 0; run <= runs; run++) {
    const turn = {
      bare: time(['-e', '0'], Buffer.alloc(0)),
      ours: time([BIN, ...args], bytes),
      ...((run % 4 === 0 || runs < RUNS) && { whole: time([parseAll], bytes) }),
    };
    // The first turn warms the caches of the machine and is not counted.
    if (run > 0) for (const [name, timing] of Object.entries(turn)) timings[name as keyof typeof timings].push(timing);
  }
  return { ours: middle(timings.ours), bare: middle(timings.bare), whole: middle(timings.whole) };
}

function time(args: readonly string[], input: Buffer): Timing {
  const cpuBefore = childrenCpu();
  const start = process.hrtime.bigint();
  execFileSync(process.execPath, [...args], { input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1 << 28 });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  return { wall, cpu: cpuBefore === undefined ? wall : (childrenCpu() ?? 0) - cpuBefore };
}

/** Processor time of all children that ended, from /proc (in ticks of 10 ms); the clock has to do elsewhere. */
function childrenCpu(): number | undefined {
  if (!existsSync('/proc/self/stat')) return undefined;
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/** The median by the clock; the mean of processor time, whose ticks are too coarse for single runs. */
function middle(timings: readonly Timing[]): Timing {
  const walls = timings.map(({ wall }) => wall).sort((a, b) => a - b);
  return { wall: walls[walls.length >> 1] ?? 0, cpu: timings.reduce((sum, { cpu }) => sum + cpu, 0) / timings.length };
}
