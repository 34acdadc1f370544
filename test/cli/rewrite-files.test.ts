import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { joinOutputs } from '../../src/cli/rewrite-files.ts';
import { blank, egress, inFolder, ingress, open, runMain, settings } from './fake-io.ts';

const test = suite('rewrite files');

const fixed = blank.replace('  egress:\n', '  egress: []\n');
const read = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

// Streams behind each other.

type Joined = { readonly outputs: readonly string[]; readonly joined: string };

const joins: readonly Joined[] = [
  { outputs: [], joined: '' },
  { outputs: ['a: 1\n'], joined: 'a: 1\n' },
  { outputs: ['a: 1\n', 'b: 2\n'], joined: 'a: 1\n---\nb: 2\n' },
  { outputs: ['a: 1', 'b: 2'], joined: 'a: 1\n---\nb: 2' },
  { outputs: ['a: 1\n', '---\nb: 2\n'], joined: 'a: 1\n---\nb: 2\n' },
  { outputs: ['a: 1\n', '', 'b: 2\n'], joined: 'a: 1\n---\nb: 2\n' },
  { outputs: ['', 'b: 2\n'], joined: 'b: 2\n' },
  { outputs: ['a: 1\r\n', 'b: 2\r\n'], joined: 'a: 1\r\n---\nb: 2\r\n' },
];

for (const { outputs, joined } of joins) {
  test(`${JSON.stringify(outputs)} are printed as ${JSON.stringify(joined)}`, () => {
    assert.is(joinOutputs(outputs.map((text) => Buffer.from(text))).toString(), joined);
  });
}

test('a byte order mark or a directive of a later stream still begins a document', () => {
  const marked = joinOutputs([Buffer.from('a: 1\n'), Buffer.from('\ufeffb: 2\n')]).toString();
  assert.match(marked, /^a: 1\n---\n/);
  const directed = joinOutputs([Buffer.from('a: 1\n'), Buffer.from('%YAML 1.1\n---\nb: 2\n')]).toString();
  assert.match(directed, /^a: 1\n\.\.\.\n%YAML 1\.1\n---\nb: 2\n$/);
});

test('merge prints every input, changed or not, each once', () =>
  inFolder({ 'a.yaml': settings, 'b.yaml': `${ingress}---\n${egress}`, 'c.yaml': settings }, async (cwd) => {
    const { code, stdout } = await runMain(['merge', 'a.yaml', 'b.yaml', 'c.yaml'], { cwd });
    assert.is(code, 0);
    assert.ok(stdout.startsWith(`${settings}---\n`) && stdout.endsWith(`\n---\n${settings}`), stdout);
    assert.is(stdout.match(/kind: NetworkPolicy/g)?.length, 1);
  }));

// A diff, or the files.

test('fix prints a diff that names the files, and touches none', () =>
  inFolder({ 'a.yaml': blank, 'b.yaml': settings }, async (cwd) => {
    const { code, stdout, stderr } = await runMain(['fix', '.'], { cwd });
    assert.is(code, 0);
    assert.match(stdout, /^--- a\/a\.yaml\n\+\+\+ b\/a\.yaml\n@@ /);
    assert.match(stdout, /^- {2}egress:\n\+ {2}egress: \[\]\n/m);
    assert.not.match(stdout, 'b.yaml');
    assert.match(stderr, '1 fixable');
    assert.is(read(cwd, 'a.yaml'), blank);
  }));

test('fix prints no diff where nothing is to be fixed', () =>
  inFolder({ 'a.yaml': ingress }, async (cwd) => {
    const { code, stdout } = await runMain(['fix', 'a.yaml'], { cwd });
    assert.equal([code, stdout], [0, '']);
  }));

test('fix --write changes what it must, keeps the mode, leaves no scraps and says which files', () =>
  inFolder({ 'a.yaml': blank, 'b.yaml': settings }, async (cwd) => {
    chmodSync(join(cwd, 'a.yaml'), 0o640);
    const before = statSync(join(cwd, 'b.yaml'));
    const { code, stdout, stderr } = await runMain(['fix', '--write', '.'], { cwd });
    assert.equal([code, stdout], [0, '']);
    assert.match(stderr, 'wrote a.yaml\n');
    assert.not.match(stderr, 'wrote b.yaml');
    assert.is(read(cwd, 'a.yaml'), fixed);
    assert.is(statSync(join(cwd, 'a.yaml')).mode & 0o777, 0o640);
    assert.is(statSync(join(cwd, 'b.yaml')).ino, before.ino);
    assert.equal(readdirSync(cwd).sort(), ['a.yaml', 'b.yaml']);
  }));

