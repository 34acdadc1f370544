/** Code that V8 made of a bundle before: when it is run, and that nobody else can slip some in. */
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cacheBytes, cacheOf, loadLate } from '../src/late.ts';

const test = suite('late');
const run = promisify(execFile);
const [OURS, THEIRS] = ["exports.word = 'ours';", "exports.word = 'hers';"];

/** V8 compares the length of the text alone: code made of another one tells when it is run. */
const codeOf = (text: string): Buffer => {
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: 'x',
  });
  script.runInThisContext()({});
  return script.createCachedData();
};

const inFolder = async (body: (folder: string) => void | Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'netpolish-late-'));
  try {
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const flipped = (bytes: Buffer, ...places: readonly number[]): Buffer =>
  Buffer.from(bytes.map((byte, i) => (places.includes(i) ? byte ^ 1 : byte)));

const code = codeOf(THEIRS);
const cache = cacheBytes(Buffer.from(OURS), code);
const CASES: readonly (readonly [name: string, word: string, bytes: Buffer, change?: (path: string) => void])[] = [
  ['a cache of the bundle at hand', 'hers', cache],
  ['nothing in it', 'ours', Buffer.alloc(0)],
  ['zeros', 'ours', Buffer.alloc(cache.length)],
  ['its end cut off', 'ours', cache.subarray(0, -7)],
  ['half of its code cut off', 'ours', cache.subarray(0, OURS.length + code.length)],
  ['a broken byte', 'ours', flipped(cache, cache.length - 9)],
  ['another bundle of the same length', 'ours', cacheBytes(Buffer.from(THEIRS), code)],
  ['another version of V8', 'ours', flipped(cache, OURS.length + 4, OURS.length + code.length + 4)],
  ['a group that may write it', 'ours', cache, (path) => chmodSync(path, 0o664)],
  ['everybody may write it', 'ours', cache, (path) => chmodSync(path, 0o646)],
  ...(process.getuid?.() === 0
    ? [['another owner', 'ours', cache, (path: string) => chownSync(path, 65_534, 0)] as const]
    : []),
];

test('builds of one version have caches of their own', () =>
  inFolder((folder) => {
    const [glibc, musl] = ['glibc', 'musl-node'].map((name) => {
      writeFileSync(join(folder, name), name);
      return cacheOf('a.cjs', join(folder, name));
    });
    assert.is.not(glibc, musl);
    assert.is(cacheOf('a.cjs'), cacheOf('a.cjs', process.execPath));
  }));

for (const [name, word, bytes, change] of CASES)
  test(`${name}: ${word}`, () =>
    inFolder((folder) => {
      const file = join(folder, 'a.cjs');
      writeFileSync(file, OURS);
      writeFileSync(cacheOf(file), bytes, { mode: 0o644 });
      chmodSync(cacheOf(file), 0o644);
      change?.(cacheOf(file));
      assert.equal(loadLate(file), { word });
    }));

test('no cache, or a folder in its place: the bundle is read', () =>
  inFolder((folder) => {
    const [one, two] = [join(folder, 'a.cjs'), join(folder, 'b.cjs')];
    for (const file of [one, two]) writeFileSync(file, OURS);
    mkdirSync(cacheOf(two));
    for (const file of [one, two]) assert.equal(loadLate(file), { word: 'ours' });
  }));

const STREAM = `# Source: a/b.yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: a
spec:
  podSelector: {}
  ingress:
    - from:
`;

const installed = (folder: string): void => {
  for (const name of ['netpolish.cjs', 'warm.cjs', 'late'])
    cpSync(new URL(`../dist/${name}`, import.meta.url), join(folder, name), { recursive: true });
  for (const name of caches(folder)) rmSync(join(folder, 'late', name));
};

const caches = (folder: string): readonly string[] =>
  readdirSync(join(folder, 'late')).filter((name) => !name.endsWith('.cjs'));

const render = async (folder: string): Promise<string> => {
  const child = run(process.execPath, [join(folder, 'netpolish.cjs'), 'post-render', '--fail-on', 'never']);
  child.child.stdin?.end(STREAM);
  const { stdout, stderr } = await child;
  return stdout + stderr;
};

test('a render writes no cache; several at once that are asked to leave whole ones, and a render is the same with them', () =>
  inFolder(async (folder) => {
    installed(folder);
    const before = await render(folder);
    assert.match(before, 'emptied');
    assert.equal(caches(folder), []);
    const warm = (): Promise<{ stdout: string }> => run(process.execPath, [join(folder, 'warm.cjs')]);
    const [{ stdout }] = await Promise.all([warm(), warm(), warm()]);
    assert.equal(
      stdout.trim().split('\n').sort(),
      caches(folder).map((name) => join(folder, 'late', name)),
    );
    assert.equal(
      caches(folder),
      ['commands', 'helm'].map((name) => cacheOf(`${name}.cjs`)),
    );
    assert.is(await render(folder), before);
  }));

test('where a cache cannot be written it is said, and nothing is left behind', () =>
  inFolder(async (folder) => {
    installed(folder);
    const place = cacheOf(join(folder, 'late/helm.cjs'));
    mkdirSync(join(place, 'full'), { recursive: true });
    const { code, stderr } = await run(process.execPath, [join(folder, 'warm.cjs')]).then(
      () => assert.unreachable(),
      (error) => error,
    );
    assert.is(code, 3);
    assert.match(stderr, /^warm: .+\n$/);
    assert.equal(caches(folder), [cacheOf('helm.cjs')]);
    assert.match(await render(folder), 'emptied');
  }));

test.run();
