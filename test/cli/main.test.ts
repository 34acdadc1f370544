import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blank, egress, type Given, inFolder, ingress, open, type Ran, runMain, settings, untyped } from './fake-io.ts';

const test = suite('main');

/** Exactly one line on standard error, nothing on standard output, and no stack trace. */
const assertOneLine = ({ code, stdout, stderr }: Ran, expected: number, words: RegExp | string): void => {
  assert.is(code, expected, stderr);
  assert.is(stdout, '');
  assert.match(stderr, /^netpolish: [^\n]+\n$/);
  assert.match(stderr, words);
  assert.not.match(stderr, /\bat .*:\d+:\d+/);
};

const resourceList = (item: string, rest = ''): string =>
  `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- ${item.trimEnd().split('\n').join('\n  ')}\n${rest}`;

// Exit codes.

type Row = { readonly argv: readonly string[]; readonly given: Given; readonly code: number };

const exitCodes: readonly Row[] = [
  { argv: ['check', '-'], given: { stdin: settings }, code: 0 },
  { argv: ['check', '-'], given: { stdin: ingress }, code: 0 },
  { argv: ['check', '-'], given: { stdin: untyped }, code: 0 },
  { argv: ['check', '--fail-on', 'warning', '-'], given: { stdin: untyped }, code: 1 },
  { argv: ['check', '-'], given: { stdin: open }, code: 1 },
  { argv: ['check', '--fail-on=never', '-'], given: { stdin: open }, code: 0 },
  { argv: ['check', '--ignore', 'emptied-peers', '-'], given: { stdin: open }, code: 0 },
  { argv: ['check', '--ignore', 'emptied-peers:web-open', '-'], given: { stdin: open }, code: 0 },
  { argv: ['check', '--ignore', 'emptied-peers:shop/web-open', '-'], given: { stdin: open }, code: 0 },
  { argv: ['check', '--ignore', 'emptied-peers:bank/web-open', '-'], given: { stdin: open }, code: 1 },
  { argv: ['check', '-'], given: { stdin: open, env: { NETPOLISH_FAIL_ON: 'never' } }, code: 0 },
  { argv: ['check', '-'], given: { stdin: open, env: { NETPOLISH_IGNORE: 'x, emptied-peers:web-open' } }, code: 0 },
  { argv: ['check', '--fail-on', 'never', '-'], given: { stdin: open, env: { NETPOLISH_FAIL_ON: 'error' } }, code: 1 },
  { argv: ['post-render'], given: { stdin: open }, code: 1 },
  { argv: ['fn'], given: { stdin: resourceList(open) }, code: 1 },
  { argv: ['fn'], given: { stdin: resourceList(ingress) }, code: 0 },
  { argv: ['merge', '-'], given: { stdin: open }, code: 1 },
  { argv: ['fix', '-'], given: { stdin: open }, code: 1 },
  { argv: ['fix', '--fail-on', 'warning', '-'], given: { stdin: blank }, code: 0 },
  { argv: ['groups', '-'], given: { stdin: open }, code: 0 },
  { argv: ['checks'], given: {}, code: 0 },
  { argv: ['checks', 'emptied-peers'], given: {}, code: 0 },
  { argv: ['--help'], given: { terminal: true }, code: 0 },
  { argv: ['--version'], given: { terminal: true }, code: 0 },
  { argv: ['check', '--help'], given: {}, code: 0 },
];

for (const { argv, given, code } of exitCodes) {
  const name = [...argv, ...Object.entries(given.env ?? {}).map(([key, value]) => `${key}=${value}`)].join(' ');
  test(`exit code ${code}: ${name}`, async () => {
    const ran = await runMain(argv, given);
    assert.is(ran.code, code, ran.stderr);
    assert.not.match(ran.stderr, /internal error/);
  });
}

// One line each.

type Mistake = Row & { readonly words: RegExp | string };

