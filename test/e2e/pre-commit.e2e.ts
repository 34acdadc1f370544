import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cached, mustRun, reason } from './cache.ts';
import { root } from './netpolish.ts';
import { noSettings } from './package.ts';
import { withFiles } from './project.ts';
import { type RunResult, run } from './run.ts';
import { lacks, orSkip } from './skip.ts';

const VERSION = '4.7.0';

const test = suite('the pre-commit hooks');

/** The folder of pre-commit and what it needs, from PyPI, for PYTHONPATH; or why there is none. */
const preCommit = async (): Promise<{ readonly folder: string } | { readonly lacking: string }> => {
  const lacking = (await lacks('python3', '-m', 'pip', '--version')) ?? (await lacks('git', '--version'));
  if (lacking !== undefined) return { lacking };
  try {
    const folder = await cached(`pre-commit-${VERSION}`, async (target) => {
      const args = ['-m', 'pip', 'install', '--quiet', '--no-compile', '--target', target, `pre-commit==${VERSION}`];
      await mustRun('python3', args);
    });
    return { folder };
  } catch (error) {
    return { lacking: reason(error) };
  }
};

const tool = await preCommit();
const hooked = orSkip(test, 'the pre-commit hooks', 'lacking' in tool ? tool.lacking : undefined);

/** Makes `folder` a repository of all that is in it, and returns its commit. */
const committed = async (folder: string): Promise<string> => {
  const git = (...args: readonly string[]) => mustRun('git', args, { cwd: folder });
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('add', '--all');
  const author = ['-c', 'user.name=tests', '-c', 'user.email=dev@netpolish.dev'];
  await git(...author, 'commit', '--quiet', '--message', 'All');
  return (await git('rev-parse', 'HEAD')).trim();
};

/** This project as it is on disk, as a repository of its own. */
const copyOfThisProject = async (folder: string): Promise<string> => {
  const listed = await mustRun('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const path of listed.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(root, path), join(folder, path)).catch(() => undefined);
  }
  return committed(folder);
};

// One test, since netpolish is built once for it: nobody wants to wait for that at every hook.
hooked('a repository that names this one gets its own netpolish; the fix mends, the check blocks', () =>
  withFiles({}, async (folder) => {
    const [source, user] = [join(folder, 'netpolish'), join(folder, 'user')];
    const revision = await copyOfThisProject(source);
    await mkdir(join(user, 'chart/templates'), { recursive: true });
    await cp(join(root, 'examples/render/shop.yaml'), join(user, 'shop.yaml'));
    await writeFile(join(user, 'chart/templates/np.yaml'), '{{ if .Values.x }}\nkind: NetworkPolicy\n{{ end }}\n');
    await writeFile(join(user, 'notes.yaml'), '# nothing yet\n');
    const config = await readFile(join(root, 'examples/pre-commit/.pre-commit-config.yaml'), 'utf8');
    const here = config
      .replace('https://github.com/netpolish/netpolish', source)
      .replace(/rev: .*/, `rev: ${revision}`);
    await writeFile(join(user, '.pre-commit-config.yaml'), here);
    await committed(user);

    const env = {
      ...noSettings,
      PYTHONPATH: 'folder' in tool ? tool.folder : '',
      PYTHONDONTWRITEBYTECODE: '1',
      PRE_COMMIT_HOME: join(folder, 'home'),
      PRE_COMMIT_COLOR: 'never',
    };
    const hooks = (...args: readonly string[]): Promise<RunResult> =>
      run('python3', ['-m', 'pre_commit', 'run', '--all-files', ...args], { cwd: user, env, timeout: 300_000 });

    const checked = await hooks('netpolish-check');
    assert.is(checked.code, 1, checked.stdout + checked.stderr);
    assert.match(checked.stdout, 'error emptied-direction  NetworkPolicy web-egress');
    assert.match(checked.stdout, '(shop.yaml:39:12)');

    const fixed = await hooks('netpolish-fix');
    assert.is(fixed.code, 1, fixed.stdout + fixed.stderr);
    assert.match(fixed.stdout, 'files were modified by this hook');
    assert.not.match(await readFile(join(user, 'shop.yaml'), 'utf8'), 'ingress: {}');

    const clean = await hooks();
    assert.is(clean.code, 0, clean.stdout + clean.stderr);
  }),
);

test.run();
