import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeChanged } from '../../src/cli/rewrite-files.ts';
import { readCommands } from '../report/workflow-commands.ts';
import { blank, egress, fakeIo, inFolder, ingress, open, policy, runMain, settings } from './fake-io.ts';

const test = suite('fix');

const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'latin1');
const twoRules = policy(
  'two',
  '  policyTypes: [Ingress]\n  ingress:\n    - from:\n      ports: [{port: 80}]\n    - ports:\n',
);
const stray = policy('web-stray', '  policyTypes: [Ingress]\n  ingress:\n    - {}\n  egress: {}\n');

// The diff is one that git takes, and makes what --write makes.

const texts: Readonly<Record<string, string>> = {
  'plain.yaml': `${settings}---\n${blank}`,
  'sub/with blank.yaml': blank,
  'no-end.yaml': blank.trimEnd(),
  'crlf.yaml': blank.replaceAll('\n', '\r\n'),
  'crlf-no-end.yaml': blank.replaceAll('\n', '\r\n').trimEnd(),
  'mixed.yaml': blank.replace('spec:\n', 'spec:\r\n'),
  'quote"d\\name.yaml': blank,
  'ünï.yaml': `# ü\n${blank}`,
  'two.yaml': `${blank}---\n${'a: 1\n'.repeat(20)}---\n${blank.replace('web-blank', 'other')}`,
};

test('in a log of GitHub Actions too a diff is what git takes; on a terminal nothing acts, and the report never does', async () => {
  const near = blank
    .replace('  egress:\n', '  ::error::hello: 1 ##[error]hello\n  egress:\n')
    .replace('1 ##', '1 # ##');
  await inFolder({ 'a.yaml': near }, async (cwd) => {
    const env = { GITHUB_ACTIONS: 'true', CI: 'true' };
    const piped = await runMain(['fix', 'a.yaml'], { cwd, env });
    assert.match(piped.bytes.toString(), '\n   ::error::hello: 1 # ##[error]hello\n');
    assert.equal(readCommands(piped.stderr), []);
    const shown = await runMain(['fix', 'a.yaml'], { cwd, env, outputIsTTY: true });
    assert.equal(readCommands(shown.stdout), []);
  });
});

for (const flags of [[], ['--unsafe']]) {
  test(`git apply takes the diff and makes what --write makes: fix ${flags.join(' ')}`, async () => {
    if (spawnSync('git', ['--version']).status !== 0) {
      process.stdout.write('\n   SKIP  git is not on PATH\n');
      return;
    }
    for (const [name, text] of Object.entries({ ...texts, 'open.yaml': `${twoRules}---\n${open}` }))
      await inFolder({ [name]: text }, async (cwd) => {
        const { bytes } = await runMain(['fix', ...flags, name], { cwd });
        if (name !== 'open.yaml' || flags.length > 0) {
          assert.ok(bytes.length > 0, name);
          writeFileSync(join(cwd, 'd.patch'), bytes);
          execFileSync('git', ['apply', 'd.patch'], { cwd });
          rmSync(join(cwd, 'd.patch'));
        }
        const applied = read(cwd, name);
        writeFileSync(join(cwd, name), text);
        await runMain(['fix', '--write', ...flags, name], { cwd });
        assert.is(applied, read(cwd, name), name);
      });
  });
}

test('bytes that are no UTF-8 are left alone in the lines around', () => {
  const latin1 = Buffer.from(`# caf\u00e9\n---\n${blank}`, 'latin1');
  return inFolder({}, async (cwd) => {
    writeFileSync(join(cwd, 'a.yaml'), Buffer.concat([Buffer.from(`${blank}# end\n---\n`), latin1]));
    const { bytes } = await runMain(['fix', 'a.yaml'], { cwd });
    assert.ok(bytes.includes(Buffer.from(' # caf\u00e9\n', 'latin1')));
  });
});

test('the diff of standard input, of a path with a dot, of one from outside', () =>
  inFolder({ 'a.yaml': blank, 'sub/b.yaml': blank }, async (cwd) => {
    assert.match((await runMain(['fix', '-'], { stdin: blank })).stdout, /^--- a\/<stdin>\n\+\+\+ b\/<stdin>\n@@ /);
    assert.match((await runMain(['fix', './a.yaml'], { cwd })).stdout, /^--- a\/a\.yaml\n/);
    assert.match((await runMain(['fix', join(cwd, 'a.yaml')], { cwd })).stdout, /^--- a\/a\.yaml\n/);
    assert.match((await runMain(['fix', '../a.yaml'], { cwd: join(cwd, 'sub') })).stdout, /^--- a\/\.\.\/a\.yaml\n/);
  }));

