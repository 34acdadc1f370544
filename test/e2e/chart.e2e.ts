import { readdir } from 'node:fs/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartRow, RenderFailure } from '../../src/chart/types.ts';
import { describe, type Outcome, outcomes, surplus } from '../chart/match.ts';
import { plantedCharts } from '../chart/planted.ts';
import { type ChartBench, chartBench, fingerprint } from './chart.ts';
import { helmHosts } from './hosts.ts';
import { withFiles } from './project.ts';

const hosts = await helmHosts();
const newest = ([3, 4] as const).flatMap((major) => hosts.filter((host) => host.major === major).slice(-1));
const charts = plantedCharts();

for (const host of newest) {
  const test = suite(`netpolish chart with ${host.name}`);
  const all: Outcome[] = [];

  for (const { name, folder, rows } of charts) {
    test(rows.length > 0 ? `${name}: what was planted is told` : `${name}: nothing is told`, () =>
      withFiles({}, async (world) => {
        const bench = await chartBench(host, world);
        const before = await fingerprint(folder);
        const { code, report } = await bench.report(folder);
        assert.is(await fingerprint(folder), before, 'nothing is written into the chart');
        assert.equal(await readdir(bench.scraps), [], 'no temporary folder is left');
        const found = outcomes(report, rows);
        all.push(...found);
        assert.equal(surplus(report, rows).map(describe), [], 'no errors that nobody planted');
        assert.equal(found.flatMap(faultsOf), []);
        if (rows.length === 0) assert.equal([code, loud(report.rows), faults(report.failures)], [0, [], []]);
        else assert.is(code, rows.some(({ severity }) => severity === 'error') ? 1 : 0);
        await showsItself(bench, folder, report.rows, report.failures);
      }),
    );
  }

  test.after(() => {
    const [found, flags, lines] = (['found', 'flagsRight', 'lineRight'] as const).map(
      (key) => all.filter((outcome) => outcome[key]).length,
    );
    process.stderr.write(
      `${host.name}: ${all.length} faults planted, ${found} found, ${flags} with the fewest values, ${lines} lines right\n`,
    );
  });

  test.run();
}

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

/** The name of a policy without that of the release, which is the caller's. */
const kindOf = (name = ''): string => name.replace(/^(shop|release-name)-?/, '');

const faultsOf = ({ planted, found, flagsRight, lineRight, told }: Outcome): string[] => {
  const what = `${planted.check} ${planted.choice.join(' ') || '(defaults)'} at ${planted.template}:${planted.line}`;
  const wrong = found ? [flagsRight ? '' : 'values', lineRight ? '' : 'line'].filter(Boolean) : ['not found'];
  return wrong.map((word) => `${what}: ${word}; told: ${told}`);
};