const mistakes: readonly Mistake[] = [
  { argv: ['--bogus'], given: { stdin: '' }, code: 2, words: "unknown option '--bogus'" },
  { argv: ['--bogus'], given: { terminal: true }, code: 2, words: "unknown option '--bogus'" },
  { argv: ['bogus'], given: {}, code: 2, words: "unknown command 'bogus'" },
  { argv: ['chek', '-'], given: {}, code: 2, words: 'chek' },
  { argv: ['check', '--bogus'], given: {}, code: 2, words: "unknown option '--bogus'" },
  { argv: ['check', '--fail-on', 'bogus', '-'], given: {}, code: 2, words: /bogus.*error, warning, never/ },
  { argv: ['check', '--fail-on'], given: {}, code: 2, words: '--fail-on' },
  { argv: ['check', '--format', 'xml', '-'], given: {}, code: 2, words: /xml.*text, json/ },
  { argv: ['check', '--merge', '-'], given: {}, code: 2, words: '--merge' },
  { argv: ['post-render', '--fail-on', 'bogus'], given: { stdin: settings }, code: 2, words: /bogus.*error, warning/ },
  { argv: ['post-render', '--fail-on'], given: { stdin: settings }, code: 2, words: '--fail-on' },
  { argv: ['post-render', '--simplify'], given: { stdin: settings }, code: 2, words: '--merge --simplify' },
  { argv: ['check', '--simplify', '-'], given: {}, code: 2, words: '--simplify' },
  { argv: ['post-render', '--merge=all'], given: { stdin: settings }, code: 2, words: 'all' },
  { argv: ['post-render', '--fix=yes'], given: { stdin: settings }, code: 2, words: '--fix' },
  { argv: ['post-render', 'file.yaml'], given: { stdin: settings }, code: 2, words: /argument/ },
  { argv: ['post-render', '--host', 'helm5'], given: { stdin: settings }, code: 2, words: 'helm5' },
  { argv: ['checks', 'bogus'], given: {}, code: 2, words: 'no such check: bogus' },
  { argv: ['checks', 'a', 'b'], given: {}, code: 2, words: /argument/ },
  { argv: ['check', 'missing.yaml'], given: {}, code: 2, words: 'missing.yaml: no such file or folder' },
  { argv: ['check', '\u001b[31m\rx\u202e'], given: {}, code: 2, words: /^netpolish: ·\[31m·x·: nothing matches\n$/ },
  { argv: ['check', 'none/*.yaml'], given: {}, code: 2, words: 'none/*.yaml: nothing matches' },
  { argv: ['check'], given: { terminal: true }, code: 2, words: 'nothing to read' },
  { argv: ['check', '-'], given: { stdin: '' }, code: 2, words: '--allow-empty' },
  { argv: ['check', '-'], given: { stdin: '# only words\n---\n' }, code: 2, words: 'no document was read' },
  { argv: ['fn'], given: { stdin: ingress }, code: 2, words: 'standard input is no ResourceList' },
  { argv: ['fn'], given: { stdin: '' }, code: 2, words: 'standard input is no ResourceList' },
  { argv: ['post-render'], given: { stdin: ingress, env: { NETPOLISH_FAIL_ON: 'loud' } }, code: 2, words: /"loud"/ },
  { argv: ['check', '-'], given: { stdin: ingress, env: { NETPOLISH_FAIL_ON: 'loud' } }, code: 2, words: /"loud"/ },
  { argv: ['groups', '-'], given: { stdin: ingress, env: { NETPOLISH_FAIL_ON: 'loud' } }, code: 2, words: /"loud"/ },
  { argv: [], given: { stdin: settings, env: { NETPOLISH_FAIL_ON: 'loud' } }, code: 2, words: /"loud"/ },
  {
    argv: ['post-render', '--report-file', '/nowhere/at/all.json'],
    given: { stdin: settings },
    code: 3,
    words: 'cannot be written',
  },
  {
    argv: ['fn'],
    given: { stdin: resourceList(ingress, 'functionConfig: {kind: Other, spec: {}}\n') },
    code: 2,
    words: 'functionConfig',
  },
];

for (const { argv, given, code, words } of mistakes) {
  test(`one line and exit code ${code}: ${argv.join(' ')} ${Object.keys(given).join(' ')}`, async () =>
    assertOneLine(await runMain(argv, given), code, words));
}

test('a file that may not be read: one line and exit code 3', () =>
  inFolder({ 'secret.yaml': ingress }, async (cwd) => {
    // Whoever is root may read it all the same.
    if (process.getuid?.() === 0) mkdirSync(join(cwd, 'folder.yaml'));
    else chmodSync(join(cwd, 'secret.yaml'), 0);
    const ran = await runMain(['check', 'secret.yaml'], { cwd });
    if (process.getuid?.() === 0) assert.is(ran.code, 0);
    else assertOneLine(ran, 3, 'secret.yaml cannot be read: permission denied');
  }));

// A bare call.

test('a bare call with a plain stream is a post-renderer', async () => {
  for (const argv of [[], ['--fail-on', 'warning'], ['--merge']]) {
    const ran = await runMain(argv, { stdin: `# head\n${settings}---\n${ingress}` });
    assert.equal([ran.code, ran.stdout], [0, `# head\n${settings}---\n${ingress}`]);
  }
  assert.is((await runMain([], { stdin: open })).code, 1);
});

test('a bare call with a ResourceList, as YAML or as JSON, is a KRM function', async () => {
  const json = JSON.stringify({
    kind: 'ResourceList',
    items: [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'a' },
        spec: { podSelector: {}, ingress: [{ from: null, ports: [{ port: 80 }] }] },
      },
    ],
  });
  for (const stdin of [resourceList(open), `---\n${resourceList(open)}`, `# head\n${resourceList(open)}`, json]) {
    const { code, stdout, stderr } = await runMain([], { stdin });
    assert.is(code, 1);
    assert.match(stderr, /^\[error\] networking\.k8s\.io\/v1\/NetworkPolicy\//);
    assert.match(stdout, 'results');
  }
});

