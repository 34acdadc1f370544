import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Changed, loudness, oddity } from '../../src/chart/loudness.ts';
import type { ChoiceKind } from '../../src/chart/types.ts';
import type { Effect, Severity } from '../../src/finding.ts';
import { set } from './values.ts';

const test = suite('chart/loudness');

type Finding = { readonly check: string; readonly severity: Severity; readonly effect: Effect };

const opens: Finding = { check: 'emptied-peers', severity: 'error', effect: 'opens' };
const rejected: Finding = { check: 'emptied-label', severity: 'error', effect: 'rejected' };
const closes: Finding = { check: 'emptied-direction', severity: 'warning', effect: 'closes' };

const plain: Changed = { isFilledScalar: false, isFilledMap: false, isShared: false };
const scalar: Changed = { isFilledScalar: true, isFilledMap: false, isShared: false };
const shared: Changed = { isFilledScalar: true, isFilledMap: false, isShared: true };

type Row = readonly [finding: Finding, kinds: readonly ChoiceKind[], changed: Changed, severity: Severity | undefined];

const of = (check: string): Finding => ({ ...opens, check });

const TABLE: readonly Row[] = [
  // With the defaults all is told, as loud as ever.
  [opens, [], plain, 'error'],
  [of('one-sided-allow'), [], plain, 'error'],
  [{ ...opens, severity: 'info' }, [], plain, 'info'],
  // A fault of the chart is told of whatever change.
  [opens, ['switch'], scalar, 'error'],
  [opens, ['empty'], plain, 'error'],
  [opens, ['fill'], plain, 'error'],
  [opens, ['blank'], scalar, 'warning'],
  [opens, ['null'], scalar, 'warning'],
  [opens, ['null'], plain, 'error'],
  // Nobody blanks what other objects need, too.
  [opens, ['blank'], shared, 'info'],
  [opens, ['null'], shared, 'info'],
  // What is no error by itself is hidden where a blank does it.
  [closes, ['blank'], scalar, 'info'],
  [closes, ['switch'], plain, 'warning'],
  // What the API refuses tells itself, but where a list is emptied or a switch turned.
  [rejected, ['switch'], plain, 'error'],
  [rejected, ['empty'], plain, 'error'],
  [rejected, ['fill'], plain, 'info'],
  [rejected, ['blank'], scalar, 'info'],
  [rejected, ['null'], plain, 'info'],
  // The oddest change of several says how loud.
  [opens, ['switch', 'blank'], scalar, 'warning'],
  [opens, ['blank', 'switch'], scalar, 'warning'],
  // Other checks are told of few kinds of change.
  [of('duplicate-key'), ['fill'], plain, 'error'],
  [of('duplicate-key'), ['blank'], scalar, undefined],
  [of('peer-or-not-and'), ['switch'], plain, 'error'],
  [of('peer-or-not-and'), ['fill'], plain, undefined],
  [of('peer-or-not-and'), ['switch', 'fill'], plain, undefined],
  [of('wrong-type'), ['switch'], plain, 'error'],
  [of('wrong-type'), ['empty'], plain, 'error'],
  [of('wrong-type'), ['fill'], plain, undefined],
  [of('unknown-field'), ['null'], plain, undefined],
  [of('one-sided-allow'), ['switch'], plain, undefined],
  [of('open-by-default'), ['empty'], plain, undefined],
  [of('no-such-check'), ['switch'], plain, undefined],
];

for (const [finding, kinds, changed, severity] of TABLE) {
  const { isFilledScalar, isShared } = changed;
  const what = `${isFilledScalar ? 'a filled scalar' : 'no scalar'}${isShared ? ' that others read' : ''}`;
  test(`${finding.check}, ${finding.effect}, ${finding.severity}, of ${kinds.join(' and ') || 'the base'} of ${what}`, () => {
    const choice = kinds.map((kind, i) => set(`v${i}`, null, kind));
    assert.is(
      loudness(finding, choice, () => changed),
      severity,
    );
  });
}

test('each value is asked for by itself', () => {
  const choice = [set('a', '', 'blank'), set('b', '', 'blank')];
  assert.is(
    loudness(opens, choice, ({ path }) => (path[0] === 'b' ? shared : scalar)),
    'info',
  );
  assert.is(
    loudness(opens, choice, () => scalar),
    'warning',
  );
});

test('a value that is named after DNS does what it says', () => {
  const dns = of('dns-blocked');
  assert.is(
    loudness(dns, [set('networkPolicy.enabled', true)], () => plain),
    'error',
  );
  for (const path of ['dns.enabled', 'blockDNSResolution', 'a.denyDns'])
    assert.is(
      loudness(dns, [set(path, true)], () => plain),
      undefined,
      path,
    );
  assert.is(
    loudness(opens, [set('dns.enabled', true)], () => plain),
    'error',
  );
});

test('the oddest change says how odd a choice is', () => {
  const kinds: readonly ChoiceKind[] = ['switch', 'empty', 'fill', 'blank', 'null'];
  assert.equal(
    kinds.map((kind) => oddity([set('a', null, kind)])),
    [1, 2, 3, 4, 5],
  );
  assert.is(oddity([]), 0);
  assert.is(oddity([set('a', '', 'blank'), set('b', true)]), 4);
});

test.run();
