import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Given, inFolder, type Ran, runMain } from './fake-io.ts';

const test = suite('suppressions');

const policy = (name: string, annotation = ''): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${name}\n${annotation}spec:\n  podSelector: {matchLabels: {app: ${name}}}\n  policyTypes: [Ingress]\n  ingress:\n    - from:\n`;
const closed = (name: string): string => policy(name).replace('    - from:\n', '    - from: [{podSelector: {}}]\n');
const NOTED = '  annotations: {netpolish.dev/ignore: "emptied-rule: open on purpose"}\n';
const CONFIG = 'ignore:\n  - {check: emptied-rule, policy: web, reason: a public page, until: 2026-11-22}\n';

/** Runs in a folder with these files. */
async function runWith(
  files: Readonly<Record<string, string>>,
  argv: readonly string[],
  given: Given = {},
): Promise<Ran> {
  const runs: Ran[] = [];
  await inFolder(files, async (cwd) => {
    runs.push(await runMain(argv, { cwd, ...given }));
  });
  const [run] = runs;
  if (run === undefined) throw new Error('nothing ran');
  return run;
}

test('an annotation lets pass, is told with its reason, and is counted', async () => {
  const { code, stdout } = await runWith({ 'a.yaml': policy('web', NOTED) }, ['check', 'a.yaml']);
  assert.is(code, 0);
  assert.match(
    stdout,
    /^error \(ignored by annotation: open on purpose\) emptied-rule {2}NetworkPolicy web {2}a\.yaml:10:7$/m,
  );
  assert.match(stdout, /^1 ignored \(1 error\) in 1 policy$/m);
});

test('--no-ignore and a central configuration do not heed what the input says, and tell it', async () => {
  const files = {
    'a.yaml': policy('web', NOTED),
    'central.yaml': 'failOn: error\n',
    'all.yaml': 'inlineIgnores: all\n',
  };
  for (const argv of [['--no-ignore'], ['--config', 'central.yaml'], ['--no-ignore', '--config', 'all.yaml']]) {
    const { code, stdout } = await runWith(files, ['check', 'a.yaml', ...argv]);
    assert.is(code, 1, argv.join(' '));
    assert.match(stdout, /^note {4}1 ignore of the input is not heeded/m);
    assert.match(stdout, '1 error in 1 policy');
  }
  assert.is((await runWith(files, ['check', 'a.yaml', '--config', 'all.yaml'])).code, 0);
  const listed = { ...files, 'c.yaml': 'inlineIgnores: listed\ninlineIgnorable: [emptied-rule]\n' };
  assert.is((await runWith(listed, ['check', 'a.yaml', '--config', 'c.yaml'])).code, 0);
});

test('an entry holds up to its last day, and afterwards it is told', async () => {
  const files = { 'a.yaml': policy('web'), 'netpolish.yaml': CONFIG };
  const last = await runWith(files, ['check', 'a.yaml'], { today: '2026-11-22' });
  assert.is(last.code, 0);
  assert.match(last.stdout, 'error (ignored by configuration until 2026-11-22: a public page) emptied-rule');
  const after = await runWith(files, ['check', 'a.yaml'], { today: '2026-11-23' });
  assert.is(after.code, 1);
  assert.match(
    after.stdout,
    'note    netpolish.yaml:2: the ignore of emptied-rule of web ended with 2026-11-22 (a public page)',
  );
});

const entries: Readonly<Record<string, readonly [entry: string, told: boolean]>> = {
  'for a policy that is here': ['{check: emptied-rule, policy: api, reason: x}', true],
  'for every check of it': ['{check: "*", policy: api, reason: x}', true],
  'for a policy of another chart': ['{check: emptied-rule, policy: redis, reason: x}', false],
  'for a namespace that is not this': ['{check: emptied-rule, policy: api, namespace: prod, reason: x}', false],
  'for many': ['{check: emptied-rule, policy: "ap*", reason: x}', false],
  'for a file that is here': ['{check: emptied-ports, source: a.yaml, reason: x}', true],
  'for a file that is not': ['{check: emptied-ports, source: b.yaml, reason: x}', false],
  'for everything': ['{check: emptied-ports, reason: x}', false],
  'for a check that is off': ['{check: allow-all-rule, policy: api, reason: x}', false],
  'that is needed': ['{check: emptied-rule, policy: web, reason: x}', false],
  'whose day is over, and which nobody needs': [
    '{check: emptied-rule, policy: api, until: 2020-01-01, reason: x}',
    true,
  ],
};

for (const [what, [entry, isTold]] of Object.entries(entries)) {
  test(`an entry ${what} is ${isTold ? '' : 'not '}told`, async () => {
    const files = { 'a.yaml': `${policy('web')}---\n${closed('api')}`, 'netpolish.yaml': `ignore:\n  - ${entry}\n` };
    const { stdout } = await runWith(files, ['check', 'a.yaml']);
    assert.is(/^note {4}netpolish\.yaml:2: the ignore of/m.test(stdout), isTold, stdout);
    const json = JSON.parse((await runWith(files, ['check', 'a.yaml', '--format', 'json'])).stdout);
    assert.is(json.ignores.entries.length, isTold ? 1 : 0);
  });
}

test('a baseline lets pass what was there, and nothing new', async () => {
  const both = `${policy('web')}---\n${policy('api')}`;
  await inFolder({ 'a.yaml': both }, async (cwd) => {
    const wrote = await runMain(['check', 'a.yaml', '--write-baseline'], { cwd });
    assert.equal([wrote.code, wrote.stdout, wrote.stderr], [0, 'wrote netpolish-baseline.json: 2 errors\n', '']);
    const bytes = readFileSync(join(cwd, 'netpolish-baseline.json'), 'utf8');
    const check = (...argv: readonly string[]): Promise<Ran> =>
      runMain(['check', 'a.yaml', '--baseline', 'netpolish-baseline.json', ...argv], { cwd });
    const same = await check();
    assert.equal([same.code, same.stdout], [0, '2 ignored (2 errors) in 2 policies\n']);
    assert.match((await check('--verbose')).stdout, 'error (in the baseline) emptied-rule  NetworkPolicy web');
    writeFileSync(join(cwd, 'a.yaml'), `# moved\n\n${policy('api')}---\n${policy('web')}`);
    assert.is((await check()).stdout, '2 ignored (2 errors) in 2 policies\n');
    await runMain(['check', 'a.yaml', '--write-baseline'], { cwd });
    assert.is(readFileSync(join(cwd, 'netpolish-baseline.json'), 'utf8'), bytes, 'the same findings, the same bytes');
    writeFileSync(join(cwd, 'a.yaml'), `${both}    - from:\n---\n${policy('new')}`);
    const more = await check();
    assert.is(more.code, 1);
    assert.match(more.stdout, '2 errors, 2 ignored (2 errors) in 3 policies');
    writeFileSync(join(cwd, 'a.yaml'), `${closed('web')}---\n${policy('api')}`);
    assert.is(
      (await check()).stdout,
      'note    1 finding of the baseline is gone: --write-baseline drops it\n\n1 ignored (1 error) in 2 policies\n',
    );
    writeFileSync(join(cwd, 'a.yaml'), policy('api'));
    assert.is((await check()).stdout, '1 ignored (1 error) in 1 policy\n');
  });
});

