import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { forgives, shellCommands } from '../../src/doctor/shell.ts';

const test = suite('shell');

type Row = { readonly text: string; readonly words: readonly (readonly string[])[] };

const rows: readonly Row[] = [
  { text: '', words: [] },
  { text: '# netpolish check .', words: [] },
  { text: 'netpolish check . # of all', words: [['netpolish', 'check', '.']] },
  { text: 'a b; c && d || e | f & g', words: [['a', 'b'], ['c'], ['d'], ['e'], ['f'], ['g']] },
  { text: 'a \'b c\' "d e"f g\\ h', words: [['a', 'b c', 'd ef', 'g h']] },
  { text: 'a \\\n  b \\\r\n  c', words: [['a', 'b', 'c']] },
  { text: 'a\r\nb', words: [['a'], ['b']] },
  { text: 'a > out 2>&1 < in b', words: [['a', 'b']] },
  { text: 'a &>out b', words: [['a', 'b']] },
  { text: 'sudo env X=1 a b', words: [['a', 'b']] },
  { text: 'if ! a b; then c; fi', words: [['a', 'b'], ['c'], ['fi']] },
  { text: '(cd x && a)', words: [['cd', 'x'], ['a']] },
  { text: 'a $(b c | d) "$(e f)"', words: [['a', '$(b c | d)', '$(e f)']] },
  {
    text: `a \${{ inputs.b c }} {{ .d e }} \${f:-g h}`,
    words: [['a', `\${{ inputs.b c }}`, '{{ .d e }}', `\${f:-g h}`]],
  },
  { text: "a ''", words: [['a', '']] },
  { text: 'a "unclosed b', words: [['a', '"unclosed', 'b']] },
  { text: 'a#b', words: [['a#b']] },
];

for (const { text, words } of rows) {
  test(JSON.stringify(text), () => {
    assert.equal(
      shellCommands(text).map((command) => command.words),
      words,
    );
  });
}

test('a command knows its line, its variables, its pipe and what stands behind ||', () => {
  const text = 'set -e\nA=1 B="$PWD/x y" a \\\n b | tee log\nc || true';
  assert.equal(shellCommands(text), [
    { line: 0, words: ['set', '-e'], variables: {}, pipedOn: false },
    { line: 1, words: ['a', 'b'], variables: { A: '1', B: '$PWD/x y' }, pipedOn: true },
    { line: 2, words: ['tee', 'log'], variables: {}, pipedOn: false },
    { line: 3, words: ['c'], variables: {}, pipedOn: false, otherwise: ['true'] },
    { line: 3, words: ['true'], variables: {}, pipedOn: false },
  ]);
});

for (const [words, expected] of [
  [['true'], true],
  [[':'], true],
  [['echo', 'failed'], true],
  [['exit', '0'], true],
  [['exit', '1'], false],
  [['exit'], false],
  [['return', '1'], false],
  [['fail', 'loudly'], false],
] as const) {
  test(`|| ${words.join(' ')} ${expected ? 'forgives' : 'does not forgive'}`, () => {
    assert.is(forgives(words), expected);
  });
}

test('nothing behind || forgives nothing', () => {
  assert.is(forgives(undefined), false);
});

test('any text is read to its end, and no line is beyond it', () => {
  const pieces = [
    'a',
    ' ',
    '\n',
    '\r\n',
    "'",
    '"',
    '\\',
    '$(',
    ')',
    '${',
    '}',
    '{{',
    '}}',
    '|',
    '||',
    '&',
    ';',
    '#',
    '<',
    '>',
    '2>&1',
    '`',
    'X=1',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const last = text.split('\n').length - 1;
      for (const { line } of shellCommands(text)) assert.ok(line <= last, `${line} of ${last}`);
    }),
  );
});

test('long texts of what never ends are read in time that grows with them', () => {
  for (const piece of ['$(', '{{', '${', '"', "'", '`', '\\\n'])
    assert.ok(shellCommands(piece.repeat(50_000)).length < 3);
});

test.run();
