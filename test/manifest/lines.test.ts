/** Where an offset is, as people count, and what stands on a line. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linesOf } from '../../src/manifest/lines.ts';

const test = suite('manifest/lines');

/** The place of the first `|` of a text, which is taken out before it is counted. */
const PLACES: readonly (readonly [marked: string, place: string, origin?: { line: number; column: number }])[] = [
  ['|', '1:1'],
  ['|a\nb', '1:1'],
  ['a|\nb', '1:2'],
  ['a\n|b', '2:1'],
  ['a\r\nb|c', '2:2'],
  ['a\n\n|', '3:1'],
  ['a\n😀|b\n', '2:2'],
  ['a\n😀b\nc|', '3:2'],
  ['é|', '1:2'],
  ['a|b', '7:6', { line: 7, column: 5 }],
  ['a\nb|', '8:2', { line: 7, column: 5 }],
];

for (const [marked, place, origin] of PLACES) {
  test(`${JSON.stringify(marked)} is ${place}`, () => {
    const { line, column } = linesOf(marked.replace('|', ''), origin).place(marked.indexOf('|'));
    assert.is(`${line}:${column}`, place);
  });
}

test('the lines of a text that begins at line 3', () => {
  const { line } = linesOf('a\nb\r\n\nc', { line: 3, column: 1 });
  assert.equal([2, 3, 4, 5, 6, 7].map(line), [undefined, 'a', 'b', '', 'c', undefined]);
});

test('a thousand lines are found by halves as they are found by counting', () => {
  const text = Array.from({ length: 1000 }, (_, i) => 'x'.repeat(i % 7)).join('\n');
  const { place } = linesOf(text);
  for (let at = 0; at < text.length; at += 13) {
    const before = text.slice(0, at).split('\n');
    assert.equal(place(at), { line: before.length, column: (before.at(-1) ?? '').length + 1 });
  }
});

test.run();
