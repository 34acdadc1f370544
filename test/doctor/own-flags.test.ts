import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECK_OPTIONS, FILTER_OPTIONS, FIX_OPTIONS, MERGE_OPTIONS } from '../../src/config/options.ts';
import { OWN_FLAGS, unknownFlag } from '../../src/doctor/own-flags.ts';

const test = suite('the options that doctor knows');

for (const [command, options] of [
  ['check', CHECK_OPTIONS],
  ['merge', MERGE_OPTIONS],
  ['fix', FIX_OPTIONS],
  ['post-render', FILTER_OPTIONS],
] as const)
  test(`${command} has them all, and no others`, () => {
    assert.equal([...OWN_FLAGS[command]].sort(), options.map(({ name }) => name).sort());
  });

for (const [words, expected] of [
  [['--fail-on', 'error', 'm'], undefined],
  [['--fail-on=error', '-', '--', '--no-such'], undefined],
  [['--no-such=x', 'm'], '--no-such=x'],
  [['-f', 'm'], '-f'],
  [['--$X', `-\${Y}`, 'm'], undefined],
] as const)
  test(`check ${words.join(' ')}`, () => assert.is(unknownFlag('check', words), expected));

test.run();
