import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { reason } from './cache.ts';
import { asRepository, type GitlabCiLocal, gitlabCiLocal, runPipeline } from './gitlab-ci-local.ts';
import { helmHosts } from './hosts.ts';
import { root, shop } from './netpolish.ts';
import { packPackage, pathWith } from './package.ts';
import { withFiles } from './project.ts';
import type { RunResult } from './run.ts';
import { orSkip } from './skip.ts';

const test = suite('the GitLab component');
const runner = await gitlabCiLocal().catch(reason);
const piped = orSkip(test, 'the GitLab component', typeof runner === 'string' ? runner : undefined);
const [host] = (await helmHosts()).slice(-1);

type Pipeline = { readonly run: () => Promise<RunResult>; readonly project: string };

/** The example as a project of its own, with the component beside it and this checkout's package for it to install. */
const withPipeline = (body: (pipeline: Pipeline) => Promise<void>): Promise<void> =>
  withFiles({}, async (folder) => {
    const [project, home] = [join(folder, 'project'), join(folder, 'home')];
    await mkdir(home);
    await cp(join(root, 'examples/gitlab'), project, { recursive: true });
    await cp(shop, join(project, 'chart'), { recursive: true });
    await mkdir(join(project, 'templates'));
    const component = await readFile(join(root, 'templates/netpolish.yml'), 'utf8');
    const version = `default: file:${await packPackage(folder)}`;
    await writeFile(join(project, 'templates/netpolish.yml'), component.replace(/default: \d+\.\d+\.\d+$/m, version));
    const { PATH = '' } = await pathWith(folder, { helm: host?.helm ?? 'helm' });
    const start = async () => {
      await asRepository(project);
      return runPipeline(runner as GitlabCiLocal, project, home, PATH);
    };
    await body({ run: start, project });
  });

const issues = async (project: string): Promise<readonly { readonly check_name: string }[]> =>
  JSON.parse(await readFile(join(project, 'gl-code-quality-report.json'), 'utf8'));

piped('the example renders, checks, and leaves empty reports', () =>
  withPipeline(async ({ run: start, project }) => {
    const { code, stdout, stderr } = await start();
    assert.is(code, 0, stdout + stderr);
    assert.equal(await issues(project), []);
    assert.match(await readFile(join(project, 'netpolish-junit.xml'), 'utf8'), '<testsuite');
  }),
);

piped('a fault fails the job, the reports are there all the same, and inputs are words that nobody runs', () =>
  withPipeline(async ({ run: start, project }) => {
    // Folders of such names, or netpolish would stop at the first that is not there.
    const hostile = ['$(>pwned)', '`>pwned`', ';>pwned', '<(>pwned)'];
    for (const name of hostile) await cp(join(project, 'manifests'), join(project, name), { recursive: true });
    await cp(join(root, 'examples/render/redis.yaml'), join(project, '$(>pwned)', 'redis.yaml'));
    const file = join(project, '.gitlab-ci.yml');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace(': manifests rendered', () => `: ${hostile.join(' ')}`),
    );
    const { code, stdout, stderr } = await start();
    assert.is(code, 1, stdout + stderr);
    assert.match(stdout, 'error emptied-peers  NetworkPolicy prod/redis');
    assert.ok((await issues(project)).some(({ check_name }) => check_name === 'emptied-peers'));
    assert.match(await readFile(join(project, 'netpolish-junit.xml'), 'utf8'), 'emptied-peers');
    assert.not((await readdir(project)).includes('pwned'));
  }),
);

test.run();