test('a ResourceList only in a text or behind another document is none', async () => {
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    kind: ResourceList\n';
  for (const stdin of [text, `${settings}---\n${resourceList(ingress)}`]) {
    assert.equal((await runMain([], { stdin })).stdout, stdin);
  }
});

test('a bare call under kustomize’s environment is an exec plugin, a command that a person types is not', async () => {
  const env = {
    KUSTOMIZE_PLUGIN_CONFIG_STRING: 'apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\nspec: {bogus: 1}\n',
  };
  const ran = await runMain(['/tmp/kust-plugin-config-1'], { stdin: ingress, env });
  assertOneLine(ran, 2, 'no such setting: bogus');
  assert.is((await runMain(['checks'], { env })).code, 0);
  assert.is((await runMain(['check', '-'], { stdin: ingress, env })).code, 0);
});

test('a bare call on a terminal prints help, and reads nothing', async () => {
  const { code, stdout, stderr } = await runMain([], { terminal: true });
  assert.equal([code, stderr], [0, '']);
  assert.match(stdout, 'Usage: netpolish');
  for (const command of ['check', 'merge', 'fix', 'groups', 'diff', 'checks', 'post-render', 'fn'])
    assert.match(stdout, command);
});

// Blank input.

type Blank = { readonly argv: readonly string[]; readonly stdin: string; readonly stdout: string };

const nothing = '# netpolish: nothing was rendered\n';
const blanks: readonly Blank[] = [
  { argv: [], stdin: '', stdout: '' },
  { argv: ['post-render'], stdin: '', stdout: '' },
  { argv: ['post-render'], stdin: '\n \n', stdout: '\n \n' },
  { argv: ['post-render', '--merge', '--fix'], stdin: '', stdout: '' },
  { argv: ['post-render', '--host', 'helm4'], stdin: '', stdout: nothing },
  { argv: ['post-render', '--host=helm4'], stdin: ' \n\t\n', stdout: nothing },
  { argv: ['post-render', '--host', 'helm4', '--helm4-report', 'exit'], stdin: '\n', stdout: nothing },
  { argv: ['post-render', '--host', 'helm4'], stdin: '# a comment\n', stdout: '# a comment\n' },
];

for (const { argv, stdin, stdout } of blanks) {
  test(`blank input ${JSON.stringify(stdin)}: ${argv.join(' ') || 'a bare call'}`, async () => {
    const ran = await runMain(argv, { stdin });
    assert.equal([ran.code, ran.stdout, ran.stderr], [0, stdout, '']);
    if (argv.length > 0) {
      const bypassed = await runMain(argv, { stdin, env: { NETPOLISH_BYPASS: '1' } });
      assert.equal([bypassed.code, bypassed.stdout, bypassed.stderr], [0, stdout, '']);
    }
  });
}

test('--allow-empty lets a check without any document pass', async () => {
  assert.is((await runMain(['check', '--allow-empty', '-'], { stdin: '' })).code, 0);
});

// The doors.

const filters = [[], ['post-render'], ['post-render', '--merge', '--fix', '--fail-on', 'warning'], ['fn'], ['--merge']];

for (const argv of filters) {
  test(`NETPOLISH_BYPASS: ${argv.join(' ') || 'a bare call'} passes its input untouched, whatever it is`, async () => {
    for (const stdin of [open, 'kind: [NetworkPolicy', '\0\xff', resourceList(open)]) {
      const input = Buffer.from(stdin, 'latin1');
      for (const value of ['1', 'true', 'yes']) {
        const { code, bytes, stderr } = await runMain(argv, { stdin: input, env: { NETPOLISH_BYPASS: value } });
        assert.equal([code, stderr], [0, '']);
        assert.ok(bytes.equals(input));
      }
    }
    assert.is((await runMain(['post-render'], { stdin: open, env: { NETPOLISH_BYPASS: '0' } })).code, 1);
    assert.is((await runMain(['post-render'], { stdin: open, env: { NETPOLISH_BYPASS: '' } })).code, 1);
  });
}