test('colours on a terminal alone, and not where somebody said no', async () => {
  const coloured = await runMain(['fix', '-'], { stdin: blank, outputIsTTY: true });
  assert.match(coloured.stdout, '\u001b[1m--- a/<stdin>\u001b[0m\n');
  assert.match(coloured.stdout, '\u001b[31m-  egress:\u001b[0m\n\u001b[32m+  egress: []\u001b[0m\n');
  for (const given of [
    {},
    { outputIsTTY: true, env: { NO_COLOR: '1' } },
    { outputIsTTY: true, env: { TERM: 'dumb' } },
  ]) {
    const { stdout, stderr } = await runMain(['fix', '-'], { stdin: blank, ...given });
    assert.not.match(stdout + stderr, '\u001b');
    assert.match(stdout, '\n-  egress:\n+  egress: []\n');
  }
});

test('a terminal is not told to act on what stands in a file; a program gets every byte', async () => {
  const hostile = blank.replace('  egress:\n', '  egress: # \u202e evil\n');
  const shown = await runMain(['fix', '-'], { stdin: hostile, outputIsTTY: true, env: { NO_COLOR: '1' } });
  assert.not.match(shown.stdout, '\u202e');
  assert.match((await runMain(['fix', '-'], { stdin: hostile })).stdout, '\u202e evil');
});

// What was rendered: the template is named, no line of it.

const rendered = `---\n# Source: shop/templates/np.yaml\n${blank}`;
const origins: readonly (readonly [name: string, stdin: string, template: string])[] = [
  ['Helm', rendered, 'shop/templates/np.yaml'],
  [
    'Helm 4',
    blank.replace(
      'metadata:\n',
      'metadata:\n  annotations: {postrenderer.helm.sh/postrender-filename: shop/templates/np.yaml}\n',
    ),
    'shop/templates/np.yaml',
  ],
  [
    'kustomize',
    blank.replace(
      'metadata:\n',
      'metadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: base/np.yaml\n',
    ),
    'base/np.yaml',
  ],
  [
    'kpt',
    blank.replace('metadata:\n', 'metadata:\n  annotations: {internal.config.kubernetes.io/path: base/np.yaml}\n'),
    'base/np.yaml',
  ],
];

for (const [name, stdin, template] of origins) {
  test(`${name}: the diff and the report name the file to edit`, async () => {
    const { stdout, stderr } = await runMain(['fix', '-'], { stdin });
    const about = `NetworkPolicy shop/web-blank`;
    assert.ok(stdout.startsWith(`# edit ${template}: ${about}: write \`egress: []\`\n--- a/<stdin>\n`), stdout);
    assert.match(stdout, ` @@ ${about}, edit ${template}\n`);
    assert.match(stderr, `  Fix: write \`egress: []\`; edit ${template}\n`);
    assert.not.match(stdout + stderr, `${template}:`.replace(/$/, '\\d'));
  });
}

test('a template with a hostile name adds no line to the diff', async () => {
  const { stdout } = await runMain(['fix', '-'], {
    stdin: blank.replace(
      'metadata:\n',
      'metadata:\n  annotations: {internal.config.kubernetes.io/path: "a\\n--- a/x\\n+++ b/x"}\n',
    ),
  });
  assert.is(stdout.match(/^--- /gm)?.length, 1);
});

// --unsafe.

test('without --unsafe nothing is closed, and the report says what would be', async () => {
  const { code, stdout, stderr } = await runMain(['fix', '-'], { stdin: twoRules });
  assert.equal([code, stdout], [1, '']);
  assert.match(
    stderr,
    /^left {4}1 emptied-peers, 1 emptied-rule: each repair changes traffic; `netpolish fix --unsafe`/m,
  );
});

