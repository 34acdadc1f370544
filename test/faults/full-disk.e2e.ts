import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blank, open } from '../cli/fake-io.ts';
import { bin, withFiles } from '../e2e/project.ts';
import { type RunResult, run } from '../e2e/run.ts';
import { lacks, orSkip } from '../e2e/skip.ts';

const test = suite('disks and folders that say no');

const fixed = blank.replace('  egress:\n', '  egress: []\n');
const node = JSON.stringify(process.execPath);
const netpolish = `${node} ${JSON.stringify(bin)}`;
const shell = (cwd: string, line: string, env: Readonly<Record<string, string>> = {}): Promise<RunResult> =>
  run('bash', ['-c', line], { cwd, env });
const two = { 'a.yaml': blank, 'b.yaml': `${blank}# ${'x'.repeat(8000)}\n` };

/** Everything that writes a file, with the file that it is to make. */
const writers: Readonly<Record<string, string>> = {
  'init new.yaml': 'new.yaml',
  'check --write-baseline --baseline new.json .': 'new.json',
  'check --format sarif=new.sarif .': 'new.sarif',
  'merge --format json=new.json .': 'new.json',
  'post-render --report-file new.json < a.yaml': 'new.json',
};

for (const [line, file] of Object.entries(writers)) {
  test(`a file that may not be larger: ${line} says so and leaves no half`, () =>
    withFiles({ 'a.yaml': open }, async (cwd) => {
      const { code, stdout, stderr } = await shell(
        cwd,
        `ulimit -f 0; ${netpolish} ${line} | cat; exit \${PIPESTATUS[0]}`,
      );
      assert.is(code, 3, stderr);
      assert.match(stderr, `${file} cannot be written: it would be larger than files may be\n`);
      assert.equal(readdirSync(cwd), ['a.yaml']);
      if (!line.startsWith('check')) assert.is(stdout, '');
    }));
}

test('fix --write where the second file may not be written: none is', () =>
  withFiles(two, async (cwd) => {
    const { code, stderr } = await shell(cwd, `ulimit -f 4; ${netpolish} fix --write .`);
    assert.is(code, 3);
    assert.match(stderr, /netpolish: b\.yaml cannot be written: [^\n]+: nothing was written\n$/);
    assert.equal([readdirSync(cwd).sort(), readFileSync(join(cwd, 'a.yaml'), 'utf8')], [['a.yaml', 'b.yaml'], blank]);
  }));

const mountable = orSkip(
  test,
  'full and read-only disks',
  await lacks('unshare', '-rm', 'mount', '-t', 'tmpfs', 'x', '/mnt'),
);

/** Runs lines with a small disk at `m`, in a mount namespace of its own. */
const onDisk = (cwd: string, lines: readonly string[]): Promise<RunResult> =>
  run('unshare', ['-rm', 'bash', '-c', ['mkdir m', 'mount -t tmpfs -o size=64k x m', ...lines].join('\n')], { cwd });

const FILL = 'head -c 1000000 /dev/zero > m/fill 2>/dev/null; ls -A m > before';

mountable('a full disk: nothing of what is there changes, nothing half is left, and all writers say so', () =>
  withFiles(two, async (cwd) => {
    for (const line of [
      'fix --write m',
      'init m/new.yaml',
      'check --format json=m/new.json m',
      'fix --report-file m/new.json m',
    ]) {
      const lines = [
        'cp a.yaml m',
        FILL,
        `${netpolish} ${line} >/dev/null; echo $?`,
        'ls -A m | cmp - before && cmp m/a.yaml a.yaml',
      ];
      const { stdout, stderr } = await onDisk(cwd, [...lines, 'umount m; rmdir m']);
      assert.is(stdout, '3\n', stderr);
      assert.match(stderr, /netpolish: [^\n]+ cannot be written: no space is left(: nothing was written)?\n$/);
    }
  }),
);

mountable('a read-only disk, a file that is mounted alone: left as they are', () =>
  withFiles(two, async (cwd) => {
    const readOnly = ['cp a.yaml m', 'mount -o remount,ro m', `${netpolish} fix --write m; echo $?`];
    const { stdout, stderr } = await onDisk(cwd, [...readOnly, 'umount m; rmdir m']);
    assert.is(stdout, '3\n');
    assert.match(stderr, 'm/a.yaml cannot be written: the file system is read-only: nothing was written\n');
    const alone = ['cp a.yaml m', 'mount --bind m/a.yaml a.yaml', `${netpolish} fix --write a.yaml; echo $?`, 'ls -A'];
    const mounted = await onDisk(cwd, [...alone, 'umount a.yaml m; rmdir m']);
    assert.is(mounted.stdout, '3\na.yaml\nb.yaml\nm\n');
    assert.match(mounted.stderr, 'it is in use, or mounted by itself: nothing was written\n');
  }),
);

