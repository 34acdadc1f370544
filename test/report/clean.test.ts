import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clean } from '../../src/report/clean.ts';
import { entry } from '../../src/report/explain-words.ts';
import { readCommands } from './workflow-commands.ts';

const test = suite('report/clean');

const CASES: readonly (readonly [text: string, shown: string])[] = [
  ['::/0: every port', '::/0: every port'],
  ['::1 -> 2001:db8::1: allowed', '::1 -> 2001:db8::1: allowed'],
  ['::fffe:0:0/96 -> 2001:db8::1', '::fffe:0:0/96 -> 2001:db8::1'],
  ['::error::a', '\u00b7::error::a'],
  ['a\n  ::ADD-mask::b', 'a\n  \u00b7::ADD-mask::b'],
  ['::debug::b', '\u00b7::debug::b'],
  ['::add-path::b', '\u00b7::add-path::b'],
  ['a ##[error]b', 'a ##\u00b7[error]b'],
  ['a\u001b[1m', 'a\u00b7[1m'],
];

for (const [text, shown] of CASES) test(JSON.stringify(text), () => assert.is(clean(text), shown));

test('a word that a page has no room for begins no command on the next line', () => {
  const lines = entry('from      ', `${'a'.repeat(150)} ::error::b ${'c'.repeat(150)}`, 4);
  assert.ok(
    lines.some((line) => line.trim().startsWith('\u00b7::error::b')),
    lines.join('\n'),
  );
  assert.equal(readCommands(lines.join('\n')), []);
});

test.run();
