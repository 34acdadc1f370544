import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cached, mustRun } from './cache.ts';
import { recentNode } from './node.ts';
import { type RunResult, run } from './run.ts';

const SOURCE = 'gitlab-ci-local@4.75.1';
const SHA256 = 'fb1165eafff80c2a9eaf05a3e392f2558b5db7daa747b61d83450e18fb549bb8';

/** What runs a pipeline without a GitLab: the path of Node and that of the program, one file without dependencies. */
export type GitlabCiLocal = { readonly node: string; readonly program: string };

/**
 * gitlab-ci-local 4.75.1 from npm: it merges includes, fills in inputs, holds the result against GitLab's schema and runs the
 * scripts of jobs with bash. Rejects when it cannot be had.
 */
export const gitlabCiLocal = async (): Promise<GitlabCiLocal> => {
  const folder = await cached('gitlab-ci-local-4.75.1', async (target, scraps) => {
    const args = ['pack', '--loglevel=error', '--ignore-scripts', SOURCE];
    const tarball = (await mustRun('npm', args, { cwd: scraps })).trim().split('\n').at(-1) ?? '';
    const sha256 = createHash('sha256')
      .update(await readFile(join(scraps, tarball)))
      .digest('hex');
    if (sha256 !== SHA256) throw new Error(`the sha256 of ${SOURCE} is ${sha256}, we know it as ${SHA256}.`);
    await mustRun('tar', ['-xzf', tarball], { cwd: scraps });
    await rename(join(scraps, 'package'), join(target, 'package'));
  });
  return { node: await recentNode(), program: join(folder, 'package/dist/index.js') };
};

/** Makes `project`, with all that is in it, a repository as gitlab-ci-local asks for one. */
export const asRepository = async (project: string): Promise<void> => {
  const git = (...args: readonly string[]) => mustRun('git', args, { cwd: project });
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('remote', 'add', 'origin', 'https://gitlab.example.com/group/project.git');
  await git('add', '--all');
  const author = ['-c', 'user.name=tests', '-c', 'user.email=dev@netpolish.dev'];
  await git(...author, 'commit', '--quiet', '--message', 'A project');
};

/** Runs all jobs of the pipeline of `project` in its folder, `path` being their PATH; `home` is the runner's. */
export const runPipeline = async (
  { node, program }: GitlabCiLocal,
  project: string,
  home: string,
  path: string,
): Promise<RunResult> => {
  // It copies the checkout for jobs in containers, of which there are none, by an rsync that a machine may lack.
  await writeFile(join(home, 'rsync'), '#!/bin/sh\n', { mode: 0o755 });
  const env = { PATH: [home, path].join(delimiter), NO_COLOR: '1' };
  return run(node, [program, '--force-shell-executor', '--home', home], { cwd: project, env });
};