test('a baseline is named by an option or by the configuration, and read by every command and host', async () => {
  const bad = policy('web');
  await inFolder({ 'a.yaml': bad, 'sub/x': '' }, async (cwd) => {
    await runMain(['check', 'a.yaml', '--write-baseline', '--baseline', 'sub/known.json'], { cwd });
    writeFileSync(join(cwd, 'netpolish.yaml'), 'baseline: sub/known.json\n');
    for (const command of ['check', 'fix', 'merge']) {
      const { code, stdout, stderr } = await runMain([command, 'a.yaml'], { cwd });
      assert.is(code, 0, command);
      assert.match(stdout + stderr, '1 ignored (1 error)', command);
    }
    const render = await runMain(['post-render', '--baseline', 'sub/known.json'], { cwd, stdin: bad });
    assert.equal([render.code, render.stdout, render.stderr], [0, bad, '1 ignored (1 error) in 1 policy\n']);
    assert.match(render.aside, 'netpolish: 1 ignored (1 error)');
    const [first = '', ...rest] = bad.trimEnd().split('\n');
    const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nfunctionConfig:\n  apiVersion: netpolish.dev/v1alpha1\n  kind: Netpolish\n  spec: {baseline: sub/known.json}\nitems:\n- ${first}\n${rest.map((line) => `  ${line}\n`).join('')}`;
    const fn = await runMain(['fn'], { cwd, stdin: list });
    assert.equal([fn.code, fn.stdout, fn.stderr], [0, list, '1 ignored (1 error)\n']);
  });
});

test('a functionConfig says which ignores of the input count', async () => {
  const [first = '', ...rest] = policy('web', NOTED).trimEnd().split('\n');
  const list = (spec: string): string =>
    `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nfunctionConfig:\n  apiVersion: netpolish.dev/v1alpha1\n  kind: Netpolish\n  spec: ${spec}\nitems:\n- ${first}\n${rest.map((line) => `  ${line}\n`).join('')}`;
  const run = (spec: string): Promise<Ran> => runMain(['fn'], { stdin: list(spec) });
  const heeded = await run('{}');
  assert.is(heeded.code, 0);
  assert.match(heeded.stderr, '[error] (ignored by annotation: open on purpose)');
  assert.match(heeded.stderr, /^1 ignored \(1 error\)$/m);
  assert.match(heeded.stdout, '"state":"ignored","ignored":"ignored by annotation: open on purpose"');
  assert.is((await run('{inlineIgnores: listed, inlineIgnorable: [emptied-rule]}')).code, 0);
  const unheard = await run('{inlineIgnores: none}');
  assert.is(unheard.code, 1);
  assert.match(unheard.stderr, /^note {4}1 ignore of the input is not heeded/m);
});

test('--since blocks on what the old manifest did not have', async () => {
  const old = `# Source: shop/templates/np.yaml\n${policy('web')}`;
  const files = {
    'old.yaml': old,
    'new.yaml': `${policy('api')}---\n${closed('x')}---\n${policy('web')}`,
    'olds/a.yaml': old,
  };
  const check = (...argv: readonly string[]): Promise<Ran> => runWith(files, ['check', ...argv]);
  const some = await check('new.yaml', '--since', 'old.yaml');
  assert.is(some.code, 1);
  assert.match(some.stdout, /^error emptied-rule {2}NetworkPolicy api/m);
  assert.match(some.stdout, '1 error, 1 ignored (1 error) in 3 policies');
  assert.is((await check('old.yaml', '--since', 'old.yaml')).code, 0);
  const stream = { stdin: old, env: {} };
  const since = (path: string): Promise<Ran> => runWith(files, ['post-render', '--since', path], stream);
  for (const path of ['old.yaml', 'olds']) {
    const { code, stdout, stderr } = await since(path);
    assert.equal([code, stdout, stderr], [0, old, '1 ignored (1 error) in 1 policy\n'], path);
  }
  const worse = await runWith(files, ['post-render', '--since', 'old.yaml'], { stdin: `${old}    - ports:\n` });
  assert.equal([worse.code, worse.stdout], [1, '']);
});

test('--since takes a namespace that is written out for the one of the release', async () => {
  const live = policy('web').replace('  name: web\n', '  name: web\n  namespace: prod\n');
  const files = { 'old.yaml': live, 'new.yaml': policy('web') };
  assert.is((await runWith(files, ['check', 'new.yaml', '--since', 'old.yaml', '--namespace', 'prod'])).code, 0);
  assert.is((await runWith(files, ['check', 'new.yaml', '--since', 'old.yaml', '--namespace', 'test'])).code, 1);
  assert.is((await runWith(files, ['check', 'new.yaml', '--since', 'old.yaml'])).code, 1);
});

test('what the API refuses is only moved, whoever lets it pass', async () => {
  const bad = closed('web').replace('policyTypes: [Ingress]', 'policyTypes: [Inbound]');
  await inFolder({ 'a.yaml': bad }, async (cwd) => {
    await runMain(['check', 'a.yaml', '--write-baseline'], { cwd });
    for (const argv of [
      ['--baseline', 'netpolish-baseline.json'],
      ['--since', 'a.yaml'],
      ['--ignore', 'invalid-value'],
    ]) {
      const { code, stdout } = await runMain(['check', 'a.yaml', ...argv], { cwd });
      assert.is(code, 0, stdout);
      assert.match(
        stdout,
        /^1 of the ignored: the API refuses it all the same, so ignoring only moves the refusal into the cluster$/m,
      );
    }
  });
});

const FINDING = { check: 'a', message: 'b', fingerprint: 'c', count: 1 };
const baseline = (fields: object): string =>
  JSON.stringify({ kind: 'netpolish-baseline', version: 1, findings: [], ...fields });
const unusable: readonly (readonly [content: string, message: string])[] = [
  ['', 'the baseline b.json cannot be used: it is no JSON'],
  ['{', 'the baseline b.json cannot be used: it is no JSON'],
  ['[]', 'the baseline b.json cannot be used: it is no baseline of netpolish (kind: netpolish-baseline)'],
  [
    '{"version":1,"findings":[]}',
    'the baseline b.json cannot be used: it is no baseline of netpolish (kind: netpolish-baseline)',
  ],
  [baseline({ version: 2 }), 'the baseline b.json cannot be used: it is of version 2, and this netpolish reads 1'],
  [baseline({ version: '1' }), 'the baseline b.json cannot be used: it is of version "1", and this netpolish reads 1'],
  [baseline({ findings: {} }), 'the baseline b.json cannot be used: its findings are no list'],
  [baseline({ findings: [1] }), 'the baseline b.json cannot be used: findings[0] is no object'],
  [
    baseline({ findings: [{ ...FINDING, fingerprint: 1 }] }),
    'the baseline b.json cannot be used: findings[0] has no fingerprint that is text',
  ],
  [
    baseline({ findings: [{ ...FINDING, count: 0 }] }),
    'the baseline b.json cannot be used: findings[0] has no count of one or more',
  ],
  [
    baseline({ findings: [{ ...FINDING, count: 1.5 }] }),
    'the baseline b.json cannot be used: findings[0] has no count of one or more',
  ],
  [
    baseline({ findings: [FINDING, FINDING] }),
    'the baseline b.json cannot be used: findings[1] has the fingerprint of another one',
  ],
];

for (const [content, message] of unusable) {
  test(`a baseline of ${JSON.stringify(content.slice(0, 60))} is refused in one line`, async () => {
    const { code, stdout, stderr } = await runWith({ 'a.yaml': policy('web'), 'b.json': content }, [
      'check',
      'a.yaml',
      '--baseline',
      'b.json',
    ]);
    assert.equal([code, stdout, stderr], [2, '', `netpolish: ${message}\n`]);
  });
}

const wrong: readonly (readonly [argv: readonly string[], message: string])[] = [
  [['check', 'a.yaml', '--baseline', 'no.json'], 'the baseline no.json is not there: --write-baseline makes it'],
  [['check', 'a.yaml', '--baseline', 'sub'], 'the baseline sub cannot be read: it is a folder'],
  [['check', 'a.yaml', '--since', 'no.yaml'], '--since no.yaml cannot be used: no.yaml: no such file or folder'],
  [['check', 'a.yaml', '--since', '-'], '--since takes a file or folder: standard input holds what is to come'],
  [['check', 'a.yaml', '--since', 'sub'], '--since sub cannot be used: there is no manifest in it'],
  [
    ['check', 'a.yaml', '--since', 'utf16.yaml'],
    '--since utf16.yaml cannot be used: utf16.yaml is UTF-16: write it as UTF-8',
  ],
  [['post-render', '--since', 'no.yaml'], '--since no.yaml cannot be used: no.yaml: no such file or folder'],
  [['post-render', '--baseline', 'no.json'], 'the baseline no.json is not there: --write-baseline makes it'],
  [
    ['check', 'a.yaml', '--write-baseline', '--since', 'a.yaml'],
    '--write-baseline keeps all that is there: --since does not go together with it',
  ],
  [['post-render', '--write-baseline'], "unknown option '--write-baseline'"],
  [['fn', '--write-baseline'], "unknown option '--write-baseline'"],
  [['merge', 'a.yaml', '--write-baseline'], "unknown option '--write-baseline'"],
];

for (const [argv, message] of wrong) {
  test(`${argv.join(' ')} is refused in one line`, async () => {
    const files = { 'a.yaml': policy('web'), 'sub/x.txt': '', 'utf16.yaml': '' };
    await inFolder(files, async (cwd) => {
      writeFileSync(join(cwd, 'utf16.yaml'), Buffer.from('fffe6100', 'hex'));
      const { code, stdout, stderr } = await runMain(argv, { cwd, stdin: policy('web') });
      assert.equal([code, stdout, stderr], [2, '', `netpolish: ${message}\n`]);
    });
  });
}

test('a baseline that cannot be written is a failure', async () => {
  const { code, stdout, stderr } = await runWith({ 'a.yaml': policy('web') }, [
    'check',
    'a.yaml',
    '--write-baseline',
    '--baseline',
    'no/b.json',
  ]);
  assert.equal([code, stdout], [3, '']);
  assert.match(stderr, /^netpolish: the baseline no\/b\.json cannot be written: .*\n$/);
});

test('--write-baseline replaces a baseline, also a broken one, and no other file', async () => {
  const files = {
    'a.yaml': policy('web'),
    'hook.json': '#!/bin/sh\n',
    'empty.json': '',
    'broken.json': '<<<< "netpolish-baseline"',
  };
  await inFolder(files, async (cwd) => {
    const keep = (name: string): ReturnType<typeof runMain> =>
      runMain(['check', 'a.yaml', '--write-baseline', '--baseline', name], { cwd });
    const { code, stdout, stderr } = await keep('hook.json');
    assert.equal([code, stdout], [2, '']);
    assert.is(stderr, 'netpolish: hook.json is there and is no baseline: nothing was written\n');
    assert.is(readFileSync(join(cwd, 'hook.json'), 'utf8'), files['hook.json']);
    for (const name of ['empty.json', 'broken.json', 'broken.json', 'new.json']) assert.is((await keep(name)).code, 0);
  });
});

test('--write-baseline leaves out what is ignored with a reason, and infos', async () => {
  const files = {
    'a.yaml': `${policy('web', NOTED)}---\n${closed('api')}    - from: [{podSelector: {matchLabels: {a: b}}}]\n`,
  };
  const { stdout } = await runWith(files, ['check', 'a.yaml', '--write-baseline']);
  assert.is(stdout, 'wrote netpolish-baseline.json: no finding\n');
});

test('beside a central configuration a found one names no baseline and ignores nothing', async () => {
  await inFolder({ 'a.yaml': policy('web'), 'central.yaml': '{}\n' }, async (cwd) => {
    mkdirSync(join(cwd, '.git'));
    await runMain(['check', 'a.yaml', '--write-baseline'], { cwd });
    writeFileSync(join(cwd, 'netpolish.yaml'), `baseline: netpolish-baseline.json\n${CONFIG}`);
    assert.is((await runMain(['check', 'a.yaml'], { cwd })).code, 0);
    const { code, stderr } = await runMain(['check', 'a.yaml', '--config', 'central.yaml'], { cwd });
    assert.is(code, 1);
    assert.match(stderr, 'netpolish.yaml is not heard in baseline, ignore');
  });
});

test('a name that is none is refused by the option that gave it, and a baseline is no report', async () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['check', ''], 'an empty path is nothing to read; a variable that is not set, perhaps'],
    [['check', '--baseline', '', '-'], '--baseline names no file; a variable that is not set, perhaps'],
    [['check', '--since', ' ', '-'], '--since names no file; a variable that is not set, perhaps'],
    [['check', '--report-file', '', '-'], '--report-file names no file; a variable that is not set, perhaps'],
    [['check', '--config', '', '-'], '--config names no file; a variable that is not set, perhaps'],
    [
      ['check', '--write-baseline', '--format', 'json', '-'],
      '--write-baseline writes the baseline and no report: --format does not go together with it',
    ],
  ];
  for (const [argv, words] of cases) {
    const { code, stdout, stderr } = await runMain(argv, { stdin: '' });
    assert.equal([code, stdout, stderr], [2, '', `netpolish: ${words}\n`]);
  }
});

test.run();
