import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the lock file');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

type Fields = Record<string, unknown>;
type Manifest = Fields & { readonly devDependencies: Record<string, string>; readonly scripts: Record<string, string> };
type Lock = Fields & { readonly packages: Record<string, Fields> };
/** What somebody could write into the two files, and what is said of it. */
type Broken = readonly [how: string, breakIt: (lock: Lock, manifest: Manifest) => void, said: RegExp];

const read = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));

const { faultsOf } = (await import(join(ROOT, 'scripts/check-lock.mjs'))) as {
  readonly faultsOf: (manifest: Manifest, lock: Lock) => readonly string[];
};

function faults(breakIt: Broken[1]): readonly string[] {
  const [lock, manifest] = [read('package-lock.json') as Lock, read('package.json') as Manifest];
  breakIt(lock, manifest);
  return faultsOf(JSON.parse(JSON.stringify(manifest)), JSON.parse(JSON.stringify(lock)));
}

/** Writes fields over those of one package; `undefined` takes one away. */
const withFields =
  (fields: Fields, name = 'yaml'): Broken[1] =>
  (lock) => {
    Object.assign(lock.packages[`node_modules/${name}`] ?? {}, fields);
  };

const SHA512 = `sha512-${'A'.repeat(86)}==`;
const another: Fields = { version: '1.0.0', integrity: SHA512, dev: true };

const BROKEN: readonly Broken[] = [
  ['no hash', withFields({ integrity: undefined }), /^node_modules\/yaml: has no SHA-512/],
  ['SHA-1', withFields({ integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }), /yaml: has no SHA-512/],
  ['half a hash', withFields({ integrity: 'sha512-AAAA' }), /yaml: has no SHA-512/],
  // npm takes what fits one of them.
  ['two hashes', withFields({ integrity: `${SHA512} ${SHA512}` }), /yaml: has no SHA-512, or more than it/],
  [
    'another host',
    withFields({ resolved: 'https://example.com/yaml.tgz' }),
    /yaml: names an address, https:\/\/example\.com/,
  ],
  ['git', withFields({ resolved: 'git+ssh://git@github.com/a/b.git#1' }), /yaml: names an address, git/],
  ['a file', withFields({ version: 'file:../yaml' }), /yaml: "file:\.\.\/yaml" is no version/],
  ['a link', withFields({ link: true }), /yaml: is a link/],
  ['bundled', withFields({ inBundle: true }), /yaml: comes inside of another/],
  ['an alias', withFields({ name: 'yam1' }), /yaml: is yam1 by another name/],
  ['a new script', withFields({ hasInstallScript: true }), /yaml: wants to run a script/],
  ['git below', withFields({ dependencies: { b: 'github:a/b' } }), /yaml: wants b from github:a\/b/],
  ['an alias below', withFields({ optionalDependencies: { b: 'npm:c@1' } }), /yaml: wants b from npm:c@1/],
  ['no script', withFields({ hasInstallScript: undefined }, 'esbuild'), /esbuild: has no install script; take/],
  ['another version', withFields({ version: '2.9.2' }), /package-lock\.json: yaml is not 2\.9\.1/],
  [
    'a script below',
    (lock) =>
      Object.assign(lock.packages, { 'node_modules/a/node_modules/esbuild': { ...another, hasInstallScript: true } }),
    /a\/node_modules\/esbuild: wants to run/,
  ],
  ['outside', (lock) => Object.assign(lock.packages, { 'packages/a': another }), /packages\/a: is no path/],
  ['an old lock', (lock) => Object.assign(lock, { lockfileVersion: 1 }), /lockfileVersion 1 is not 3/],
  ['nothing', (lock) => Object.assign(lock, { packages: {} }), /names no package/],
  [
    'a range',
    (_, manifest) => Object.assign(manifest.devDependencies, { yaml: '^2.9.1' }),
    /yaml: "\^2\.9\.1" is not one version/,
  ],
  [
    'a tag',
    (_, manifest) => Object.assign(manifest.devDependencies, { yaml: 'latest' }),
    /"latest" is not one version/,
  ],
  [
    'not locked',
    (_, manifest) => Object.assign(manifest.devDependencies, { leftpad: '1.0.0' }),
    /leftpad is not 1\.0\.0/,
  ],
  [
    'disagreement',
    (lock) => Object.assign(lock.packages[''] ?? {}, { version: '9.0.0' }),
    /version is not that of package\.json/,
  ],
  [
    'a run-time package',
    (_, manifest) => Object.assign(manifest, { dependencies: { yaml: '2.9.1' } }),
    /dependencies: an install of netpolish is one package/,
  ],
  ['replaced', (_, manifest) => Object.assign(manifest, { overrides: { yaml: '1.0.0' } }), /overrides/],
  [
    'own script',
    (_, manifest) => Object.assign(manifest.scripts, { postinstall: 'node a.js' }),
    /postinstall would run/,
  ],
];

for (const [how, breakIt, said] of BROKEN) {
  test(`is refused: ${how}`, () => {
    assert.match(faults(breakIt).join('\n'), said);
  });
}

test('holds as it is', () => {
  assert.equal(
    faults(() => undefined),
    [],
  );
});

test('what is said fails the run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'check-lock-'));
  cpSync(join(ROOT, 'package-lock.json'), join(folder, 'package-lock.json'));
  const codes = ['{}', readFileSync(join(ROOT, 'package.json'))].map((manifest) => {
    writeFileSync(join(folder, 'package.json'), manifest);
    return spawnSync(process.execPath, [join(ROOT, 'scripts/check-lock.mjs')], { cwd: folder }).status;
  });
  rmSync(folder, { recursive: true });
  assert.equal(codes, [1, 0]);
});

test('no script of a package runs, here or where it is installed', () => {
  const { allowScripts, scripts } = read('package.json') as Manifest;
  const { packages } = read('package-lock.json') as Lock;
  const names = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript === true);
  assert.equal(allowScripts, Object.fromEntries(names.map((path) => [path.replace('node_modules/', ''), false])));
  // `prepare` runs in a checkout alone: it is no script of an install from the registry.
  const own = Object.keys(scripts).filter((name) =>
    /^(pre|post)?(install|pack|publish|prepare)$|^prepublishOnly$/.test(name),
  );
  assert.equal(own, ['prepare']);
});

test.run();
