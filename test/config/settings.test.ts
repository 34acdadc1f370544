import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  consistent,
  DEFAULTS,
  isBypassed,
  readIgnores,
  splitList,
  withEnvironment,
} from '../../src/config/settings.ts';

const test = suite('settings');

test('the environment is laid over everything else', () => {
  const env = { NETPOLISH_FAIL_ON: 'never', NETPOLISH_IGNORE: 'b', NETPOLISH_REPORT_FILE: 'b.json' };
  const settings = withEnvironment(
    { ...DEFAULTS, failOn: 'warning', ignore: readIgnores('a', 'x'), reportFile: 'a.json' },
    env,
  );
  assert.equal(settings, {
    ...DEFAULTS,
    failOn: 'never',
    ignore: [...readIgnores('a', 'x'), ...readIgnores('b', 'NETPOLISH_IGNORE')],
    reportFile: 'b.json',
  });
});

test('empty variables say nothing', () => {
  const env = { NETPOLISH_FAIL_ON: '', NETPOLISH_IGNORE: '', NETPOLISH_REPORT_FILE: '' };
  assert.equal(withEnvironment(DEFAULTS, env), DEFAULTS);
});

test('a NETPOLISH_FAIL_ON that is none is refused, quoted', () => {
  assert.throws(() => withEnvironment(DEFAULTS, { NETPOLISH_FAIL_ON: 'a\nb' }), /NETPOLISH_FAIL_ON is "a\\nb"/);
});

const bypass: readonly (readonly [string | undefined, boolean])[] = [
  [undefined, false],
  ['', false],
  ['0', false],
  ['false', false],
  ['1', true],
  ['true', true],
];

for (const [value, bypassed] of bypass) {
  test(`NETPOLISH_BYPASS=${value} ${bypassed ? 'opens' : 'does not open'} the door`, () => {
    assert.is(isBypassed({ NETPOLISH_BYPASS: value }), bypassed);
  });
}

test('simplify without merge is refused, and says what to ask for', () => {
  assert.throws(() => consistent({ ...DEFAULTS, simplify: true }), /simplify is a way to merge: ask for merge too/);
  const both = { ...DEFAULTS, merge: 'within-charts', simplify: true } as const;
  assert.is(consistent(both), both);
});

test('lists are split at commas, blanks and empty entries dropped', () => {
  assert.equal(splitList(' a, b:c ,,d/e:f,'), ['a', 'b:c', 'd/e:f']);
  assert.equal(splitList(''), []);
});

test.run();
