import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Found } from '../../src/chart/faults.ts';
import { matrixOf } from '../../src/chart/matrix.ts';
import { type Judged, judging } from '../../src/chart/outcome.ts';
import { distinct, explained, inOrder, rowOf } from '../../src/chart/rows.ts';
import type { ChartRow, Choice } from '../../src/chart/types.ts';
import type { Finding } from '../../src/finding.ts';
import { CHECKING } from '../checks/golden.ts';
import { BARE, fakeSweep, GOOD, printed, words } from './fake-chart.ts';
import { read, set, value } from './values.ts';

const test = suite('chart/rows');

const judged: Judged = judging(CHECKING).judge(Buffer.from(printed('np', GOOD, BARE)));
const [key = '', fault] = [...judged.faults].find(([, one]) => one.check === 'emptied-peers') ?? [];
if (fault === undefined) throw new Error('no fault');

const found = (more: Partial<Found> = {}): Found => ({
  key,
  finding: fault,
  choice: [],
  others: [],
  spot: undefined,
  ...more,
});

const TEXT = 'kind: NetworkPolicy\r\n  from:\r\n';
const fileOf = (path: string) => ({ name: `shop/${path}`, onDisk: true, text: TEXT });
const spot = { file: 'templates/np.yaml', line: 2, column: 3, endColumn: 8, isLiteral: true };

test('a row without a line keeps the place in the render, and no fix of it', () => {
  const row = rowOf(found({ choice: [set('a', true)] }), 'templates/np.yaml', fileOf);
  assert.equal(row.flags, ['--set', 'a=true']);
  assert.is(row.template, 'templates/np.yaml');
  assert.is(row.place, undefined);
  assert.equal(row.finding.location, fault.location);
  assert.is(row.finding.fix, undefined);
  assert.is('template' in rowOf(found(), undefined, fileOf), false);
});

test('a row with its line stands in the template, and shows that line', () => {
  const row = rowOf(found({ spot }), undefined, fileOf);
  const { isLiteral: _isLiteral, ...place } = spot;
  assert.equal(row.place, { ...place, onDisk: true });
  const { file, origin, line, column, endLine, endColumn } = row.finding.location;
  assert.equal([file, origin, line, column, endLine, endColumn], ['shop/templates/np.yaml', 'file', 2, 3, 2, 8]);
  assert.equal(row.finding.excerpt, [{ line: 2, text: '  from:' }]);
  assert.is(row.finding.fix, undefined);
});

const at = (line: number, choice: Choice, more: Partial<Finding> = {}, file = 'templates/np.yaml'): ChartRow => {
  const row = rowOf(
    found({ spot: { ...spot, file, line }, choice, finding: { ...fault, ...more } }),
    undefined,
    fileOf,
  );
  return row;
};

test('faults of the defaults first, then the loud ones, then what is likely, each as its template has them', () => {
  const rows = [
    at(1, [set('n', null, 'null')]),
    at(9, [set('b', true)]),
    at(3, [set('b', true)], {}, 'templates/a.yaml'),
    at(2, [set('b', true)]),
    at(1, [set('b', true)], { severity: 'warning' }),
    at(7, [], { severity: 'info' }),
    at(8, []),
  ];
  const sorted = inOrder(rows).map((row) => rows.indexOf(row));
  assert.equal(sorted, [6, 5, 2, 3, 1, 0, 4]);
});

test('one line with the same values is one row, which names the other policies, each once', () => {
  const other = (name: string): Partial<Finding> => ({ policy: fault.policy && { ...fault.policy, name } });
  const rows = distinct([at(2, []), at(2, [], other('two')), at(2, [], other('two')), at(2, [set('a', 1)]), at(3, [])]);
  assert.equal(
    rows.map(({ place, choice, finding }) => [
      place?.line,
      words(choice),
      ...finding.related.map((one) => one.policy?.name),
    ]),
    [
      [2, '', 'two'],
      [2, 'a=1'],
      [3, ''],
    ],
  );
  assert.is(distinct([at(2, []), at(2, [], { effect: 'closes' })]).length, 2);
});

test('a direction that a switch asked for and nothing filled is a warning; one that was switched off is meant', () => {
  const info: Partial<Finding> = { check: 'emptied-direction', severity: 'info', effect: 'closes' };
  const severity = (choice: Choice, more: Partial<Finding> = {}, cause: string | undefined = 'why'): string =>
    explained(at(2, choice, { ...info, ...more }), { cures: [], ...(cause !== undefined && { cause }) }).finding
      .severity;
  assert.is(severity([set('egress.enabled', true)]), 'warning');
  assert.is(severity([set('egress.mode', 'strict')]), 'warning');
  assert.is(severity([set('egress.enabled', false)]), 'info');
  assert.is(severity([set('rules', [], 'empty')]), 'info');
  assert.is(severity([]), 'info');
  assert.is(severity([set('a', true)], { check: 'emptied-peers' }), 'info');
  assert.is(severity([set('a', true)], { effect: 'opens' }), 'info');
  const plain = at(2, [set('a', true)], info);
  assert.equal(explained(plain, { cures: [] }), plain);
});

test('a matrix: what each value does to each policy, without those that do nothing', async () => {
  const names = ['open', 'more', 'hide', 'other', 'same', 'bad'];
  const swept = await fakeSweep<Readonly<Record<string, boolean>>>({
    values: Object.fromEntries(names.map((name) => [name, false])),
    reads: names.map((name, i) => value(name, false, { reads: [read(name, { use: 'condition', line: i })] })),
    print: ({ open, more, hide, other, bad }) => {
      if (bad) throw 'Error: execution error at (shop/templates/np.yaml:1:4): no';
      if (hide) return '';
      return printed('np', open ? BARE : other ? GOOD.replace('80', '81') : GOOD) + (more ? printed('two', GOOD) : '');
    },
  });
  const base = swept.tried.find(({ choice }) => choice === swept.base)?.outcome;
  if (base === undefined) throw new Error('no base');
  const usual = swept.tried.filter(({ own }) => own.every(({ kind }) => kind === 'switch'));
  const { policies, rows } = matrixOf(usual, swept.base, base, swept.found);
  assert.equal(
    policies.map(({ policy, template }) => [policy.name, template]),
    [
      ['np', 'shop/templates/np.yaml'],
      ['two', 'shop/templates/np.yaml'],
    ],
  );
  assert.equal(
    Object.fromEntries(
      rows.filter(({ choice }) => choice.length < 2).map(({ choice, cells }) => [words(choice), cells]),
    ),
    {
      '': ['same', 'gone'],
      'open=true': ['fault', 'same'],
      'more=false': ['same', 'gone'],
      'hide=true': ['gone', 'gone'],
      'other=true': ['changed', 'same'],
      'bad=true': ['failed', 'failed'],
    },
  );
});

test.run();
