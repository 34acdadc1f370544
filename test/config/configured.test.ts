/** Which configuration counts for whom: found, named, and both. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Asking, type Configured, configuredFiles, configuredPipe } from '../../src/config/configured.ts';
import type { Given } from '../../src/config/given.ts';
import { DEFAULTS } from '../../src/config/settings.ts';
import { inFolder, open, type Ran, runMain, untyped } from '../cli/fake-io.ts';

const test = suite('config/configured');

const ME = process.getuid?.();
const FILES = {
  '.git/HEAD': '',
  'netpolish.yaml': 'failOn: warning\nignore: [dead-rules]\ncontext: [platform]\n',
  'central/gate.yaml': 'failOn: error\nseverities: {dead-rules: error}\ncontext: [all]\n',
  'central/open.yaml': 'inlineIgnores: all\n',
  'below/x': '',
};

const asking = (named?: string): Asking => ({ named, ownSeverity: () => 'warning' });

const files = (cwd: string, named?: string, env: Readonly<Record<string, string>> = {}): Configured =>
  configuredFiles(asking(named), { cwd, env, user: () => ME });

const pipe = (cwd: string, named?: string, given?: Given, env: Readonly<Record<string, string>> = {}): Configured =>
  configuredPipe(asking(named), { cwd, env }, given);

test('files: the file that is found', async () => {
  await inFolder(FILES, (root) => {
    const { settings, files: used, notes } = files(join(root, 'below'));
    assert.equal([used, notes], [['../netpolish.yaml'], []]);
    assert.equal(settings, {
      ...DEFAULTS,
      failOn: 'warning',
      ignore: [{ check: 'dead-rules', by: 'configuration', from: '../netpolish.yaml:2' }],
      context: ['../platform'],
    });
  });
});

test('files: a central one, named either way, and what is found only tightens', async () => {
  await inFolder(FILES, (root) => {
    const cases = [
      files(root, 'central/gate.yaml'),
      files(root, undefined, { NETPOLISH_CONFIG: 'central/gate.yaml' }),
      files(root, 'central/gate.yaml', { NETPOLISH_CONFIG: 'central/open.yaml' }),
    ];
    for (const { settings, files: used, notes } of cases) {
      assert.equal(used, ['central/gate.yaml', 'netpolish.yaml']);
      assert.equal(notes, [
        'netpolish.yaml is not heard in ignore, context: beside central/gate.yaml it can only tighten',
      ]);
      assert.equal(settings, {
        ...DEFAULTS,
        failOn: 'warning',
        severities: { 'dead-rules': 'error' },
        context: ['central/all'],
        inlineIgnores: 'none',
      });
    }
  });
});

test('files: ignores of manifests count beside a central one only where it says so', async () => {
  await inFolder(FILES, (root) => {
    assert.is(files(join(root, 'central'), 'open.yaml').settings.inlineIgnores, 'all');
    assert.is(files(root, 'central/gate.yaml').settings.inlineIgnores, 'none');
    assert.is(files(root).settings.inlineIgnores, 'all');
  });
});

test('files: what is named is the file that is found: it is read once, and speaks as a central one', async () => {
  await inFolder(FILES, (root) => {
    for (const named of ['../netpolish.yaml', join(root, 'netpolish.yaml')]) {
      const { settings, files: used, notes } = files(join(root, 'below'), named);
      assert.equal([used, notes], [[named], []]);
      assert.is(settings.ignore.length, 1);
    }
  });
});

test('files: one of another owner is told and left alone, and can be named', async () => {
  await inFolder(FILES, (root) => {
    const ask = (named?: string): Configured =>
      configuredFiles(asking(named), { cwd: root, env: {}, user: () => (ME ?? 0) + 1 });
    if (ME === undefined) return;
    const { settings, files: used, notes } = ask();
    assert.equal([settings, used], [DEFAULTS, []]);
    assert.equal(notes, [
      `netpolish.yaml belongs to another user (${ME}) and is not read: --config netpolish.yaml takes it all the same`,
    ]);
    assert.is(ask('netpolish.yaml').settings.failOn, 'warning');
  });
});

test('files: an empty NETPOLISH_CONFIG names nothing; --config that is not there is a fault', async () => {
  await inFolder(FILES, (root) => {
    assert.equal(files(root, undefined, { NETPOLISH_CONFIG: '' }).files, ['netpolish.yaml']);
    assert.throws(() => files(root, 'nowhere.yaml'), /nowhere\.yaml cannot be read: no such file/);
    assert.throws(() => files(root, undefined, { NETPOLISH_CONFIG: 'below' }), /below cannot be read: it is a folder/);
  });
});

test('a file that was found writes no report outside of its folder, also not through a link', async () => {
  for (const path of ['../r.json', '/elsewhere/r.json', 'a/../../r.json', 'way/r.json']) {
    await inFolder({ 'repo/.git/x': '', 'repo/netpolish.yaml': `reportFile: ${path}\n`, 'out/x': '' }, (root) => {
      symlinkSync('../out', join(root, 'repo/way'));
      assert.throws(() => files(join(root, 'repo')), /netpolish\.yaml: reportFile .* leads out of its folder/, path);
    });
  }
  await inFolder({ 'repo/.git/x': '', 'repo/netpolish.yaml': 'reportFile: out/r.json\n', 'repo/sub/x': '' }, (root) => {
    assert.is(files(join(root, 'repo/sub')).settings.reportFile, '../out/r.json');
  });
});

test('a file that was found writes no report over what is no report: a link out of its folder, a script', async () => {
  const outside = { 'repo/.git/x': '', 'repo/netpolish.yaml': 'reportFile: r.json\n', 'out.json': '' };
  await inFolder(outside, (root) => {
    symlinkSync('../out.json', join(root, 'repo/r.json'));
    assert.throws(() => files(join(root, 'repo')), /reportFile r\.json leads out of its folder/);
  });
  await inFolder({ ...outside, 'repo/.git/hooks/pre-commit': '' }, (root) => {
    symlinkSync('.git/hooks/pre-commit', join(root, 'repo/r.json'));
    assert.throws(() => files(join(root, 'repo')), /reportFile r\.json leads into \.git; --report-file may name any/);
  });
  for (const path of ['.git/hooks/pre-commit', 'np.yaml', '.envrc']) {
    await inFolder({ 'repo/.git/x': '', 'repo/netpolish.yaml': `reportFile: ${path}\n` }, (root) =>
      assert.throws(() => files(join(root, 'repo')), /reportFile .* (is no \.json file|leads into \.git)/, path),
    );
  }
});

test('a file that was found writes through no link, no baseline outside either, and nothing into .git', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['reportFile: r.json', /reportFile r\.json leads out of its folder; --report-file may name any/],
    ['baseline: r.json', /baseline r\.json leads out of its folder; --baseline may name any/],
    ['baseline: ../b.json', /baseline \.\.\/b\.json leads out of its folder/],
    ['reportFile: .git/config', /reportFile \.git\/config leads into \.git/],
    ['reportFile: .Git/new', /leads into \.git/],
  ];
  for (const [line, fault] of cases) {
    await inFolder({ 'repo/.git/config': '', 'repo/netpolish.yaml': `${line}\n`, 'out/x': '' }, (root) => {
      symlinkSync('../out/x', join(root, 'repo/r.json'));
      assert.throws(() => files(join(root, 'repo')), fault, line);
    });
  }
  await inFolder({ '.git/x': '', 'netpolish.yaml': 'baseline: ..b.json\n' }, (root) => {
    assert.is(files(root).settings.baseline, '..b.json');
  });
});

test('pipe: nothing is looked for', async () => {
  await inFolder(FILES, (root) => {
    assert.equal(pipe(root), { settings: DEFAULTS, files: [], notes: [] });
    assert.equal(pipe(root, undefined, { failOn: 'never' }).settings, { ...DEFAULTS, failOn: 'never' });
  });
});

test('pipe: a functionConfig beside a central one only tightens, its paths are those of the host', async () => {
  await inFolder(FILES, (root) => {
    const given: Given = { failOn: 'never', merge: true, reportFile: 'r.json', ignore: ['*'] };
    const { settings, notes } = pipe(root, 'central/gate.yaml', given);
    assert.equal([settings.failOn, settings.merge, settings.reportFile], ['error', 'within-charts', undefined]);
    assert.equal(settings.ignore, []);
    assert.equal(notes, [
      'the functionConfig is not heard in failOn, reportFile, ignore: beside central/gate.yaml it can only tighten',
    ]);
  });
});

const run = (argv: readonly string[], cwd: string, stdin?: string): Promise<Ran> =>
  runMain(argv, { cwd, ...(stdin === undefined ? { terminal: true } : { stdin }) });

test('commands that read files say which file they used', async () => {
  await inFolder({ '.git/HEAD': '', 'netpolish.yaml': 'failOn: never\n', 'm/np.yaml': open }, async (root) => {
    const cwd = join(root, 'm');
    for (const [command, ...more] of [
      ['check'],
      ['fix'],
      ['merge'],
      ['groups'],
      ['explain'],
      ['diff', 'np.yaml'],
    ] as const) {
      const { stderr, code } = await run([command ?? '', 'np.yaml', ...more], cwd);
      assert.match(stderr, /^netpolish: settings of \.\.\/netpolish\.yaml\n/, command);
      assert.is(code, 0, command);
    }
    const central = await run(['check', '--config', '../netpolish.yaml', 'np.yaml'], cwd);
    assert.match(central.stderr, /^netpolish: settings of \.\.\/netpolish\.yaml\n/);
  });
});

test('a fault of the file that is found is one line and exit 2, and nothing is printed', async () => {
  await inFolder({ 'netpolish.yaml': 'a: 1\n', 'np.yaml': open }, async (cwd) => {
    for (const command of ['check', 'fix', 'merge', 'groups', 'explain']) {
      const { code, stdout, stderr } = await run([command, 'np.yaml'], cwd);
      assert.equal([code, stdout], [2, ''], command);
      assert.is(stderr, 'netpolish: netpolish.yaml:1:1: no such setting: a\n', command);
    }
  });
});

test('a link that leads nowhere is one line and exit 2', async () => {
  await inFolder({ 'np.yaml': open }, async (cwd) => {
    symlinkSync('nowhere', join(cwd, 'netpolish.yaml'));
    const { code, stderr } = await run(['check', 'np.yaml'], cwd);
    assert.is(code, 2);
    assert.is(stderr, 'netpolish: the configuration netpolish.yaml cannot be read: no such file\n');
  });
});

test('commands in a pipe take no notice of what lies in the working directory', async () => {
  const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${open.replace(/^/gm, '    ').replace('    api', '  - api')}`;
  for (const text of ['failOn: never\nignore: ["*"]\n', 'not: valid\n', '- [\n']) {
    for (const [argv, stdin] of [
      [['post-render'], open],
      [['post-render'], untyped],
      [['fn'], list],
      [[], open],
    ] as const) {
      const ran: Ran[] = [];
      await inFolder({ '.git/HEAD': '' }, async (cwd) => {
        ran.push(await run(argv, cwd, stdin));
      });
      await inFolder({ '.git/HEAD': '', 'netpolish.yaml': text }, async (cwd) => {
        ran.push(await run(argv, cwd, stdin));
      });
      const [bare, beside] = ran;
      assert.equal(beside, bare, argv.join(' '));
      assert.is(bare?.code, stdin === untyped ? 0 : 1, argv.join(' '));
      assert.match(bare?.stderr ?? '', 'emptied-');
    }
  }
});

test('a pipe reads what is named, and only that', async () => {
  await inFolder(
    { 'a.yaml': 'failOn: never\n', 'netpolish.yaml': 'severities: {emptied-peers: off}\n' },
    async (cwd) => {
      assert.is((await run(['post-render'], cwd, open)).code, 1);
      assert.is((await run(['post-render', '--config', 'a.yaml'], cwd, open)).code, 0);
      const env = { NETPOLISH_CONFIG: 'a.yaml' };
      const { code, stderr } = await runMain(['post-render'], { cwd, env, stdin: open });
      assert.is(code, 0);
      assert.match(stderr, 'emptied-peers');
    },
  );
});

test.run();