mountable('doctor with no room for its temporary folder: one line, exit code 3', () =>
  withFiles({ 'k/build.sh': 'netpolish check .\nhelm template . --post-renderer netpolish\n' }, async (cwd) => {
    for (const line of [
      'mount -o remount,ro m',
      'mount -o remount,nr_inodes=1 m',
      'rmdir m 2>/dev/null; umount m; rmdir m',
    ]) {
      const { stdout, stderr } = await onDisk(cwd, [
        line,
        `TMPDIR=$PWD/m ${netpolish} doctor k; echo $?`,
        'umount m; rmdir m',
      ]);
      assert.is(stdout, '3\n');
      assert.match(stderr, /^netpolish: the temporary folder [^\n]+ cannot be written: [^\n]+\n/);
    }
  }),
);

// Who is not root. Modes bind nobody else.

const isRoot = process.getuid?.() === 0;
const asNobody = (line: string): readonly string[] =>
  isRoot
    ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', 'bash', '-c', line]
    : ['bash', '-c', line];
const bound = orSkip(
  test,
  'modes that bind',
  isRoot ? await lacks('setpriv', '--reuid', '65534', '--clear-groups', process.execPath, bin, '--version') : undefined,
);

type Refused = { readonly folder: number; readonly file: number; readonly owner: number; readonly says: string };
const refused: Readonly<Record<string, Refused>> = {
  'a read-only file in a folder of one’s own': { folder: 65534, file: 0o444, owner: 65534, says: 'permission denied' },
  'a file in a folder that takes none': {
    folder: 0,
    file: 0o666,
    owner: 65534,
    says: 'nothing can be put beside it, permission denied',
  },
  'a file of somebody else': {
    folder: 65534,
    file: 0o666,
    owner: 0,
    says: 'a new file in its place would have another owner or group',
  },
};

for (const [what, { folder, file, owner, says }] of Object.entries(refused)) {
  bound(`${what}: left as it is, and told`, () =>
    withFiles({ 'd/a.yaml': blank }, async (cwd) => {
      if (!isRoot && (folder === 0 || owner === 0)) return;
      const path = join(cwd, 'd/a.yaml');
      await chmod(cwd, 0o755);
      await chmod(path, file);
      if (isRoot) {
        await chown(path, owner, owner);
        await chown(join(cwd, 'd'), folder, folder);
      }
      const [command = '', ...args] = asNobody(`${netpolish} fix --write d/a.yaml`);
      const { code, stderr } = await run(command, args, { cwd });
      assert.is(code, 3);
      assert.match(stderr, `netpolish: d/a.yaml cannot be written: ${says}: nothing was written\n`);
      const { mode, uid } = statSync(path);
      assert.equal([mode & 0o777, readFileSync(path, 'utf8')], [file, blank]);
      if (isRoot) assert.is(uid, owner);
      assert.equal(readdirSync(join(cwd, 'd')), ['a.yaml']);
    }),
  );
}

bound('a report does not replace a read-only file', () =>
  withFiles({ 'd/a.yaml': blank, 'd/report.json': 'mine\n' }, async (cwd) => {
    await chmod(cwd, 0o755);
    await chmod(join(cwd, 'd/report.json'), 0o444);
    if (isRoot) for (const path of ['d', 'd/report.json']) await chown(join(cwd, path), 65534, 65534);
    const [command = '', ...args] = asNobody(`${netpolish} check --format json=d/report.json d/a.yaml`);
    const { code, stderr } = await run(command, args, { cwd });
    assert.is(code, 3);
    assert.match(stderr, 'd/report.json cannot be written: permission denied\n');
    assert.is(readFileSync(join(cwd, 'd/report.json'), 'utf8'), 'mine\n');
  }),
);

const rooted = orSkip(test, 'owners that are kept', isRoot ? undefined : 'only root gives files away.');

rooted('who is root keeps the owner, the group and every bit of the mode, under any umask', () =>
  withFiles({}, async (cwd) => {
    await mkdir(join(cwd, 'd'));
    for (const mode of [0o600, 0o755, 0o6755, 0o640]) {
      const path = join(cwd, 'd/a.yaml');
      writeFileSync(path, blank);
      await chown(path, 65534, 12);
      await chmod(path, mode);
      const { code, stderr } = await shell(cwd, `umask 0777; ${netpolish} fix --write d`);
      assert.is(code, 0, stderr);
      const stats = statSync(path);
      assert.equal([stats.mode & 0o7777, stats.uid, stats.gid], [mode, 65534, 12]);
      assert.is(readFileSync(path, 'utf8'), fixed);
    }
  }),
);

test.run();