test('--unsafe shows the diff and what it closes, in the words of netpolish diff', () =>
  inFolder({ 'a.yaml': twoRules }, async (cwd) => {
    const { code, stdout, stderr } = await runMain(['fix', '--unsafe', 'a.yaml'], { cwd });
    assert.is(code, 0, stderr);
    assert.match(stdout, /^- {4}- from:\n- {6}ports: \[\{port: 80\}\]\n- {4}- ports:\n\+ {2}ingress: \[\]\n/m);
    assert.is(read(cwd, 'a.yaml'), twoRules);
    assert.match(
      stderr,
      '  Fix: delete the rule: `ingress: []`\n  closes  pods app=web of shop: ingress from every pod, namespace and address on TCP 80\n',
    );
    assert.match(
      stderr,
      '  Fix: delete the rule\n  closes  pods app=web of shop: ingress from every pod, namespace and address on TCP 1-79, 81-65535, every name; every UDP port; every SCTP port; other protocols\n',
    );
    await runMain(['fix', '--unsafe', '--write', 'a.yaml'], { cwd });
    assert.match(read(cwd, 'a.yaml'), '  ingress: []\n');
    writeFileSync(join(cwd, 'old.yaml'), twoRules);
    const { stdout: diff } = await runMain(['diff', 'old.yaml', 'a.yaml'], { cwd });
    assert.match(
      diff,
      /^lost {5}pods app=web of shop\n {2}ingress from every pod, namespace and address on every port$/m,
    );
  }));

test('what somebody lets pass is neither repaired nor closed', async () => {
  for (const [stdin, ignore] of [
    [open, 'emptied-peers:web-open'],
    [blank, 'emptied-direction'],
  ] as const) {
    const ran = await runMain(['fix', '--unsafe', '--ignore', ignore, '-'], { stdin });
    assert.equal([ran.code, ran.stdout], [0, '']);
  }
});

test('what closing brings up is told too', async () => {
  const stdin = policy('web-out', '  policyTypes: [Egress]\n  egress:\n    - to: [{podSelector: {}}]\n    -\n');
  const { stderr } = await runMain(['fix', '--unsafe', '-'], { stdin });
  assert.match(stderr, /^new {5}warning dns-blocked {2}NetworkPolicy shop\/web-out: /m);
});

test('no configuration and no pipe closes anything', () =>
  inFolder({ 'a.yaml': open, 'netpolish.yaml': 'fix: true\n' }, async (cwd) => {
    assert.is((await runMain(['fix', 'a.yaml'], { cwd })).stdout, '');
    for (const argv of [
      ['post-render', '--unsafe'],
      ['fn', '--unsafe'],
      ['merge', '--unsafe', '-'],
    ])
      assert.is((await runMain(argv, { stdin: open, cwd })).code, 2);
    writeFileSync(join(cwd, 'netpolish.yaml'), 'fix: unsafe\n');
    assert.is((await runMain(['fix', 'a.yaml'], { cwd })).code, 2);
  }));

test('a configuration that asks for merging is not heard: merging is no fix', () =>
  inFolder({ 'a.yaml': `${ingress}---\n${egress}`, 'netpolish.yaml': 'merge: true\n' }, async (cwd) => {
    assert.is((await runMain(['fix', 'a.yaml'], { cwd })).stdout, '');
  }));

// --emit-patch.

test('--emit-patch prints one command for each policy, its comments above', async () => {
  const { code, stdout } = await runMain(['fix', '--unsafe', '--emit-patch', '-'], {
    stdin: `# Source: a/templates/b.yaml\n${twoRules.replace('app: web', 'app: db')}---\n${blank}`,
  });
  assert.is(code, 0);
  assert.is(
    stdout,
    [
      '# NetworkPolicy shop/two',
      '#   emptied-peers: delete the rule: `ingress: []`',
      '#   closes  pods app=db of shop: ingress from every pod, namespace and address on TCP 80',
      '#   emptied-rule: delete the rule',
      '#   closes  pods app=db of shop: ingress from every pod, namespace and address on TCP 1-79, 81-65535, every name; every UDP port; every SCTP port; other protocols',
      '#   edit a/templates/b.yaml',
      '#   replaced whole: spec.ingress',
      `kubectl patch networkpolicy two -n shop --type merge -p '{"spec":{"ingress":[]}}'`,
      '',
      '# NetworkPolicy shop/web-blank',
      '#   emptied-direction: write `egress: []`',
      '#   replaced whole: spec.egress',
      `kubectl patch networkpolicy web-blank -n shop --type merge -p '{"spec":{"egress":[]}}'`,
      '',
    ].join('\n'),
  );
});

