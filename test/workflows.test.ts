// The workflows of GitHub cannot be run here; what must hold for each of them can be read.
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';

const test = suite('workflows');

type Step = { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> };
type Job = {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
  readonly steps: readonly Step[];
};
type Workflow = {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};

const folder = new URL('../.github/workflows/', import.meta.url);
const texts = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
const workflow = (name: string): Workflow => parse(texts.get(name) ?? '') as Workflow;

for (const [name, text] of texts) {
  test(`${name}: every action is named by a commit, with its version beside it`, () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    assert.ok(uses.length > 0);
    for (const line of uses) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test(`${name}: nothing is permitted that a job does not ask for, and no job runs for ever`, () => {
    const { permissions, jobs } = workflow(name);
    assert.ok(Object.values(permissions).every((level) => level === 'read'));
    for (const job of Object.values(jobs)) assert.type(job['timeout-minutes'], 'number');
  });

  test(`${name}: no line of a shell holds what somebody else may have written`, () => {
    for (const { steps } of Object.values(workflow(name).jobs))
      for (const { run } of steps) assert.not(run?.includes('${{'));
  });
}

test('ci runs on the Nodes that package.json promises and the tests fetch', () => {
  const nodes = readFileSync(new URL('e2e/nodes.ts', import.meta.url), 'utf8');
  const majors = [...nodes.matchAll(/^ {2}'(\d+)\.\d+\.\d+':/gm)].map(([, major]) => Number(major));
  assert.equal(workflow('ci.yml').jobs.all?.strategy?.matrix.node, majors);
  assert.is(majors.length, 4);
});

test('only what publishes may write, and it takes nothing but what was tested', () => {
  const { build, npm, github } = workflow('release.yml').jobs;
  assert.equal(build?.permissions, { contents: 'read' });
  assert.equal(npm?.permissions, { 'id-token': 'write' });
  for (const { steps } of [npm, github].filter((job) => job !== undefined)) {
    assert.ok(steps.every(({ uses }) => !uses?.startsWith('actions/checkout@')));
    assert.ok(steps.every(({ run }) => !/npm (ci|install|run)/.test(run ?? '')));
  }
  assert.ok(npm?.steps.some(({ run }) => run?.includes('npm publish') && run.includes('--provenance')));
});

test('a release waits until it was built twice, of packages whose signatures are good and of which none ran a script', () => {
  const { build, again, npm, ...others } = workflow('release.yml').jobs;
  assert.equal(npm?.needs, ['build', 'again']);
  for (const job of Object.values(others)) assert.is(job.needs, 'npm');
  const runs = (job: Job | undefined): string => (job?.steps ?? []).map(({ run }) => run ?? '').join('\n');
  assert.match(runs(build), /npm ci --ignore-scripts && npm audit signatures\n\.ci\/run\n/);
  assert.match(runs(again), /\nnpm ci --ignore-scripts && npm run build\n/);
  assert.match(runs(again), /for kind in npm helm; do[\s\S]*\n {2}cmp /);
});

test('nothing installs with the scripts of packages', () => {
  const ci = readFileSync(new URL('../.ci/run', import.meta.url), 'utf8');
  const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8');
  const lines = [...texts.values(), ci, dockerfile].flatMap((text) => text.match(/^.*\bnpm (ci|install)\b.*$/gm) ?? []);
  assert.is(lines.length, 5);
  for (const line of lines) assert.match(line, '--ignore-scripts');
  const steps = ci.match(/(?<=^step ).*$/gm) ?? [];
  assert.equal(steps.slice(0, 3), ['node scripts/check-lock.mjs', 'npm ci --ignore-scripts', 'npm run reproduce']);
});

test.run();
