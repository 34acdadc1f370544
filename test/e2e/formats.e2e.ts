import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Log } from 'sarif';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryPages, validateXML } from 'xmllint-wasm';
import { REPORTERS } from '../../src/report/index.ts';
import { CONTEXT, HOSTILE, hostile } from '../report/hostile.ts';
import { readCommands } from '../report/workflow-commands.ts';
import { bin, withFiles } from './project.ts';
import { junitSchema, sarifValidator } from './published-schemas.ts';
import { run } from './run.ts';

const test = suite('formats');
const CORPUS = resolve(process.env.NETPOLISH_SHARED ?? '', 'corpus');
const hasCorpus = (process.env.NETPOLISH_SHARED ?? '') !== '' && existsSync(CORPUS);

const isSarif = await sarifValidator();
const xsd = await junitSchema();

const assertSarif = (text: string): Log => {
  const log: Log = JSON.parse(text);
  assert.ok(isSarif(log), JSON.stringify(isSarif.errors?.slice(0, 3)));
  return log;
};

const assertJunit = async (reports: readonly string[]): Promise<void> => {
  const xml = reports.map((contents, i) => ({ fileName: `${i}.xml`, contents }));
  const { valid, errors } = await validateXML({ xml, schema: xsd, maxMemoryPages: 512 * memoryPages.MiB });
  assert.equal(errors.slice(0, 3), []);
  assert.ok(valid);
};

/**
 * What GitLab's own schema demands (app/validators/json_schemas/codeclimate.json) and its documentation adds: no package ships
 * that schema, so its few lines are asked for one by one.
 */
const assertGitlab = (text: string): readonly unknown[] => {
  const issues: readonly Record<string, unknown>[] = JSON.parse(text);
  const fingerprints = new Set<unknown>();
  for (const { description, check_name, fingerprint, severity, location, ...others } of issues) {
    assert.equal(others, {});
    for (const words of [description, check_name, fingerprint]) assert.ok(typeof words === 'string' && words !== '');
    assert.ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(String(severity)));
    const { path, lines } = location as { path: unknown; lines: { begin: unknown } };
    assert.ok(typeof path === 'string' && path !== '' && !path.startsWith('./'));
    assert.ok(Number.isInteger(lines.begin) && Number(lines.begin) > 0);
    fingerprints.add(fingerprint);
  }
  assert.is(fingerprints.size, issues.length);
  return issues;
};

test('the schemas refuse what is no report', async () => {
  assert.not(isSarif({ version: '2.1.0', runs: [{ results: [] }] }));
  assert.not(isSarif({ $schema: 'not an address', version: '2.1.0', runs: [] }));
  const { valid } = await validateXML({ xml: '<testsuites><testcase name="a"/></testsuites>', schema: xsd });
  assert.not(valid);
});

test('sarif of hostile names is as its schema says', () => {
  for (const text of Object.values(HOSTILE)) assertSarif(REPORTERS.sarif(hostile(text), CONTEXT));
});

test('junit of hostile names is as its schema says', async () => {
  await assertJunit(Object.values(HOSTILE).map((text) => REPORTERS.junit(hostile(text), CONTEXT)));
});

test('gitlab of hostile names is as documented', () => {
  for (const text of Object.values(HOSTILE)) {
    const findings = hostile(text);
    assert.ok(assertGitlab(REPORTERS.gitlab(findings, CONTEXT)).length > 0);
  }
});

test('the bundle of a plain render holds none of the formats', () => {
  const late = join(dirname(bin), 'late');
  const files = [bin, ...readdirSync(late).map((name) => join(late, name))];
  const holding = (word: string): readonly string[] =>
    files.filter((file) => readFileSync(file, 'utf8').includes(word)).map((file) => basename(file));
  assert.ok(files.length > 2);
  for (const word of ['primaryLocationLineHash', 'testsuites', 'check_name', '%SRCROOT%', 'no such format'])
    assert.equal(holding(word), ['chart-commands.cjs', 'commands.cjs'], word);
});

const FORMATS = {
  sarif: 'out.sarif',
  junit: 'out.xml',
  gitlab: 'out.gitlab.json',
  github: 'out.txt',
  markdown: 'out.md',
};

/** Checks folders or files of the corpus with every format at once, and returns what was written. */
const reportsOn = async (paths: readonly string[]): Promise<Readonly<Record<string, string>>> => {
  const reports: Record<string, string> = {};
  await withFiles({}, async (folder) => {
    const flags = Object.entries(FORMATS).flatMap(([format, file]) => ['--format', `${format}=${join(folder, file)}`]);
    const argv = [bin, 'check', '--verbose', '--fail-on', 'never', ...flags, ...paths];
    const { code, stderr } = await run(process.execPath, argv, { cwd: CORPUS, timeout: 120_000 });
    assert.is(code, 0, stderr);
    for (const [format, file] of Object.entries(FORMATS)) reports[format] = readFileSync(join(folder, file), 'utf8');
  });
  return reports;
};

if (!hasCorpus) {
  process.stdout.write('\n   SKIP  formats: NETPOLISH_SHARED names no corpus; real manifests are not reported on\n');
  test.skip('the shared corpus is absent');
} else {
  for (const name of readdirSync(CORPUS, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    test(`${name.name}: every format is valid, and all of them tell of the same findings`, async () => {
      const { sarif = '', junit = '', gitlab = '', github = '', markdown = '' } = await reportsOn([name.name]);
      const results = assertSarif(sarif).runs[0]?.results?.length ?? 0;
      await assertJunit([junit]);
      assert.is(assertGitlab(gitlab).length, results);
      const commands = readCommands(github);
      assert.is(commands.length, github.split('\n').length - 1);
      assert.is(commands.length, results === 0 ? 0 : results + 1);
      assert.ok(markdown.length < 65_536);
    });
  }
}

test.run();
