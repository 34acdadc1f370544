import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartReport } from '../../src/chart/types.ts';
import type { ChartContext } from '../../src/report/chart-context.ts';
import { chartMarkdown } from '../../src/report/chart-markdown.ts';
import { chartText } from '../../src/report/chart-text.ts';
import { assertGolden } from '../checks/golden.ts';
import { assigned, CLEAN, FULL, MANY, ONE, PEERS, rowOf } from './chart-reports.ts';
import { CONTEXT as HOSTILE_CONTEXT } from './hostile.ts';

const test = suite('report/chart-text');

const CONTEXT: ChartContext = { ...HOSTILE_CONTEXT, verbose: false, width: 120 };

const GOLDEN: Readonly<Record<string, () => string>> = {
  'chart.txt': () => chartText(FULL, CONTEXT),
  'chart.verbose.txt': () => chartText(FULL, { ...CONTEXT, verbose: true, matrix: true, colour: true }),
  'chart.md': () => chartMarkdown(FULL, CONTEXT),
};

for (const [file, write] of Object.entries(GOLDEN)) {
  test(`${file} is as it was`, () => assertGolden(new URL(`golden/${file}`, import.meta.url), write()));
}

test('a clean chart is told in a line', () => {
  assert.is(chartText(CLEAN, CONTEXT), 'nothing found in 40 choices of 12 values (41 renders)\n');
  assert.match(chartMarkdown(CLEAN, CONTEXT), /^### netpolish: shop 1\.2\.0: nothing found in 40 choices/);
});

test('a row begins with its value, and no line of the table is wider than the terminal', () => {
  for (const width of [80, 100, 160]) {
    const [table = ''] = chartText(FULL, { ...CONTEXT, width }).split('\n\n');
    const lines = table.split('\n');
    assert.is(lines.length, 4);
    assert.match(lines[0] ?? '', /^defaults +-> denies all ingress/);
    assert.match(lines[2] ?? '', /^metrics\.enabled=true +-> opens TCP/);
    if (width > 100) for (const line of lines) assert.ok(line.length <= width, `${width}: ${line}`);
  }
});

test('the values that were given are in what can be copied, and no defaults are spoken of', () => {
  const told = chartText({ ...FULL, rows: [rowOf(PEERS), ONE] }, { ...CONTEXT, given: ['-f', 'a b.yaml'] });
  assert.match(told, "Try: helm template charts/shop -f 'a b.yaml' --set metrics.enabled=true | netpolish check -");
  const named = chartText({ ...FULL, rows: [ONE] }, { ...CONTEXT, release: 'shop', words: ['--namespace', 'prod'] });
  assert.match(named, 'Try: helm template shop charts/shop --namespace prod --set metrics.enabled=true |');
  assert.match(named, /^metrics\.enabled=true +-> opens/);
  assert.match(told, /^values given +-> opens/);
  assert.not.match(told, /the defaults|^defaults/m);
});

test('the choices with a fault are counted once each, those of others too', () => {
  const report: ChartReport = { ...CLEAN, rows: [ONE, { ...ONE, choice: ONE.others[0] ?? [], others: [] }] };
  assert.match(
    chartText(report, CONTEXT),
    '2 errors in 3 of 40 choices of 12 values (41 renders, 7 different; Helm 3.17.2)',
  );
});

test('infos alone are a number unless they are asked for', () => {
  const report: ChartReport = { ...CLEAN, rows: [rowOf({ ...PEERS, severity: 'info' }, [assigned('a', '', 'blank')])] };
  assert.is(
    chartText(report, CONTEXT),
    'nothing found in 40 choices of 12 values (41 renders); 1 info with --verbose\n',
  );
  const told = chartText(report, { ...CONTEXT, verbose: true });
  assert.match(told, 'info emptied-peers');
  assert.match(told, /1 info in 1 of 40 choices of 12 values \(41 renders, 7 different; Helm 3\.17\.2\)\n$/);
});

test('what does not render with the defaults is an error', () => {
  const [nil] = FULL.failures;
  if (nil === undefined) throw new Error('no failure');
  const told = chartText({ ...CLEAN, failures: [{ ...nil, choice: [], flags: [] }] }, CONTEXT);
  assert.match(told, /^defaults -> does not render: nil pointer.* -> templates\/np\.yaml:18\n\nerror chart-render/);
});

test('hundreds of rows: the table is cut, the rest is told, and a comment stays a comment', () => {
  const told = chartText(MANY, { ...CONTEXT, matrix: true });
  assert.match(told, '\nand 241 more, told below\n');
  assert.is(told.split('  Cure (tried').length - 1, 300);
  const comment = chartMarkdown(MANY, CONTEXT);
  assert.ok(comment.length < 65_536);
  assert.match(comment, '| and 241 more |');
});

test.run();
