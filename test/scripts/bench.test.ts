import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { document } from '../../scripts/bench/json.ts';
import type { Series } from '../../scripts/bench/measure.ts';
import { page } from '../../scripts/bench/page.ts';
import { CAT, judge, memory, type Reach, seconds, timesBare, timesParsing } from '../../scripts/bench/reach.ts';
import { growthOf, type Row } from '../../scripts/bench/row.ts';
import { exponent, median, pairedRatio, spread } from '../../scripts/bench/statistics.ts';
import { mixed, policyGroups, type Stream, size, typicalChart } from '../../scripts/bench/streams.ts';
import { lines } from '../../scripts/bench/table.ts';
import { type Duel, isClose, summary, took, worst } from '../../scripts/bench/versus.ts';

const test = suite('bench');

const MEDIANS: readonly (readonly [values: readonly number[], middle: number])[] = [
  [[7], 7],
  [[9, 1, 5], 5],
  [[10, 9, 100], 10],
  [[4, 1, 3, 2], 2.5],
  [[], Number.NaN],
];
for (const [values, middle] of MEDIANS) {
  test(`the median of ${JSON.stringify(values)}`, () => {
    const before = [...values];
    assert.ok(Object.is(median(values), middle));
    assert.equal(values, before, 'what was given is not sorted in place');
  });
}

test('a spread is median, least and greatest', () => {
  assert.equal(spread([30, 10, 20]), { median: 20, min: 10, max: 30 });
});

test('ratios are of runs that followed one another, not of medians', () => {
  // The machine slows down fourfold in the middle of the series; both sides feel it.
  assert.is(pairedRatio([20, 80, 22], [10, 40, 11]), 2);
  assert.is(pairedRatio([10, 20, 90], [10, 10]), 1.5, 'a turn that one side lacks has no ratio');
});

const GROWTHS: readonly (readonly [name: string, time: (size: number) => number, power: number])[] = [
  ['constant', () => 8, 0],
  ['linear', (n) => 3 * n, 1],
  ['quadratic', (n) => n * n, 2],
  ['nothing beyond bare Node', () => -1, 0],
];
for (const [name, time, power] of GROWTHS) {
  test(`growth: ${name}`, () => {
    const sizes = [1, 10, 100];
    assert.ok(Math.abs(exponent(sizes.map((n) => [n, time(n)])) - power) < 1e-9);
  });
}

const run = (wall: readonly number[], peaks: readonly number[] = []): Series => ({
  wall,
  cpu: wall,
  peaks,
  late: false,
});
const LATE: Series = { wall: [], cpu: [], peaks: [], late: true };
const MB = 1e6;

const REACHES: readonly (readonly [
  name: string,
  reach: Reach,
  series: Readonly<Record<string, Series>>,
  share: number,
  met: boolean | null,
])[] = [
  ['just met', timesBare(1.5), { bare: run([40]), ours: run([60]) }, 1, true],
  ['missed', timesBare(1.5), { bare: run([40]), ours: run([90]) }, 1.5, false],
  ['the median of turns', timesBare(2), { bare: run([10, 100, 10]), ours: run([20, 200, 60]) }, 1, true],
  ['cat: the faster one counts', CAT, cats(40, 80, 60, 76), 1, true],
  ['cat: no faster than bare', CAT, cats(80, 70, 75, 92), 1, true],
  ['seconds', seconds(8), { bare: run([40]), ours: run([16_000]) }, 2, false],
  ['seconds, late', seconds(8), { bare: run([40]), ours: LATE }, 60 / 8, false],
  ['late, and not decided', seconds(120), { bare: run([40]), ours: LATE }, 0.5, null],
  ['parsing', timesParsing(2), { bare: run([40]), parsing: run([140]), ours: run([240]) }, 1, true],
  ['memory without policies', memory(10 * MB, 0), { ours: run([1], [90 * MB]) }, 1, true],
  ['memory with policies', memory(10 * MB, MB), { ours: run([1], [300 * MB, 100 * MB, 600 * MB]) }, 2, false],
];
for (const [name, reach, series, share, met] of REACHES) {
  test(`reach: ${name}`, () => {
    const judged = judge(reach, series, 60_000);
    assert.ok(Math.abs((judged?.share ?? Number.NaN) - share) < 1e-9, `${judged?.share} is not ${share}`);
    assert.is(judged?.met, met);
  });
}

test('a peak that nobody measured is no reach, met or missed', () => {
  assert.is(judge(memory(1, 0), { ours: run([1]) }, 1000), undefined);
});

function cats(bare: number, cat: number, fastCat: number, ours: number): Readonly<Record<string, Series>> {
  return { bare: run([bare]), cat: run([cat]), fastCat: run([fastCat]), ours: run([ours]) };
}

const STREAMS: readonly (readonly [name: string, stream: Stream, bytes: number, share: number])[] = [
  ['no policies', mixed(MB, 0), MB, 0],
  ['0.1 %', mixed(MB, 0.001), MB, 0.001],
  ['1 %', mixed(MB, 0.01), MB, 0.01],
  ['50 %', mixed(MB, 0.5), MB, 0.5],
  ['a typical chart', typicalChart(34, 6), 28_000, 6 / 40],
  ['policies alone', policyGroups(10, 10), 61_000, 1],
];
for (const [name, { documents, policyBytes }, bytes, share] of STREAMS) {
  test(`stream: ${name}`, () => {
    const policies = documents.filter((document) => document.includes('\nkind: NetworkPolicy\n'));
    assert.ok(Math.abs(policies.length / documents.length - share) <= 1 / documents.length);
    assert.ok(Math.abs(size(documents) / bytes - 1) < 0.1, `${size(documents)} bytes`);
    assert.is(policyBytes, size(policies));
    assert.is(
      new Set(documents.map((document) => /kind: .*\nmetadata:\n {2}name: .*/.exec(document)?.[0])).size,
      documents.length,
    );
  });
}

