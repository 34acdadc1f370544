import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('new-check');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NEEDED = ['src', 'schemas', 'test/checks', 'scripts/new-check.ts', 'docs/checks.md'];
const FILES = ['package.json', 'tsconfig.json', 'biome.json'];

let copy = '';

test.before(() => {
  copy = mkdtempSync(join(tmpdir(), 'new-check-'));
  for (const path of [...NEEDED, ...FILES]) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

test.after(() => rmSync(copy, { recursive: true, force: true }));

type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

function run(...words: readonly string[]): Ran {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', UPDATE: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

function newCheck(...words: readonly string[]): Ran {
  return run('--import', 'tsx', 'scripts/new-check.ts', ...words);
}

function read(path: string): string {
  return readFileSync(join(copy, path), 'utf8');
}

const REFUSED: readonly (readonly [words: readonly string[], why: RegExp])[] = [
  [[], /give the id of the check/],
  [['one-check', 'two-check'], /one id at a time/],
  [['Wide-Open'], /"Wide-Open" is no id/],
  [['wide_open'], /is no id/],
  [['wide'], /is no id/],
  [['../wide-open'], /is no id/],
  [['wide-'], /is no id/],
  [['dns-blocked'], /^new-check: src\/checks\/dns-blocked\.ts is there already$/m],
];

for (const [words, why] of REFUSED) {
  test(`refused in one line: ${JSON.stringify(words)}`, () => {
    const before = read('src/checks/index.ts');
    const { status, stdout, stderr } = newCheck(...words);
    assert.is(status, 2);
    assert.is(stdout, '');
    assert.match(stderr, why);
    assert.is(stderr.trimEnd().split('\n').length, 1);
    assert.is(read('src/checks/index.ts'), before);
  });
}

test('a new check compiles, is clean to the linter, and its fixtures ask to be written', () => {
  const before = read('src/checks/index.ts').split('\n');
  const { status, stdout, stderr } = newCheck('wide-open-port');
  assert.is(stderr, '');
  assert.is(status, 0);
  assert.match(stdout, /^next:$/m);

  const added = read('src/checks/index.ts').split('\n');
  assert.is(added.length, before.length + 2);
  assert.equal(
    added.filter((line) => !before.includes(line)),
    ["import { wideOpenPort } from './wide-open-port.ts';", '  wideOpenPort,'],
  );

  const types = run('node_modules/typescript/bin/tsc', '-p', '.', '--noEmit');
  assert.is(types.stdout, '');
  const biome = ['node_modules/@biomejs/biome/bin/biome', 'check', '--vcs-enabled=false', 'src/checks'];
  const lint = run(...biome);
  assert.is(lint.status, 0, lint.stdout + lint.stderr);

  const fixtures = run('--import', 'tsx', 'test/checks/fixtures.test.ts');
  assert.is(fixtures.status, 1);
  assert.match(fixtures.stdout, /bad\.yaml of wide-open-port gives no finding of it/);
  const failed = [...fixtures.stdout.matchAll(/FAIL.*?"(.*)"/g)].map(([, name]) => name);
  assert.ok(
    failed.every((name = '') => /^wide-open-port: bad|docs\/checks\.md|^no finding is louder/.test(name)),
    failed.join('\n'),
  );

  const again = newCheck('wide-open-port');
  assert.is(again.status, 2);
  assert.match(again.stderr, /is there already/);
});

test.run();
