import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartRow, RenderFailure } from '../../src/chart/types.ts';
import { describe, type Outcome, outcomes, surplus } from '../chart/match.ts';
import { type PlantedChart, plantedCharts } from '../chart/planted.ts';
import { type ChartBench, chartBench, fingerprint, IN_FULL, newestHelms, shareOf } from './chart.ts';
import { withFiles } from './project.ts';
import { run } from './run.ts';

const charts = plantedCharts();
const kindOfChart = ({ rows: [first] }: PlantedChart): string => first?.cause ?? 'clean';
// Three charts without fault have so many values that their whole sweeps take as long as fifteen others.
const SHORT = IN_FULL ? [] : ['--budget', '30'];

const COUNTED = ['found', 'flagsRight', 'lineRight', 'hasCause', 'hasCure'] as const;

const test = suite('netpolish chart');

for (const host of await newestHelms()) {
  const all: Outcome[] = [];

  for (const { name, folder, rows } of shareOf(host, charts, kindOfChart)) {
    const what = rows.length > 0 ? 'what was planted is told' : 'nothing is told';
    test(`${host.name}, ${name}: ${what}`, () =>
      withFiles({}, async (world) => {
        const bench = remembering(await chartBench(host, world));
        const before = await fingerprint(folder);
        const { code, report } = await bench.report(folder, rows.length === 0 ? SHORT : []);
        assert.is(await fingerprint(folder), before, 'nothing is written into the chart');
        assert.equal(await readdir(bench.scraps), [], 'no temporary folder is left');
        const found = outcomes(report, rows);
        all.push(...found);
        assert.equal(surplus(report, rows).map(describe), [], 'no errors that nobody planted');
        assert.equal(found.flatMap(faultsOf), []);
        if (rows.length === 0) assert.equal([code, loud(report.rows), faults(report.failures)], [0, [], []]);
        else assert.is(code, rows.some(({ severity }) => severity === 'error') ? 1 : 0);
        await showsItself(bench, folder, report.rows, report.failures);
        await cureThemselves(bench, world, folder, report.rows);
      }));
  }

  test.after(() => {
    const [found, flags, lines, causes, cures] = COUNTED.map((key) => all.filter((outcome) => outcome[key]).length);
    process.stderr.write(
      `${host.name}: ${all.length} faults planted, ${found} found, ${flags} with the fewest values, ` +
        `${lines} lines right, ${causes} with a cause, ${cures} with a cure\n`,
    );
  });
}

test.run();

/** The same findings are asked for more than once: of a chart that no test changes. */
const remembering = (bench: ChartBench): ChartBench => {
  const known = new Map<string, ReturnType<ChartBench['findings']>>();
  const findings: ChartBench['findings'] = (folder, flags) => {
    const key = JSON.stringify([folder, flags]);
    const told = known.get(key) ?? bench.findings(folder, flags);
    known.set(key, told);
    return told;
  };
  return { ...bench, findings };
};

/** Rows that are not for those alone who ask for infos. */
const loud = (rows: readonly ChartRow[]): readonly string[] =>
  rows.filter(({ finding }) => finding.severity !== 'info').map(describe);

const faults = (failures: readonly RenderFailure[]): readonly string[] =>
  failures.filter(({ isFault }) => isFault).map(describe);

/** The flags of each row, given to Helm, show what the row says. */
const showsItself = async (
  bench: ChartBench,
  folder: string,
  rows: readonly ChartRow[],
  failures: readonly RenderFailure[],
): Promise<void> => {
  for (const { finding, flags } of rows) {
    const shown = (await bench.findings(folder, flags)).map(({ check, policy }) => `${check} ${kindOf(policy?.name)}`);
    assert.ok(shown.includes(`${finding.check} ${kindOf(finding.policy?.name)}`), `${flags.join(' ')}: ${shown}`);
  }
  for (const { flags } of failures) {
    assert.is.not((await bench.helm(folder, flags)).code, 0, `${flags.join(' ')} renders`);
  }
};

/** Each cure, applied to a copy of the chart, takes the fault away and brings none where the defaults had none. */
const cureThemselves = async (
  bench: ChartBench,
  world: string,
  folder: string,
  rows: readonly ChartRow[],
): Promise<void> => {
  for (const [index, { finding, flags, place, cure }] of rows.entries()) {
    if (cure === undefined || place === undefined || !place.onDisk) continue;
    const [copy, patch] = [join(world, `cured-${index}`), join(world, `${index}.patch`)];
    await cp(folder, copy, { recursive: true });
    await writeFile(patch, cure.diff);
    const applied = await run('patch', ['--silent', '--binary', join(copy, place.file), patch]);
    assert.is(applied.code, 0, `${applied.stdout}\n${cure.diff}`);
    const left = await bench.findings(copy, flags);
    const same = left.filter(
      ({ check, policy }) => check === finding.check && kindOf(policy?.name) === kindOf(finding.policy?.name),
    );
    const before = rows.filter(({ finding: { check, policy }, choice, flags: others }) =>
      [
        check === finding.check,
        kindOf(policy?.name) === kindOf(finding.policy?.name),
        choice.length === 0 || String(others) === String(flags),
      ].every(Boolean),
    );
    assert.ok(same.length < before.length, `${flags.join(' ')}: the cure does not cure\n${cure.diff}`);
    const [was, is] = [await bench.findings(folder, []), await bench.findings(copy, [])];
    assert.ok(is.filter(isLoud).length <= was.filter(isLoud).length, `the cure brings a fault\n${cure.diff}`);
  }
};

const isLoud = ({ severity }: { readonly severity: string }): boolean => severity !== 'info';

/** The name of a policy without that of the release, which is the caller's. */
const kindOf = (name = ''): string => name.replace(/^(shop|release-name)-?/, '');

const faultsOf = ({ planted, found, flagsRight, lineRight, told }: Outcome): string[] => {
  const what = `${planted.check} ${planted.choice.join(' ') || '(defaults)'} at ${planted.template}:${planted.line}`;
  const wrong = found ? [flagsRight ? '' : 'values', lineRight ? '' : 'line'].filter(Boolean) : ['not found'];
  return wrong.map((word) => `${what}: ${word}; told: ${told}`);
};
