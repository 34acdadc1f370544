import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hidesWord } from '../../src/manifest/hidden.ts';

const test = suite('manifest/hidden');

const HIDING: readonly string[] = [
  'kind: "Network\\x50olicy"',
  'kind: "\\u004eetworkPolicy"',
  'kind: "\\U0000004EetworkPolicy"',
  'kind: "Network\\\n  Policy"',
  'kind: "Network\\\r\n\tPolicy"',
  '"k\\x69nd": NetworkPolicy',
  '"it\\x65ms":',
  '{"kind": "\\u004c\\u0069\\u0073\\u0074"}',
];

const PLAIN: readonly string[] = [
  'kind: NetworkPolicy',
  'kind: "NetworkPolicy" # \\x41',
  'args: ["a\\u003cb"]',
  'script: |\n  helm install a \\\n    --kind b \\\n    items',
  'pattern: "\\\\d+\\\\.kind"',
  'note: "\\U00110000"',
  '',
];

for (const text of HIDING) test(`hides: ${JSON.stringify(text)}`, () => assert.is(hidesWord(text), true));
for (const text of PLAIN) test(`hides nothing: ${JSON.stringify(text)}`, () => assert.is(hidesWord(text), false));

const spelledOne = (letter: string, how: number): string => {
  const code = letter.charCodeAt(0).toString(16);
  return [letter, `\\x${code}`, `\\u00${code}`, `\\U000000${code}`][how] ?? letter;
};

test('whichever letters are escaped, and however', () => {
  const word = 'NetworkPolicy';
  const arbitrary = fc.array(fc.nat(3), { minLength: word.length, maxLength: word.length });
  fc.assert(
    fc.property(arbitrary, fc.string({ maxLength: 300 }), (hows, before) => {
      fc.pre(!before.includes('NetworkPolic') && hows.slice(0, 12).some((how) => how > 0));
      const spelled = [...word].map((letter, i) => spelledOne(letter, hows[i] ?? 0)).join('');
      return hidesWord(`${before}\nkind: "${spelled}"`);
    }),
  );
});

test.run();
