import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartReport } from '../../src/chart/types.ts';
import { CHARTS } from '../chart/planted.ts';
import { type ChartBench, chartBench } from './chart.ts';
import { helmHosts } from './hosts.ts';
import { bin, withFiles } from './project.ts';
import { run } from './run.ts';

const test = suite('ways to call netpolish chart');

const hosts = await helmHosts();
const withBench = (body: (bench: ChartBench, world: string) => Promise<void>, major = 4): Promise<void> =>
  withFiles({}, async (world) => {
    const host = hosts.findLast((one) => one.major === major);
    if (host === undefined) throw new Error(`there is no Helm ${major}`);
    await body(await chartBench(host, world), world);
  });

const chartNamed = (name: string): string => join(CHARTS, name);

/** What of a report is the chart's: not the Helm's version, not the folder. */
const essence = ({ rows, failures, matrix, sweep }: ChartReport): unknown => ({ rows, failures, matrix, sweep });

test('two runs, and two Helms, say the same', async () => {
  const reports: unknown[] = [];
  for (const major of [3, 4, 4]) {
    await withBench(async (bench) => {
      reports.push(essence((await bench.report(chartNamed('metrics-from'))).report));
    }, major);
  }
  assert.equal(reports[1], reports[2], 'two runs');
  assert.equal(reports[0], reports[1], 'two Helms');
});

test('a packed chart is swept as its folder is, and no line of it can be opened', () =>
  withBench(async (bench, world) => {
    const packed = join(world, 'larder-1.2.0.tgz');
    await run('tar', ['-czf', packed, '--transform', 's/^blank-from/larder/', '-C', CHARTS, 'blank-from']);
    const [row] = (await bench.report(packed)).report.rows.filter(({ finding }) => finding.severity === 'error');
    assert.is(row?.finding.check, 'emptied-peers');
    assert.equal(row?.flags, ['--set', 'networkPolicy.enabled=true']);
    assert.equal([row?.place?.file, row?.place?.line, row?.place?.onDisk], ['templates/networkpolicy.yaml', 15, false]);
  }));

test('values of files and flags are the base: what they open is told first, with nothing to add', () =>
  withBench(async (bench, world) => {
    const values = join(world, 'values.yaml');
    await writeFile(values, 'networkPolicy:\n  enabled: true\n');
    for (const base of [
      ['--values', values],
      ['--set', 'networkPolicy.enabled=true'],
    ]) {
      const told = join(world, 'told.txt');
      const { code, report } = await bench.report(chartNamed('blank-from'), [...base, '--format', `text=${told}`]);
      const [row] = report.rows;
      assert.equal([code, row?.finding.check, row?.choice, row?.flags], [1, 'emptied-peers', [], []], base.join(' '));
      const text = await readFile(told, 'utf8');
      const words = /^ {2}Try: helm (template .*) \| netpolish check -$/m.exec(text)?.[1]?.split(' ') ?? [];
      const { stdout: render } = await run(bench.host.helm, words, { env: bench.env });
      assert.match(render, /- from:\n +ports:/, 'the line to try shows it');
    }
    const clients = '{"networkPolicy":{"clients":[{"role":"shop"}]}}';
    await writeFile(values, clients);
    const { report } = await bench.report(chartNamed('blank-from'), ['--values', values]);
    const [row] = report.rows.filter(({ finding }) => finding.severity === 'error');
    assert.equal(row?.flags, ['--set-json', 'networkPolicy.clients=[]', '--set', 'networkPolicy.enabled=true']);
  }));

test('Helm is the one on PATH where none is named', () =>
  withBench(async (bench) => {
    const env = { ...bench.env, PATH: `${dirname(bench.host.helm)}${delimiter}${process.env.PATH}` };
    const args = [bin, 'chart', chartNamed('blank-from'), '--format', 'json'];
    const { code, stdout } = await run(process.execPath, args, { env });
    assert.equal([code, (JSON.parse(stdout) as ChartReport).helm], [1, bench.host.version]);
    const { code: without, stderr } = await run(process.execPath, args, { env: { ...bench.env, PATH: '/absent' } });
    assert.ok(without === 2 || without === 3, `ends with ${without}`);
    assert.match(stderr, /^netpolish: .*helm.*\n$/i);
  }));

test('exit codes: what blocks is told by --fail-on, --ignore and a baseline', () =>
  withBench(async (bench, world) => {
    // Their faults show in the first renders.
    const codes = async (name: string, flags: readonly string[]): Promise<number> =>
      (await bench.chart(chartNamed(name), ['--budget', '6', ...flags])).code;
    assert.is(await codes('null-label', []), 1);
    assert.is(await codes('null-label', ['--fail-on', 'never']), 0);
    assert.is(await codes('null-label', ['--ignore', 'emptied-label']), 0);
    assert.is(await codes('nil-pointer', []), 0);
    assert.is(await codes('nil-pointer', ['--fail-on', 'warning']), 1);
    const baseline = ['--baseline', join(world, 'baseline.json')];
    assert.is(await codes('null-label', [...baseline, '--write-baseline']), 0);
    assert.is(await codes('null-label', baseline), 0);
    assert.is(await codes('blank-from', baseline), 1);
  }));

test('a budget ends the sweep, which says so; what was found until then is told', () =>
  withBench(async (bench, world) => {
    const told = join(world, 'told.txt');
    const flags = ['--budget', '3', '--format', `text=${told}`];
    const { code, report } = await bench.report(chartNamed('default-fault'), flags);
    const text = await readFile(told, 'utf8');
    assert.is(code, 1);
    assert.match(text, /emptied-rule/);
    assert.match(text, /3 renders/);
    assert.ok(report.sweep.stopped !== undefined && report.sweep.tried < report.sweep.planned);
  }));

test('SARIF points at the lines of the templates', () =>
  withBench(async (bench, world) => {
    const file = join(world, 'report.sarif');
    await bench.chart(chartNamed('sub-chart-helper'), ['--format', `sarif=${file}`]);
    const { runs } = JSON.parse(await readFile(file, 'utf8')) as Sarif;
    const places = runs.flatMap(({ results }) => results.flatMap(({ locations }) => locations.map(placeOf)));
    const helper = 'charts/sub-chart-helper/charts/oven/templates/_helpers.tpl';
    for (const line of [34, 41]) {
      assert.ok(
        places.some((place) => place.endsWith(`${helper}:${line}`)),
        `${line} of ${places.join(' ')}`,
      );
    }
  }));

type Place = {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region?: { readonly startLine: number };
  };
};

type Sarif = { readonly runs: readonly { readonly results: readonly { readonly locations: readonly Place[] }[] }[] };

const placeOf = ({ physicalLocation: { artifactLocation, region } }: Place): string =>
  `${artifactLocation.uri}:${region?.startLine}`;

test.run();
