import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { firstAction } from '../../src/manifest/template.ts';

const test = suite('manifest/template');

const CASES: readonly (readonly [string, number | undefined])[] = [
  ['{{ x }}', 0],
  ['  - {{ x }}', 4],
  ['a: {{ x }}', 3],
  ['a: see {{ x }} there', undefined],
  ['a: b {{ .x }}', 5],
  ['a: b {{- if x }}', 5],
  ['a: b {% if x %}', 5],
  ['a: "{{ .x }}"', undefined],
  ['a: b # {{ .x }}', undefined],
  ['# {{ .x }}\na: {{ .x }}', 14],
  ['a: |\n  {{ .x }}\n\n  {{ .x }}\n', undefined],
  ['a: |- # x\n  {{ .x }}\nb: {{ .x }}', 24],
  ['- >2\n  {{ .x }}\n- {{ .x }}', 18],
];

for (const [text, offset] of CASES)
  test(`an action: ${text}`, () => {
    assert.is(firstAction(text), offset);
  });

test('a long quoted text, all of it blanks here, is looked through once', () => {
  // Where each blank looks back at those before it, this takes hours.
  assert.is(firstAction(`a: "${' '.repeat(1_000_000)}" {{ .x }}`), 1_000_006);
});

test.run();
