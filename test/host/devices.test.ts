/** Devices that never end are refused wherever a file may be named; what ends is read: pipes, and the null device. */
import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, open, runMain } from '../cli/fake-io.ts';

const test = suite('host/devices');

const DEVICES = ['/dev/zero', '/dev/full', '/dev/urandom'].filter((path) => existsSync(path));

const WAYS: readonly (readonly [way: string, argv: (path: string) => readonly string[]])[] = [
  ['a path', (path) => ['check', path]],
  ['a path of fix', (path) => ['fix', path]],
  ['a context', (path) => ['check', '--context', path, 'np.yaml']],
  ['a baseline', (path) => ['check', '--baseline', path, 'np.yaml']],
  ['an old manifest', (path) => ['check', '--since', path, 'np.yaml']],
  ['a configuration', (path) => ['check', '--config', path, 'np.yaml']],
];

for (const device of DEVICES)
  for (const [way, argv] of WAYS)
    test(`${device} as ${way}`, () =>
      inFolder({ 'np.yaml': open }, async (cwd) => {
        const { code, stdout, stderr } = await runMain(argv(device), { cwd });
        assert.is(code, 2);
        assert.is(stdout, '');
        assert.match(stderr, `${device} `);
        assert.match(stderr, 'it is a device, and no file\n');
        assert.is(stderr.split('\n').length, 2);
      }));

test('a link to a device, by its name and by a glob; in a folder it is no manifest', () =>
  inFolder({ 'np.yaml': open }, async (cwd) => {
    if (DEVICES[0] === undefined) return;
    symlinkSync(DEVICES[0], join(cwd, 'zero.yaml'));
    for (const path of ['zero.yaml', 'z*.yaml']) assert.is((await runMain(['check', path], { cwd })).code, 2, path);
    assert.is((await runMain(['check', '.'], { cwd })).code, 1);
  }));

test('the null device is an empty file', () =>
  inFolder({}, async (cwd) => {
    if (existsSync('/dev/null')) assert.is((await runMain(['check', '--allow-empty', '/dev/null'], { cwd })).code, 0);
  }));

/** Through the built program, with a shell. */
const SHELL: readonly (readonly [what: string, script: string])[] = [
  ['process substitution', '"$NODE" "$BIN" check <(cat np.yaml)'],
  ['two of them', '"$NODE" "$BIN" check <(cat np.yaml) <(cat np.yaml)'],
  ['/dev/stdin, a pipe', 'cat np.yaml | "$NODE" "$BIN" check /dev/stdin'],
  ['/dev/stdin, a file', '"$NODE" "$BIN" check /dev/stdin <np.yaml'],
  ['-', '"$NODE" "$BIN" check - <np.yaml'],
  ['a named pipe', 'mkfifo pipe && { cat np.yaml >pipe & } && "$NODE" "$BIN" check pipe'],
];

for (const [what, script] of SHELL)
  test(`read to its end: ${what}`, () =>
    inFolder({ 'np.yaml': open }, (cwd) => {
      if (process.platform === 'win32') return;
      const env = { ...process.env, NODE: process.execPath, BIN: join(process.cwd(), 'dist/netpolish.cjs') };
      const { status, stdout } = spawnSync('bash', ['-c', script], { cwd, env, timeout: 60_000 });
      assert.is(status, 1);
      assert.match(stdout.toString(), 'emptied-peers');
    }));

test.run();
