import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseWhole } from '../../src/manifest/parse-whole.ts';
import { readPlain } from '../../src/manifest/plain.ts';
import { examples } from './plain-examples.ts';

const test = suite('manifest/plain');
const SEED = 20261122;

/** Whatever is read the quick way is what the parser reads, to the last offset. */
function agrees(text: string): boolean {
  const quick = readPlain(text, 3);
  if (quick !== undefined) assert.equal(quick, parseWhole(text, 3, 200_000), JSON.stringify(text));
  return quick !== undefined;
}

for (const [fact, text, want] of examples) {
  test(`${want ? 'read' : 'left to the parser'}: ${fact}`, () => {
    assert.is(agrees(text), want);
  });
}

const LINES = [
  ...[
    'a: b',
    'c: d',
    'e:',
    'g: 1',
    'h: "x y"',
    "i: 'z'",
    'j: {}',
    'k: []',
    'l: [a, b]',
    'q: {a: b, c: 1}',
    '- {a: b,c: d}',
    'r: {a: b, a: c}',
    'm: true',
    'yes: no',
    '- a',
    '- b: c',
  ],
  ...[
    '- e:',
    '-',
    '- ',
    'e: ',
    '- "q"',
    '# note',
    'a: b # note',
    'a: b: c',
    'a:b',
    'a: b:c',
    'word',
    '"q"',
    '- - a',
    '...',
    '---',
    'a: |',
    'b: ~',
  ],
  ...[
    '? a',
    ': b',
    'a: &x b',
    'a: *x',
    '<<: {}',
    'n: 010',
    'o: 1e3',
    'p: .5',
    'a : b',
    'a:  b',
    'a: b ',
    '-  a: b',
    '',
    ' ',
  ],
];

const line = fc
  .tuple(fc.constantFrom(0, 0, 0, 1, 2, 2, 2, 3, 4, 4, 6), fc.constantFrom(...LINES))
  .map(([indent, text]) => `${' '.repeat(indent)}${text}`);

test('random lines: it agrees with the parser, or leaves them to it, on 60,000 texts', () => {
  let read = 0;
  const texts = fc.tuple(fc.array(line, { minLength: 1, maxLength: 7 }), fc.constantFrom('', '\n', '\n\n', '\n  '));
  const law = fc.property(texts, ([lines, end]) => {
    if (agrees(lines.join('\n') + end)) read++;
  });
  fc.assert(law, { numRuns: 60_000, seed: SEED });
  assert.ok(read > 2_000, `only ${read} were read`);
});

const CHARACTERS = [
  '{a: b}',
  '[a, b]',
  ' ',
  '  ',
  '\n',
  ':',
  '-',
  '#',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ',',
  '&',
  '*',
  '!',
  '|',
  '>',
  '%',
  '@',
  '0',
  'e',
  '~',
];

test('a policy with some characters changed: it agrees with the parser, on 20,000 texts', () => {
  const [[, policy] = ['', '']] = examples;
  let read = 0;
  const change = fc.record({ at: fc.nat(policy.length), drop: fc.nat(2), put: fc.constantFrom('', ...CHARACTERS) });
  const law = fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
    const text = changes.reduce((now, { at, drop, put }) => now.slice(0, at) + put + now.slice(at + drop), policy);
    if (agrees(text)) read++;
  });
  fc.assert(law, { numRuns: 20_000, seed: SEED });
  assert.ok(read > 800, `only ${read} were read`);
});

test.run();
