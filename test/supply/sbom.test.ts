import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sbomOf } from '../../scripts/sbom.ts';

const test = suite('the bill of materials');
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}${file}`, 'utf8');

type Bill = {
  readonly serialNumber: string;
  readonly metadata: { readonly component: Readonly<Record<string, unknown>> };
  readonly components: readonly {
    readonly group?: string;
    readonly name: string;
    readonly version: string;
    readonly purl: string;
    readonly licenses: readonly unknown[];
    readonly hashes: readonly { readonly content: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};

const bill = JSON.parse(read('dist/sbom.cdx.json')) as Bill;
const names = bill.components.map(({ name }) => name);

test('names all that a bundle of the sources takes in, but for what compiles schemas, which the build has done', async () => {
  const entryPoints = ['src/main.ts', 'src/index.ts'];
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const folders = Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  const taken = [...new Set(folders.filter((folder) => folder !== undefined))].sort();
  const compilers = ['fast-uri', 'json-schema-traverse'];
  assert.equal(
    names,
    taken.filter((name) => !compilers.includes(name)),
  );
  assert.ok(compilers.every((name) => taken.includes(name)));
});

test('names the packages whose licences are told, in their versions', () => {
  const told = [...read('dist/THIRD-PARTY-LICENSES.txt').matchAll(/^-{80}\n\n(\S+) (\S+) \((.+)\)$/gm)];
  assert.equal(
    bill.components.map(({ name, version, licenses }) => [name, version, licenses]),
    told.map(([, name, version, id]) => [name, version, [{ license: { id } }]]),
  );
});

test('has the hashes by which npm took them', () => {
  const { packages } = JSON.parse(read('package-lock.json'));
  for (const { name, hashes } of bill.components) {
    const base64 = Buffer.from(hashes[0]?.content ?? '', 'hex').toString('base64');
    assert.is(`sha512-${base64}`, packages[`node_modules/${name}`].integrity);
  }
});

test('leads from netpolish to each of them', () => {
  const reached = new Set([`pkg:npm/netpolish@${JSON.parse(read('package.json')).version}`]);
  for (const ref of reached)
    for (const next of bill.dependencies.find((a) => a.ref === ref)?.dependsOn ?? []) reached.add(next);
  assert.equal([...reached].slice(1).sort(), bill.components.map(({ purl }) => purl).sort());
});

const MANIFEST = {
  name: 'netpolish',
  version: '1.0.0',
  description: 'words',
  license: 'Apache-2.0',
  repository: { url: 'git+https://example.com/a.git' },
  devDependencies: { '@a/b': '1.0.0', d: '1.0.0', unused: '1.0.0' },
};

const locked = (version: string, dependencies: Record<string, string> = {}, license = 'MIT') => ({
  version,
  license,
  integrity: `sha512-${Buffer.alloc(64, version).toString('base64')}`,
  dependencies,
});

const LOCK = {
  packages: {
    'node_modules/@a/b': locked('1.0.0', { c: '^2.0.0', d: '^1.0.0', left: '1.0.0' }, '(MIT OR Apache-2.0)'),
    'node_modules/@a/b/node_modules/c': locked('2.0.0', { d: '^1.0.0' }),
    'node_modules/c': locked('1.0.0'),
    'node_modules/d': locked('1.0.0'),
    'node_modules/left': locked('1.0.0'),
    'node_modules/unused': locked('1.0.0'),
  },
};
const FOLDERS = ['node_modules/@a/b', 'node_modules/@a/b/node_modules/c', 'node_modules/d'];

test('of packages in scopes, in other packages and left out', () => {
  const { components, dependencies } = JSON.parse(sbomOf(MANIFEST, LOCK, FOLDERS)) as Bill;
  assert.equal(
    components.map(({ group, name, purl }) => [group, name, purl]),
    [
      ['@a', 'b', 'pkg:npm/%40a/b@1.0.0'],
      [undefined, 'c', 'pkg:npm/c@2.0.0'],
      [undefined, 'd', 'pkg:npm/d@1.0.0'],
    ],
  );
  assert.equal(components[0]?.licenses, [{ expression: '(MIT OR Apache-2.0)' }]);
  assert.equal(Object.fromEntries(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn])), {
    'pkg:npm/netpolish@1.0.0': ['pkg:npm/%40a/b@1.0.0', 'pkg:npm/d@1.0.0'],
    'pkg:npm/%40a/b@1.0.0': ['pkg:npm/c@2.0.0', 'pkg:npm/d@1.0.0'],
    'pkg:npm/c@2.0.0': ['pkg:npm/d@1.0.0'],
    'pkg:npm/d@1.0.0': [],
  });
});

test('is the same of the same, and another of another', () => {
  const serial = (version: string): string => JSON.parse(sbomOf({ ...MANIFEST, version }, LOCK, FOLDERS)).serialNumber;
  assert.is(sbomOf(MANIFEST, LOCK, FOLDERS), sbomOf(MANIFEST, LOCK, FOLDERS));
  assert.match(serial('1.0.0'), /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.is.not(serial('1.0.0'), serial('1.0.1'));
});

test('of a package that the lock does not have there is none', () => {
  assert.throws(() => sbomOf(MANIFEST, LOCK, ['node_modules/e']), /package-lock\.json has no node_modules\/e/);
});

test.run();
