import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commandsOf, type ShellCommand } from '../../src/doctor/shell.ts';
import { parseShell } from '../../src/doctor/shell-parse.ts';

const test = suite('shell');

const shellCommands = (text: string): readonly ShellCommand[] => commandsOf(parseShell(text).root);

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
  { text: 'if ! a b; then c; fi', words: [['a', 'b'], ['c']] },
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

test('a command knows its line and its variables', () => {
  const text = 'set -e\nA=1 B="$PWD/x y" a \\\n b | tee log\ncat <<EOF\nnetpolish check a\nEOF\nexec c || true';
  const commands = shellCommands(text).map(({ kind: _, isLast, ...rest }) => ({ ...rest, ...(isLast && { isLast }) }));
  assert.equal(commands, [
    { line: 0, words: ['set', '-e'], variables: {} },
    { line: 1, words: ['a', 'b'], variables: { A: '1', B: '$PWD/x y' } },
    { line: 2, words: ['tee', 'log'], variables: {} },
    { line: 3, words: ['cat'], variables: {} },
    { line: 6, words: ['c'], variables: {}, isLast: true },
    { line: 6, words: ['true'], variables: {} },
  ]);
});

for (const text of ['if a; then b', 'a; fi', 'a &&', '{ a', 'for x in y; do a', 'a )', 'case x in', '| a', 'f() ']) {
  test(`${text} is not understood`, () => assert.is(parseShell(text).isOdd, true));
}

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
    '<<EOF',
    '{',
    '(',
    ' if ',
    ' then ',
    ' fi ',
    ' case ',
    ' in ',
    ' esac ',
    'f() ',
    ' while ',
    ' do ',
    ' done ',
    '!',
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
  for (const piece of ['$(', '{{', '${', '"', "'", '`', '\\\n', '<<E ', '(', '{ ', 'if ', '! ', 'f() ', 'case '])
    assert.ok(shellCommands(piece.repeat(50_000)).length < 1_000, piece);
});

test.run();
