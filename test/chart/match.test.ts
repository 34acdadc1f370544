import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ChartReport, ChartRow, RenderFailure } from '../../src/chart/types.ts';
import type { Finding } from '../../src/finding.ts';
import { assignments, outcomes, surplus } from './match.ts';
import type { Planted } from './planted.ts';

const test = suite('planted faults and reports');

const planted: Planted = {
  check: 'emptied-peers',
  effect: 'opens',
  severity: 'error',
  choice: ['--set', 'metrics.enabled=true'],
  policy: 'shop-cistern',
  template: 'templates/np.yaml',
  line: 27,
  key: 'from:',
  cause: 'if',
};

const row = (check: string, policy: string, flags: readonly string[], line: number): ChartRow => {
  const finding = { check, severity: 'error', policy: { apiVersion: '', kind: '', namespace: '', name: policy } };
  const place = { file: 'templates/np.yaml', onDisk: true, line, column: 1, endColumn: 2 };
  return { finding: finding as Finding, choice: [], flags, others: [], place };
};

const failure = (isFault: boolean): RenderFailure => ({
  kind: 'nil',
  message: '',
  choice: [],
  flags: [],
  count: 1,
  isFault,
});

const report = (rows: readonly ChartRow[], failures: readonly RenderFailure[] = []): ChartReport =>
  ({ rows, failures }) as Partial<ChartReport> as ChartReport;

const said = (told: ChartReport, row: Planted = planted): readonly boolean[] =>
  outcomes(told, [row]).flatMap(({ found, flagsRight, lineRight }) => [found, flagsRight, lineRight]);

test('a row is compared by check, policy, values, file and line', () => {
  const metrics = ['--set-json', 'metrics.enabled=true'];
  assert.equal(said(report([row('emptied-peers', 'release-name-cistern', metrics, 27)])), [true, true, true]);
  assert.equal(said(report([row('emptied-peers', 'x-cistern', [], 27)])), [true, false, true]);
  assert.equal(said(report([row('emptied-peers', 'x-cistern', metrics, 28)])), [true, true, false]);
  assert.equal(said(report([row('emptied-peers', 'x-other', metrics, 27)])), [false, false, false]);
  assert.equal(said(report([row('emptied-rule', 'x-cistern', metrics, 27)])), [false, false, false]);
});

test('of two rows of one check, the one that is right all through is taken', () => {
  const metrics = ['--set', 'metrics.enabled=true'];
  const rows = [row('emptied-peers', 'x-cistern', ['--set', 'b=1'], 9), row('emptied-peers', 'x-cistern', metrics, 27)];
  assert.equal(said(report(rows)), [true, true, true]);
  assert.equal(surplus(report(rows), [planted]), [rows[0]]);
  assert.equal(surplus(report(rows), []), rows);
});

test('a failure is compared by its kind, and only where it is a fault', () => {
  const nil: Planted = { ...planted, kind: 'failure', check: 'nil', policy: '', choice: [] };
  assert.equal(said(report([], [failure(true)]), nil), [true, true, false]);
  assert.equal(said(report([], [failure(false)]), nil), [false, false, false]);
});

test('assignments are the same however they are written', () => {
  const words = ['--set', 'b=1', '--set-json', 'a=[]', '--set', 'c\\=d.e=', '--set-json', 'f={ "g": null }'];
  assert.equal(assignments(words), ['a=[]', 'b=1', 'c\\=d.e=""', 'f={"g":null}']);
  assert.equal(assignments(['--set', 'a=null']), assignments(['--set-json', 'a=null']));
  assert.not.equal(assignments(['--set', 'a={}']), assignments(['--set-json', 'a=[]']));
});

test.run();
