import type { Log, Result } from 'sarif';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartReport } from '../../src/chart/types.ts';
import { CHART_REPORTERS } from '../../src/report/chart-formats.ts';
import { polishedOf } from '../../src/report/chart-polished.ts';
import type { Format } from '../../src/report/index.ts';
import type { ReportContext } from '../../src/report/reporter.ts';
import { CLEAN, DEFAULT, FULL, ONE, TWO } from './chart-reports.ts';
import { CONTEXT as HOSTILE_CONTEXT } from './hostile.ts';
import { readCommands } from './workflow-commands.ts';

const test = suite('report/chart-polished');

const CONTEXT: ReportContext = { ...HOSTILE_CONTEXT, verbose: false };

function written(format: Format, report: ChartReport): string {
  return CHART_REPORTERS[format](report, CONTEXT);
}

function results(report: ChartReport): readonly Result[] {
  return (JSON.parse(written('sarif', report)) as Log).runs[0]?.results ?? [];
}

test('SARIF points at a line where the template is a file and the line is known, and nowhere else', () => {
  const places = results({ ...FULL, rows: [ONE, DEFAULT, TWO] }).map(({ ruleId, locations }) => {
    const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
    return [ruleId, artifactLocation?.uri, region?.startLine, region?.startColumn];
  });
  assert.equal(places, [
    ['emptied-peers', 'charts/shop/templates/np.yaml', 14, 7],
    ['emptied-policy-types', 'charts/shop/charts/uploader/templates/np.yaml', undefined, undefined],
    ['unknown-field', 'charts/shop/templates/web.yaml', undefined, undefined],
    ['chart-render', 'charts/shop/templates/np.yaml', 18, 20],
  ]);
});

test('each result of SARIF has its rule, and there is none for what did not happen', () => {
  for (const report of [FULL, CLEAN]) {
    const [run] = (JSON.parse(written('sarif', report)) as Log).runs;
    const rules = run?.tool.driver.rules ?? [];
    for (const { ruleId, ruleIndex } of run?.results ?? []) assert.is(rules[ruleIndex ?? -1]?.id, ruleId);
    assert.is(
      rules.some(({ id }) => id === 'chart-render'),
      report === FULL,
    );
  }
});

test('each says with which values, and nothing offers to edit a render', () => {
  const all = results(FULL);
  assert.match(all[1]?.message.text ?? '', /^With --set metrics\.enabled=true: `from` is blank/);
  assert.match(all[1]?.message.text ?? '', 'Write: move `from` into its `if`');
  assert.match(all[2]?.message.text ?? '', /^With the defaults: .*\(charts\/uploader\/templates\/np\.yaml:9\)/);
  assert.ok(all.every(({ fixes }) => fixes === undefined));
  assert.equal(
    all.map(({ suppressions }) => suppressions?.length),
    [0, 0, 0, 1, 0],
  );
});

test('a chart in the folder itself, or in one with a slash, is named from there', () => {
  for (const [folder, uri] of [
    ['.', 'templates/np.yaml'],
    ['./', 'templates/np.yaml'],
    ['./a/', 'a/templates/np.yaml'],
    ['/home/me/shop/a', 'a/templates/np.yaml'],
  ] as const) {
    const [first] = results({ ...CLEAN, chart: { ...CLEAN.chart, folder }, rows: [ONE] });
    assert.is(first?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, uri, folder);
  }
});

test('GitHub is told beside the lines that are there', () => {
  const [web, redis] = readCommands(written('github', FULL));
  assert.is(redis?.properties.file, 'charts/shop/templates/np.yaml');
  assert.is(redis?.properties.line, '14');
  assert.is(web?.properties.file, undefined);
  assert.match(web?.message ?? '', /^charts\/shop\/templates\/web\.yaml \(rendered line 27\): With --set/);
});

test('GitLab has each once, with a place', () => {
  const issues = JSON.parse(written('gitlab', FULL)) as readonly {
    readonly fingerprint: string;
    readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
  }[];
  assert.equal(
    issues.map(({ location }) => `${location.path}:${location.lines.begin}`),
    [
      'charts/shop/templates/web.yaml:1',
      'charts/shop/templates/np.yaml:14',
      'charts/shop/charts/uploader/templates/np.yaml:1',
      'charts/shop/templates/np.yaml:18',
    ],
  );
  assert.is(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
});

test('JUnit has every policy once, those without a fault as passed', () => {
  const names = (report: ChartReport): readonly string[] =>
    [...written('junit', report).matchAll(/<testcase .*? name="(.*?)"/g)].map(([, name = '']) => name);
  assert.equal(names(CLEAN), ['NetworkPolicy release-name-redis']);
  assert.equal([...names(FULL)].sort(), [
    'Chart shop',
    'NetworkPolicy release-name-redis',
    'NetworkPolicy release-name-redis',
    'NetworkPolicy release-name-uploader',
    'NetworkPolicy release-name-web',
  ]);
  assert.match(written('junit', FULL), 'With --set metrics.enabled=true; also with metrics.port= |');
});

test('the counts are those of the rows', () => {
  const { summary, fingerprints, findings } = polishedOf(FULL);
  assert.equal([summary.errors, summary.warnings, summary.infos, summary.ignored, summary.policies], [2, 2, 1, 1, 3]);
  assert.is(fingerprints().length, findings.length);
});

test.run();
