import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { action, commands, type Inputs, runStep, type StepResult } from './action.ts';
import { cached, mustRun, reason } from './cache.ts';
import { root } from './netpolish.ts';
import { packPackage } from './package.ts';
import { type Files, withFiles } from './project.ts';
import { run } from './run.ts';
import { lacks, orSkip } from './skip.ts';

const test = suite('the GitHub Action');
const runner = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
const example = (path: string): Promise<string> => readFile(join(root, 'examples', path), 'utf8');
const redis = await example('render/redis.yaml');
const clean = await example('github/manifests/default-deny.yaml');

test.before(async () => {
  const version = `file:${await packPackage(runner)}`;
  const { code, stdout, stderr } = await runStep(
    'Install netpolish',
    { version },
    { folder: runner, workspace: runner },
  );
  assert.is(code, 0, stdout + stderr);
});

test.after(() => rm(runner, { recursive: true, force: true }));

/** Runs the second step in a checkout of `files`. */
const check = (inputs: Inputs, files: Files, body: (result: StepResult, workspace: string) => Promise<void> | void) =>
  withFiles(files, async (workspace) => body(await runStep('Check', inputs, { folder: runner, workspace }), workspace));

test('nothing of an input or an event is written into a script', () => {
  for (const step of action.runs.steps) assert.not.match(step.run, '${{');
  assert.is(action.runs.using, 'composite');
});

test('without a version it installs the one it belongs to', () =>
  withFiles({}, async (folder) => {
    // A stand-in for npm, since that version may not be published yet.
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'bin/npm'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly version: string };
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    const { code, stdout } = await runStep('Install netpolish', {}, { folder, workspace: folder, env });
    assert.is(code, 0);
    assert.is(stdout.trim().split('\n').at(-1), `netpolish@${version}`);
  }));

test('a clean checkout passes, and says so in the log and the summary', () =>
  check({}, { 'np.yaml': clean }, (result) => {
    assert.is(result.code, 0, result.stdout + result.stderr);
    assert.match(result.stdout, 'nothing found in 1 NetworkPolicy');
    assert.equal(result.outputs, { 'exit-code': '0' });
    assert.is.not(result.summary, '');
    assert.equal(commands(result.stdout), []);
  }));

test('a fault fails the step, stands on its line in the pull request, in the summary and in the SARIF', () =>
  check({ paths: 'k8s', sarif: 'out.sarif' }, { 'k8s/np.yaml': redis }, async (result, workspace) => {
    assert.is(result.code, 1);
    assert.match(result.stdout, 'error emptied-peers  NetworkPolicy prod/redis');
    const [first = '', ...others] = commands(result.stdout).filter((line) => line.startsWith('::error '));
    assert.match(first, /^::error .*file=k8s\/np\.yaml,line=23\b/);
    assert.equal(others, []);
    assert.match(result.summary, 'emptied-peers');
    assert.equal(result.outputs, { 'exit-code': '1', sarif: join(workspace, 'out.sarif') });
    const sarif = JSON.parse(await readFile(join(workspace, 'out.sarif'), 'utf8')) as { readonly version: string };
    assert.is(sarif.version, '2.1.0');
  }));

test('annotations and summary can be switched off; nothing fails where fail-on is never', () =>
  check({ annotations: 'false', summary: 'false', 'fail-on': 'never' }, { 'np.yaml': redis }, (result) => {
    assert.is(result.code, 0, result.stdout);
    assert.equal(commands(result.stdout), []);
    assert.is(result.summary, '');
    assert.match(result.stdout, 'error emptied-peers');
  }));

test('paths, config, args and the working directory reach netpolish', () => {
  const files = {
    'app/a file.yaml': redis,
    'app/other.yaml': redis.replace('name: redis', 'name: other'),
    'app/set.yaml': 'failOn: never\n',
  };
  const inputs = {
    'working-directory': 'app',
    paths: 'a file.yaml\n\n',
    config: 'set.yaml',
    args: '--verbose',
    sarif: 'out.sarif',
  };
  return check(inputs, files, async (result, workspace) => {
    assert.match(result.stdout, 'a file.yaml:23:7');
    assert.not.match(result.stdout, 'other');
    // GitHub knows files from the root of the checkout.
    assert.match(commands(result.stdout)[0] ?? '', /^::error file=app\/a file\.yaml,line=23\b/);
    assert.is(result.outputs.sarif, join(workspace, 'app/out.sarif'));
    assert.match(await readFile(join(workspace, 'app/out.sarif'), 'utf8'), '"uri": "app/a%20file.yaml"');
  });
});

test('wrong use fails with 2, and names no SARIF', () =>
  check({ paths: 'nowhere', sarif: 'out.sarif' }, {}, (result) => {
    assert.is(result.code, 2);
    assert.match(result.stdout, 'nowhere');
    assert.equal(result.outputs, { 'exit-code': '2' });
  }));

test('no input is run: each is one word', async () => {
  for (const input of ['paths', 'fail-on', 'config', 'sarif', 'args', 'annotations', 'summary']) {
    const hostile = '$(>pwned)`>pwned`"; >pwned; "\' >pwned \'';
    await check({ [input]: hostile }, { 'np.yaml': redis }, async (_, workspace) => {
      assert.is(await stat(join(workspace, 'pwned')).catch(() => undefined), undefined, input);
    });
  }
});

test('what a manifest says is no command of GitHub', () => {
  // The runner takes `##[...]` for a command wherever it stands in a line, and the report quotes this line.
  const hostile = redis.replace(/from:\n$/, 'from: # ##[error]owned\n');
  return check({ annotations: 'false' }, { 'np.yaml': hostile }, (result) => {
    assert.is(result.code, 1, result.stdout);
    assert.match(result.stdout, '##\u00b7[error]owned');
    assert.equal(commands(result.stdout), []);
  });
});

/** actionlint 1.7.12, by `go install`; or why there is none. */
const actionlint = async (): Promise<{ readonly path: string } | { readonly lacking: string }> => {
  const lacking = await lacks('go', 'version');
  if (lacking !== undefined) return { lacking };
  try {
    const folder = await cached('actionlint-1.7.12', async (target) => {
      const env = { GOBIN: target, GOFLAGS: '' };
      await mustRun('go', ['install', 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'], { env });
    });
    return { path: join(folder, 'actionlint') };
  } catch (error) {
    return { lacking: reason(error) };
  }
};

const linter = await actionlint();

orSkip(
  test,
  'actionlint on the example workflow',
  'lacking' in linter ? linter.lacking : undefined,
)('the example workflow and the action fit together, says actionlint', () =>
  withFiles({}, async (folder) => {
    await cp(join(root, 'examples/github'), folder, { recursive: true });
    await cp(join(root, 'action.yml'), join(folder, 'action.yml'));
    const workflow = join(folder, '.github/workflows/netpolish.yml');
    const text = await readFile(workflow, 'utf8');
    // It holds inputs and outputs against an action only where it can read it.
    await writeFile(workflow, text.replace(/netpolish\/netpolish@\S+/, './'));
    await mustRun('git', ['init', '--quiet'], { cwd: folder });
    const { code, stdout } = await run('path' in linter ? linter.path : '', ['-no-color'], { cwd: folder });
    assert.is(code, 0, stdout);
    await writeFile(
      workflow,
      text
        .replace(/netpolish\/netpolish@\S+/, './')
        .replace('fail-on:', 'failon:')
        .replace('sarif:', 'srif:'),
    );
    assert.match(
      (await run('path' in linter ? linter.path : '', ['-no-color'], { cwd: folder })).stdout,
      'input "srif" is not defined',
    );
  }),
);

test.run();