const unpatched: readonly (readonly [name: string, stdin: string, words: string])[] = [
  ['refused as it was', `${egress}---\n${stray}`, 'no patch: the API refuses it as it was'],
  [
    'a generated name',
    blank.replace('name: web-blank', 'generateName: web-'),
    'no patch: the server made up its name behind web-',
  ],
  ['no name at all', blank.replace('name: web-blank', 'labels: {}'), 'no patch: no policy can have this name'],
  ['a name for the shell', blank.replace('web-blank', '"$(reboot)"'), 'no patch: no policy can have this name'],
  ['a name with a line break', blank.replace('web-blank', '"a\\nreboot"'), 'no patch: no policy can have this name'],
  ['a namespace for the shell', blank.replace('shop', '"; reboot"'), 'no patch: no namespace can have this name'],
];

for (const [name, stdin, words] of unpatched) {
  test(`--emit-patch: ${name}: comments alone`, async () => {
    const { stdout } = await runMain(['fix', '--emit-patch', '-'], { stdin });
    assert.match(stdout, words);
    for (const line of stdout.trimEnd().split('\n')) assert.match(line, /^#/);
  });
}

test('--emit-patch: what stands in a policy cannot leave the quotes, and --namespace names one', async () => {
  const stdin = policy('q', `  policyTypes: [Ingress]\n  ingress:\n    - from: [{podSelector: {}}]\n    -\n`)
    .replace('  namespace: shop\n', '')
    .replace('podSelector: {}', `podSelector: {matchExpressions: [{key: a, operator: In, values: [b]}]}`);
  const { stdout } = await runMain(['fix', '--unsafe', '--emit-patch', '--namespace', 'prod', '-'], { stdin });
  const command = stdout.split('\n').find((line) => line.startsWith('kubectl')) ?? '';
  const words = execFileSync('sh', ['-c', `kubectl() { printf '%s\\n' "$@"; }; ${command}`], { encoding: 'utf8' });
  const [verb, kind, name, flag, namespace, , type, , patch = ''] = words.split('\n');
  assert.equal([verb, kind, name, flag, namespace, type], ['patch', 'networkpolicy', 'q', '-n', 'prod', 'merge']);
  assert.equal(JSON.parse(patch), {
    spec: {
      ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] } }] }],
    },
  });
});

// Bad input.

test('--write and --emit-patch: one line and exit code 2', async () => {
  const { code, stdout, stderr } = await runMain(['fix', '--write', '--emit-patch', '-'], { stdin: blank });
  assert.equal([code, stdout], [2, '']);
  assert.match(stderr, /^netpolish: --write changes files and --emit-patch prints patches[^\n]*\n$/);
});

test('a file that changed since it was read is kept, and so are the others', () =>
  inFolder({ 'a.yaml': 'new\n', 'b.yaml': 'b\n' }, async (cwd) => {
    const sources = ['b.yaml', 'a.yaml'].map((name) => ({
      name,
      bytes: Buffer.from(`${name.charAt(0)}\n`),
      origin: 'file' as const,
    }));
    const outcome = await writeChanged(sources, [Buffer.from('x'), Buffer.from('y')], fakeIo({ cwd }).io).then(
      () => 'written',
      (error: Error) => error.message,
    );
    assert.is(outcome, 'a.yaml changed since it was read: nothing was written');
    assert.equal([read(cwd, 'a.yaml'), read(cwd, 'b.yaml')], ['new\n', 'b\n']);
  }));

test('a read-only file is told and kept', () =>
  inFolder({ 'a.yaml': blank }, async (cwd) => {
    chmodSync(join(cwd, 'a.yaml'), 0o444);
    const { code, stderr } = await runMain(['fix', '--write', 'a.yaml'], { cwd });
    // Whoever is root may write it all the same.
    if (process.getuid?.() === 0) return;
    assert.is(code, 3);
    assert.match(stderr, /netpolish: a\.yaml cannot be written: [^\n]+\n$/);
    assert.is(read(cwd, 'a.yaml'), blank);
  }));

test.run();