function duel(file: string, ours: number, peer: number): Duel {
  const took = (work: number, start: number) => ({ wall: start + work, cpu: start + work, work });
  const mine = { ...took(ours, 40), beyondVersion: Math.max(0, ours - 20) };
  return { file, bytes: 1, turns: 1, ours: mine, peer: took(peer, 10) };
}

test('a peer: what is lost by the clock, and by work', () => {
  const duels = [
    duel('won', 10, 100),
    duel('lost by the start', 20, 30),
    duel('lost', 50, 25),
    duel('lost by most', 90, 5),
  ];
  const { lost, sum, met } = summary(duels);
  assert.equal(lost, { wall: 3, work: 2, beyondVersion: 2, cpu: 3 });
  assert.is(met, false);
  assert.is(sum.ours.work, 170);
  assert.is(sum.peer.wall, 200);
  assert.equal(
    worst(duels, 5).map(({ file }) => file),
    ['lost by most', 'lost'],
  );
  assert.is(summary(duels.slice(0, 2)).met, true);
});

test('what is close is run again', () => {
  assert.is(isClose(duel('close', 20, 25)), true);
  assert.is(isClose(duel('clear', 10, 200)), false);
});

test('work is what lies beyond the bare start, and never less than nothing', () => {
  assert.equal(
    took(
      [
        { wall: 50, cpu: 3 },
        { wall: 70, cpu: 5 },
        { wall: 60, cpu: 4 },
      ],
      40,
    ),
    { wall: 60, cpu: 4, work: 20 },
  );
  assert.is(took([{ wall: 30, cpu: 1 }], 40).work, 0);
});

const figures = (wall: number) => ({ wall: spread([wall]), cpu: spread([wall]), turns: 1 });
const ROW: Row = {
  kind: 'row',
  section: 'start',
  name: 'typical chart',
  bytes: 1000,
  policyBytes: 0,
  ours: { ...figures(68), peak: spread([50 * MB]) },
  bare: figures(40),
  beside: { cat: figures(45) },
  ratio: { wall: 1.7, cpu: 1.65 },
  reaches: [{ of: 'wall', formula: '1.7x bare', allowed: 68, share: 1.02, cpuShare: 0.97, met: false }],
};

test('a row of the table has its figures, its reach, and what ran beside it', () => {
  assert.equal(lines(ROW).replace(/ +/g, ' ').split('\n'), [
    'typical chart 68 68-68 68 50 1.70x 1.65x MISSED (wall 102 %, cpu 97 % of 1.7x bare)',
    ' beside, wall and cpu ms: bare 40 40, cat 45 45',
  ]);
});

test('a row that came too late says so, and growth leaves it out', () => {
  const { ours: _, ratio: __, ...rest } = ROW;
  const late: Row = { ...rest, beside: {}, late: 60, reaches: [] };
  assert.match(lines(late), /> 60 s$/);
  assert.is(
    growthOf('growth', [ROW, late], ({ bytes }) => bytes),
    undefined,
  );
  const rows = [ROW, { ...ROW, bytes: 10_000, ours: figures(40 + 280) }, { ...late, bytes: 100_000 }];
  const growth = growthOf('growth', rows, ({ bytes }) => bytes);
  assert.ok(growth !== undefined && Math.abs(growth.wall - 1) < 1e-9);
  assert.match(lines(growth), /n\^1\.00 .* 2 sizes/);
});

test('the document sorts what was found by kind, and the page has every row, growth and peer once', () => {
  const duels = [duel('won', 10, 100)];
  const peer = { name: 'other', version: 'v1.2.3', does: 'nothing' };
  const start = { node: 40, version: 60, peer: 10 };
  const about = {
    when: '2026-01-02T03:04:05Z',
    machine: { cpu: 'A CPU', cores: 2, memory: 2 ** 30, system: 'linux', load: 0 },
    node: '20.0.0',
    netpolish: '0.1.0',
    memoryBy: 'GNU time' as const,
    quick: false,
  };
  const made = document(about, [
    { kind: 'note', section: 'start', text: 'no cache' },
    ROW,
    { kind: 'versus', section: 'peers', peer, start, unread: ['a'], late: [], duels, ...summary(duels) },
    { kind: 'growth', section: 'streams', name: 'growth, 1 % policies', sizes: [1, 10], wall: 1.02, cpu: 1 },
  ]);
  assert.equal(made.rows, [ROW]);
  assert.equal([made.growth.length, made.peers.length, made.notes], [1, 1, ['start: no cache']]);
  const text = page(made);
  for (const told of [
    '2026-01-02, with netpolish 0.1.0 on Node 20.0.0',
    '| start: typical chart | 68 ms | 1.70x | 1.65x | 50 MB | time **missed**: 102 % of 1.7x bare |',
    '| streams: 1 % policies, 2 sizes | 1.02 |',
    '| other v1.2.3 | nothing | 1 | 50 ms to 110 ms | 10 ms to 100 ms | 0, 0 | 1, 0 |',
    '- start: no cache',
  ]) {
    assert.is(text.split(told).length, 2, `${told} in\n${text}`);
  }
});

test.run();