test('NETPOLISH_BYPASS wins over a wrong flag and a wrong environment', async () => {
  for (const [argv, env] of [
    [['post-render', '--bogus'], {}],
    [['post-render'], { NETPOLISH_FAIL_ON: 'loud' }],
  ] as const) {
    const ran = await runMain(argv, { stdin: open, env: { ...env, NETPOLISH_BYPASS: '1' } });
    assert.equal([ran.code, ran.stdout], [0, open]);
  }
});

test('NETPOLISH_BYPASS: merge passes its inputs through, the other commands over files do nothing and say so', () =>
  inFolder({ 'a.yaml': open, 'b.yaml': blank }, async (cwd) => {
    const env = { NETPOLISH_BYPASS: '1' };
    const merged = await runMain(['merge', 'a.yaml', 'b.yaml'], { cwd, env });
    assert.equal([merged.code, merged.stdout], [0, `${open}---\n${blank}`]);
    for (const argv of [
      ['check', 'a.yaml'],
      ['fix', 'b.yaml'],
      ['fix', '--write', 'b.yaml'],
      ['groups', 'a.yaml'],
      ['merge', '--write', 'a.yaml', 'b.yaml'],
    ]) {
      const ran = await runMain(argv, { cwd, env });
      assert.is(ran.code, 0);
      if (argv[0] !== 'merge') assert.match(ran.stderr, 'NETPOLISH_BYPASS');
    }
    assert.is(readFileSync(join(cwd, 'a.yaml'), 'utf8'), open);
    assert.is(readFileSync(join(cwd, 'b.yaml'), 'utf8'), blank);
  }));

test('NETPOLISH_BYPASS under `output: none` prints nothing, but only if that is what the functionConfig says', async () => {
  const env = { NETPOLISH_BYPASS: '1' };
  const config = (text: string): string =>
    `functionConfig:\n  apiVersion: netpolish.dev/v1alpha1\n  kind: Netpolish\n${text}`;
  const silent = resourceList(open, config('  spec:\n    output: none\n'));
  assert.equal((await runMain(['fn'], { stdin: silent, env })).stdout, '');
  const word = settings.replace('a: "0o17" # kept', 'output: none');
  const first = `${config('').trimEnd()}\n`;
  const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n${first}items:\n- ${word.trimEnd().split('\n').join('\n  ')}\n`;
  assert.equal((await runMain(['fn'], { stdin: list, env })).stdout, list);
  assert.equal((await runMain([], { stdin: `${word}---\n${open}`, env })).stdout, `${word}---\n${open}`);
});

// What is told where.

test('a blocked post-renderer prints nothing and ends with the exact way out, which then works', async () => {
  const { code, stdout, stderr } = await runMain(['post-render'], { stdin: `${settings}---\n${open}` });
  assert.equal([code, stdout], [1, '']);
  const ignore = /NETPOLISH_IGNORE=(\S+)/.exec(stderr)?.[1];
  assert.is((await runMain(['post-render'], { stdin: open, env: { NETPOLISH_IGNORE: ignore } })).code, 0);
});

test('what does not block goes to the terminal as one line, and whole to the report file', () =>
  inFolder({}, async (cwd) => {
    const file = join(cwd, 'report.json');
    const ran = await runMain(['post-render'], { stdin: untyped, env: { NETPOLISH_REPORT_FILE: file } });
    assert.is(ran.stdout, untyped);
    assert.match(ran.aside, /^netpolish: 1 warning[^\n]*\n$/);
    assert.is(JSON.parse(readFileSync(file, 'utf8')).findings[0].check, 'emptied-policy-types');
  }));

test('--merge as a flag of the filter: policies become one, everything else stays byte for byte', async () => {
  const { code, stdout } = await runMain(['--merge'], { stdin: `${settings}---\n${ingress}---\n${egress}` });
  assert.is(code, 0);
  assert.ok(stdout.startsWith(`${settings}---\n`));
  assert.match(stdout, /merged-from: "?web-egress,web-ingress"?\n/);
  assert.is(stdout.match(/kind: NetworkPolicy/g)?.length, 1);
});

test.run();
