import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { assertGolden } from '../checks/golden.ts';
import { mustRun } from './cache.ts';
import { type Installed, install } from './installed.ts';
import { run } from './run.ts';

const test = suite('the npm package');

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules/typescript/bin/tsc');

let installed: Installed;

test.before(async () => {
  installed = await install();
  for (const name of ['@types', 'undici-types'])
    await cp(join(root, 'node_modules', name), join(installed.folder, 'node_modules', name), { recursive: true });
});
test.after(() => installed.remove());

test('holds these files and no other', () => {
  assertGolden(new URL('package/files.txt', import.meta.url), `${installed.files.join('\n')}\n`);
});

/** Bytes. What it holds today is 3.5 MB, 0.9 of them for charts, which no other command loads; whoever passes this should know why. */
const MAX_UNPACKED = 3_800_000;

test('stays small', () => {
  assert.ok(installed.unpackedSize < MAX_UNPACKED, `${installed.unpackedSize} bytes unpacked`);
});

test('brings no other package along, and runs no script of its own when it is installed', async () => {
  const lock = JSON.parse(await readFile(join(installed.folder, 'node_modules/.package-lock.json'), 'utf8'));
  assert.equal(Object.keys(lock.packages), ['node_modules/netpolish']);
  assert.is(lock.packages['node_modules/netpolish'].hasInstallScript, undefined);
});

test('tells whose code is in its bundles', async () => {
  const notices = await readFile(
    join(installed.folder, 'node_modules/netpolish/dist/THIRD-PARTY-LICENSES.txt'),
    'utf8',
  );
  for (const name of ['commander', 'diff', 'yaml']) assert.match(notices, new RegExp(`^${name} \\d+\\.`, 'm'));
});

test('is as publint wants it', async () => {
  const pkgDir = join(installed.folder, 'node_modules/netpolish');
  const { messages } = await publint({ pkgDir, pack: false, strict: true });
  const pkg = JSON.parse(await readFile(join(pkgDir, 'package.json'), 'utf8'));
  assert.equal(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

const CONSUMER = `\
import { readFileSync } from 'node:fs';
import { CHECKS, type Finding, main, type Polished, type PolishOptions, polish, REPORTERS, type Source } from 'netpolish';

const source: Source = { name: 'a.yaml', bytes: readFileSync('a.yaml'), origin: 'file' };
export function errors(options: PolishOptions): readonly Finding[] {
  const polished: Polished = polish([source], options);
  return polished.findings.filter(({ severity }) => severity === 'error');
}
export const ids: readonly string[] = CHECKS.map(({ id }) => id);
export const code: Promise<0 | 1 | 2 | 3> = main([], {} as Parameters<typeof main>[1]);
export const formats: readonly string[] = Object.keys(REPORTERS);
`;

const RESOLUTIONS: readonly (readonly string[])[] = [
  ['--module', 'node16', '--moduleResolution', 'node16'],
  ['--module', 'nodenext'],
  ['--module', 'esnext', '--moduleResolution', 'bundler'],
];

for (const resolution of RESOLUTIONS) {
  test(`its types compile in another project: ${resolution.join(' ')}`, async () => {
    const { code, stdout } = await compiled(CONSUMER, resolution);
    assert.equal([code, stdout], [0, '']);
  });
}

test('its types are types: what is wrong does not compile', async () => {
  const wrong = `import { CHECKS, polish } from 'netpolish';\npolish('a.yaml');\nCHECKS[0].id = 1;\n`;
  const { code, stdout } = await compiled(wrong, RESOLUTIONS[0] ?? []);
  assert.is.not(code, 0);
  for (const line of [2, 3])
    assert.ok(stdout.includes(`consumer.ts(${line},`), `line ${line}, exit ${code}: ${stdout}`);
});

test('its schemas can be read by their names, and a path that is not exported cannot', async () => {
  const script = (path: string): string => `import x from '${path}' with { type: 'json' }; console.log(typeof x)`;
  const node = (path: string) =>
    run(process.execPath, ['--input-type=module', '-e', script(path)], { cwd: installed.folder });
  assert.is((await node('netpolish/schemas/config.schema.json')).stdout, 'object\n');
  assert.match((await node('netpolish/dist/lib/index.js')).stderr, 'ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test('the linked bin runs', async () => {
  const version = (await mustRun(installed.bin, ['--version'])).trim();
  assert.is(version, JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version);
});

/** Declarations are looked through too (`skipLibCheck` is off), and nothing is taken along that the code does not ask for. */
async function compiled(code: string, resolution: readonly string[]): Promise<{ code: number; stdout: string }> {
  await writeFile(join(installed.folder, 'consumer.ts'), code);
  const strict = ['--noEmit', '--pretty', 'false', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022'];
  return run(process.execPath, [tsc, ...strict, ...resolution, 'consumer.ts'], { cwd: installed.folder });
}

test.run();
