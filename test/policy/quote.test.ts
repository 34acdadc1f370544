/** Texts as Go prints them: strconv.Quote and json.Marshal. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { byteLength, goJson, quote } from '../../src/policy/quote.ts';

const test = suite('policy/quote');

const QUOTED: readonly (readonly [text: string, quoted: string])[] = [
  ['', '""'],
  ['app=web é 日本 😀', '"app=web é 日本 😀"'],
  ['"\\\'`', '"\\"\\\\\'`"'],
  ['\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\x00\x1b\x7f', '"\\x00\\x1b\\x7f"'],
  ['\x80\u00a0\u00ad\u200b\u2028\ufeff\ue000', '"\\u0080\\u00a0\\u00ad\\u200b\\u2028\\ufeff\\ue000"'],
  ['\u{e0001}\u{10ffff}', '"\\U000e0001\\U0010ffff"'],
  ['\ufffd', '"\ufffd"'],
  ['\ud800', '"\ufffd"'],
  ['<no value>&', '"<no value>&"'],
];

for (const [text, quoted] of QUOTED) test(`%q of ${JSON.stringify(text)}`, () => assert.is(quote(text), quoted));

test('JSON escapes what could end a script', () => {
  assert.is(goJson(['<a>', '&\u2028']), '["\\u003ca\\u003e","\\u0026\\u2028"]');
});

test('Go counts bytes', () => {
  assert.equal(['', 'a', 'é', '日', '😀'].map(byteLength), [0, 1, 2, 3, 4]);
});

test.run();
