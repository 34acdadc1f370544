import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse, parseDocument } from 'yaml';
import { asBlockScalar } from '../../src/host/helm4.ts';
import { type Given, open, policy, runMain, settings } from '../cli/fake-io.ts';

const test = suite('helm 4');

const reports: Readonly<Record<string, string>> = {
  plain: 'first\n\nsecond\n',
  'a line that begins with blanks': '   indented\nnot\n',
  'trailing blanks and tabs': 'a \t \nb\t\n',
  colours: '\u001b[31merror\u001b[0m x\n',
  'control bytes and direction marks': 'a\0b\u0007c\u202ed\u2028e\n',
  'what looks like YAML': '---\n... \n# no comment\n{a: [}\n%TAG\n- a: "b\n|2-\n',
  'carriage returns': 'a\r\nb\rc\r\n',
  'no line break at the end': 'a',
  'many at the end': 'a\n\n\n\n',
};

for (const [what, report] of Object.entries(reports)) {
  test(`${what}: one literal block scalar that reads back as the report`, () => {
    const text = asBlockScalar(report);
    assert.ok(text.startsWith('|2-\n'));
    assert.not.match(text, /[ \t]\n|\t|\u001b|\r/);
    const document = parseDocument(text);
    assert.equal(document.errors, []);
    assert.is(document.toJS().split('\n').length, report.trimEnd().split(/\n/).length);
  });
}

type Refusal = {
  readonly what: string;
  readonly argv: readonly string[];
  readonly given: Given;
  readonly words: string;
};

const refusals: readonly Refusal[] = [
  { what: 'findings', argv: [], given: { stdin: open }, words: 'netpolish stopped this release: 1 error' },
  { what: 'a wrong flag', argv: ['--bogus'], given: { stdin: settings }, words: "unknown option '--bogus'" },
  {
    what: 'a wrong environment',
    argv: [],
    given: { stdin: settings, env: { NETPOLISH_FAIL_ON: 'loud' } },
    words: 'NETPOLISH_FAIL_ON is "loud"',
  },
  {
    what: 'a report file that cannot be written',
    argv: ['--report-file', '/nowhere/at/all'],
    given: { stdin: settings },
    words: 'cannot be written',
  },
  {
    what: 'trailing blanks in a policy',
    argv: [],
    given: { stdin: policy('web', '  ingress: {}   \t \n') },
    words: 'emptied-direction',
  },
];

for (const { what, argv, given, words } of refusals) {
  for (const host of [['--host', 'helm4'], ['--host=helm4']]) {
    test(`${what}, ${host.join(' ')}: told as the only document, exit code 0`, async () => {
      const { code, stdout, stderr } = await runMain(['post-render', ...host, ...argv], given);
      assert.equal([code, stderr], [0, '']);
      assert.ok(stdout.startsWith('|2-\n  '));
      assert.not.match(stdout, /[ \t]\n/);
      const said: unknown = parse(stdout);
      assert.ok(typeof said === 'string' && said.includes(words), stdout);
    });
  }

  test(`${what}, --helm4-report exit: told on standard error, with an exit code`, async () => {
    const { code, stdout, stderr } = await runMain(
      ['post-render', '--host', 'helm4', '--helm4-report', 'exit', ...argv],
      given,
    );
    assert.ok(code > 0);
    assert.is(stdout, '');
    assert.match(stderr, words);
  });
}

test('without --host helm4 nothing makes it Helm 4: no annotation of the stream does', async () => {
  const annotated = open.replace(
    '  namespace: shop\n',
    '  annotations:\n    postrenderer.helm.sh/postrender-filename: a.yaml\n',
  );
  const { code, stdout, stderr } = await runMain(['post-render'], { stdin: annotated });
  assert.equal([code, stdout], [1, '']);
  assert.match(stderr, 'netpolish stopped this release');
});

test('a clean render passes byte for byte, and what does not block says nothing on standard output', async () => {
  const { code, stdout } = await runMain(['post-render', '--host', 'helm4'], { stdin: settings });
  assert.equal([code, stdout], [0, settings]);
});

test.run();
