import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeChanged } from '../../src/cli/rewrite-files.ts';
import type { Source } from '../../src/pipeline/read.ts';
import { blank, egress, fakeIo, inFolder, ingress, open, runMain } from '../cli/fake-io.ts';

const test = suite('files that change meanwhile');

const fixed = blank.replace('  egress:\n', '  egress: []\n');
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

/** What waits beside files. */
const scraps = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.includes('netpolish'));

// The world between reading and writing.

const three: Readonly<Record<string, string>> = { 'a.yaml': blank, 'b.yaml': blank, 'c.yaml': blank };
const names = Object.keys(three);
const sourcesOf = (given: readonly string[] = names): readonly Source[] =>
  given.map((name) => ({ name, bytes: Buffer.from(blank), origin: 'file' }));
const outputsOf = (given: readonly string[] = names): readonly Buffer[] => given.map(() => Buffer.from(fixed));

/** Runs `meanwhile` once `turns` files wait beside those that they replace; gives what was thrown and told. */
const writing = async (
  cwd: string,
  meanwhile: () => void,
  turns: number,
): Promise<{ readonly thrown: string; readonly code: unknown; readonly told: string }> => {
  const { io, said } = fakeIo({ cwd });
  const written = writeChanged(sourcesOf(), outputsOf(), io).then(
    () => undefined,
    (error: Error & { exitCode?: number }) => error,
  );
  for (let i = 1; i < turns; i++) await new Promise(setImmediate);
  meanwhile();
  const error = await written;
  return { thrown: error?.message ?? '', code: error?.exitCode, told: said().stderr };
};

const before: Readonly<Record<string, (path: string) => void>> = {
  'b.yaml changed since it was read': (path) => writeFileSync(path, `${blank}# mine\n`),
  'b.yaml is no longer there': (path) => unlinkSync(path),
  'b.yaml changed since it was read (a link)': (path) => {
    writeFileSync(`${path}.other`, blank);
    unlinkSync(path);
    symlinkSync(`${path}.other`, path);
  },
  'b.yaml changed since it was read (a folder)': (path) => {
    unlinkSync(path);
    mkdirSync(path);
  },
};

for (const [what, change] of Object.entries(before)) {
  test(`${what}: none of three is touched, nothing is left beside them`, () =>
    inFolder(three, async (cwd) => {
      const { thrown, code, told } = await writing(cwd, () => change(join(cwd, 'b.yaml')), 1);
      assert.is(thrown, `${what.replace(/ \(.*/, '')}: nothing was written`);
      assert.equal([code, told], [3, '']);
      assert.equal([read(cwd, 'a.yaml'), read(cwd, 'c.yaml')], [blank, blank]);
      assert.equal(scraps(cwd), []);
    }));

  test(`${what}, when all new files wait: those before it are written, it and those after it are not, and all are told`, () =>
    inFolder(three, async (cwd) => {
      const { thrown, code, told } = await writing(cwd, () => change(join(cwd, 'b.yaml')), 3);
      assert.is(thrown, `${what.replace(/ \(.*/, '')}: 1 of 3 files were written`);
      assert.equal([code, told], [3, 'wrote a.yaml\nleft b.yaml as it was\nleft c.yaml as it was\n']);
      assert.equal([read(cwd, 'a.yaml'), read(cwd, 'c.yaml')], [fixed, blank]);
      assert.equal(scraps(cwd), []);
    }));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} before the first is replaced: none is touched, nothing is left beside them`, () =>
    inFolder(three, async (cwd) => {
      const listeners = process.listenerCount(signal);
      const { thrown, code } = await writing(cwd, () => void process.emit(signal, signal), 2);
      assert.equal([thrown, code], [`stopped by ${signal}: nothing was written`, 3]);
      assert.equal(
        names.map((name) => read(cwd, name)),
        [blank, blank, blank],
      );
      assert.equal(scraps(cwd), []);
      assert.is(process.listenerCount(signal), listeners);
    }));
}

test('one file by two names is written once; what would make two of it is refused', () =>
  inFolder({ 'a.yaml': blank }, async (cwd) => {
    symlinkSync('a.yaml', join(cwd, 'link.yaml'));
    const twice = await runMain(['fix', '--write', 'a.yaml', './a.yaml', 'link.yaml'], { cwd });
    assert.is(twice.code, 0, twice.stderr);
    assert.equal(twice.stderr.match(/^wrote .*$/gm), ['wrote a.yaml']);
    assert.is(read(cwd, 'a.yaml'), fixed);
  }));

test('merged with itself by another name, a file does not lose its policies', () =>
  inFolder({ 'a.yaml': `${ingress}---\n${egress}` }, async (cwd) => {
    symlinkSync('a.yaml', join(cwd, 'link.yaml'));
    const given = read(cwd, 'a.yaml');
    const args = ['merge', '--write', '--one-stream', '--merge-same-name', 'a.yaml', 'link.yaml'];
    const { code, stderr } = await runMain(args, { cwd });
    assert.is(code, 2, stderr);
    assert.match(stderr, /netpolish: a\.yaml and link\.yaml are one file: name it once; nothing was written\n$/);
    assert.is(read(cwd, 'a.yaml'), given);
  }));

test('a hard link stays with the old text, and that is told', () =>
  inFolder({ 'a.yaml': blank }, async (cwd) => {
    linkSync(join(cwd, 'a.yaml'), join(cwd, 'kept.txt'));
    const { stderr } = await runMain(['fix', '--write', 'a.yaml'], { cwd });
    assert.match(stderr, 'wrote a.yaml: its other hard links keep the old text\n');
    assert.equal([read(cwd, 'a.yaml'), read(cwd, 'kept.txt')], [fixed, blank]);
  }));

test('a device is no file to write to', async () => {
  const { code, stderr } = await runMain(['fix', '--write', '/dev/null']);
  assert.equal([code, stderr], [2, 'netpolish: --write changes files: /dev/null is none\n']);
});

test('a name as long as names may be can be written', () =>
  inFolder({ [`${'a'.repeat(250)}.yaml`]: blank }, async (cwd) => {
    assert.is((await runMain(['fix', '--write', '.'], { cwd })).code, 0);
    assert.is(read(cwd, `${'a'.repeat(250)}.yaml`), fixed);
  }));

test('what a run left that was killed is no input, not even of a glob', () =>
  inFolder({ 'a.yaml': ingress, '.netpolish-1-abc.tmp': open }, async (cwd) => {
    for (const path of ['.', '*', '**/*']) assert.is((await runMain(['check', path], { cwd })).code, 0, path);
  }));

test('a report takes the place of no input and no context, by whatever name', () =>
  inFolder({ 'a.yaml': ingress, 'around/b.yaml': egress }, async (cwd) => {
    symlinkSync('a.yaml', join(cwd, 'report.json'));
    symlinkSync('around', join(cwd, 'link'));
    for (const file of ['report.json', 'link/b.yaml', 'around/b.yaml']) {
      for (const command of ['check', 'merge', 'fix']) {
        const args = [command, '--format', `json=${file}`, '--context', 'around', 'a.yaml'];
        const { code, stderr } = await runMain(args, { cwd });
        assert.is(code, 2, stderr);
        assert.match(stderr, `would take the place of ${file}`);
      }
    }
    assert.equal([read(cwd, 'a.yaml'), read(cwd, 'around/b.yaml')], [ingress, egress]);
  }));

test.run();