test('fix --write twice changes nothing more', () =>
  inFolder({ 'a.yaml': blank }, async (cwd) => {
    await runMain(['fix', '--write', 'a.yaml'], { cwd });
    const { stderr } = await runMain(['fix', '--write', 'a.yaml'], { cwd });
    assert.not.match(stderr, 'wrote');
    assert.is(read(cwd, 'a.yaml'), fixed);
  }));

test('fix --write fixes what it can of a file that blocks, and still exits 1', () =>
  inFolder({ 'a.yaml': `${blank}---\n${open}` }, async (cwd) => {
    assert.is((await runMain(['fix', '--write', 'a.yaml'], { cwd })).code, 1);
    assert.is(read(cwd, 'a.yaml'), `${fixed}---\n${open}`);
  }));

test('CRLF stays CRLF, in what is fixed and in what is merged', () =>
  inFolder(
    { 'a.yaml': blank.replaceAll('\n', '\r\n'), 'b.yaml': `${ingress}---\n${egress}`.replaceAll('\n', '\r\n') },
    async (cwd) => {
      assert.is((await runMain(['fix', '--write', 'a.yaml'], { cwd })).code, 0);
      assert.is(read(cwd, 'a.yaml'), fixed.replaceAll('\n', '\r\n'));
      assert.is((await runMain(['merge', '--write', 'b.yaml'], { cwd })).code, 0);
      assert.match(read(cwd, 'b.yaml'), 'merged-from');
      assert.not.match(read(cwd, 'b.yaml'), /[^\r]\n/);
    },
  ));

test('merge --write changes the files in place', () =>
  inFolder({ 'a.yaml': `${settings}---\n${ingress}---\n${egress}`, 'b.yaml': settings }, async (cwd) => {
    const { code, stdout, stderr } = await runMain(['merge', '--write', '.'], { cwd });
    assert.equal([code, stdout], [0, '']);
    assert.match(stderr, 'wrote a.yaml\n');
    assert.ok(read(cwd, 'a.yaml').startsWith(`${settings}---\n`));
    assert.is(read(cwd, 'a.yaml').match(/kind: NetworkPolicy/g)?.length, 1);
    assert.is(read(cwd, 'b.yaml'), settings);
  }));

test('merge --write --one-stream merges across files, where the first member stands', () =>
  inFolder({ 'a.yaml': `${ingress}---\n${settings}`, 'b.yaml': `${settings}---\n${egress}` }, async (cwd) => {
    const { code, stderr } = await runMain(['merge', '--write', '--one-stream', 'a.yaml', 'b.yaml'], { cwd });
    assert.is(code, 0, stderr);
    assert.match(read(cwd, 'a.yaml'), 'name: web-egress');
    assert.is(read(cwd, 'b.yaml'), settings);
  }));

test('a merge that blocks writes nothing', () =>
  inFolder({ 'a.yaml': `${ingress}---\n${egress}---\n${open}` }, async (cwd) => {
    const before = read(cwd, 'a.yaml');
    const { code, stdout } = await runMain(['merge', '--write', 'a.yaml'], { cwd });
    assert.equal([code, stdout], [1, '']);
    assert.is(read(cwd, 'a.yaml'), before);
  }));

test('a link stays a link, what it points at is changed', () =>
  inFolder({ 'real/a.yaml': blank }, async (cwd) => {
    symlinkSync('real/a.yaml', join(cwd, 'link.yaml'));
    assert.is((await runMain(['fix', '--write', 'link.yaml'], { cwd })).code, 0);
    assert.ok(lstatSync(join(cwd, 'link.yaml')).isSymbolicLink());
    assert.is(read(cwd, 'real/a.yaml'), fixed);
  }));

test('a folder that cannot be written to: one line, exit code 3, the file as it was', () =>
  inFolder({ 'closed/a.yaml': blank }, async (cwd) => {
    chmodSync(join(cwd, 'closed'), 0o555);
    const { code, stderr } = await runMain(['fix', '--write', 'closed/a.yaml'], { cwd });
    chmodSync(join(cwd, 'closed'), 0o755);
    // Whoever is root may write it all the same.
    if (process.getuid?.() === 0) return;
    assert.is(code, 3);
    assert.match(stderr, /netpolish: closed\/a\.yaml cannot be written: [^\n]+\n$/);
    assert.is(read(cwd, 'closed/a.yaml'), blank);
  }));

test('standard input cannot be written back: the fixed stream is not lost', async () => {
  const { stdout } = await runMain(['fix', '-'], { stdin: blank });
  assert.match(stdout, '+  egress: []');
});

test.run();
