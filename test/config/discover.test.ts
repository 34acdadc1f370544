/** Where netpolish.yaml is looked for, and which of them is never read. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CONFIG_FILE, findConfig } from '../../src/config/discover.ts';

const test = suite('config/discover');

const ME: number | undefined = process.getuid?.();

/** A tree of folders and files; what ends in `/` is a folder. */
function inTree(paths: readonly string[], body: (root: string) => void): void {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'netpolish-test-')));
  try {
    for (const path of paths) {
      const whole = join(root, path);
      mkdirSync(path.endsWith('/') ? whole : dirname(whole), { recursive: true });
      if (!path.endsWith('/')) writeFileSync(whole, '');
    }
    body(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What is there, from where, with which home; and what is found as seen from there, '' for nothing. */
const PLACES: readonly (readonly [name: string, paths: string[], cwd: string, home: string, found: string])[] = [
  ['in the working directory', ['netpolish.yaml'], '.', '', 'netpolish.yaml'],
  ['above, outside of both: not looked for', ['netpolish.yaml', 'a/b/'], 'a/b', '', ''],
  ['at the root of the repository', ['r/.git/', 'r/netpolish.yaml', 'r/a/b/'], 'r/a/b', '', '../../netpolish.yaml'],
  [
    'the nearest one',
    ['r/.git/', 'r/netpolish.yaml', 'r/a/netpolish.yaml', 'r/a/b/'],
    'r/a/b',
    '',
    '../netpolish.yaml',
  ],
  ['above the repository: not looked for', ['netpolish.yaml', 'r/.git/', 'r/a/'], 'r/a', '', ''],
  ['above the repository, and home is higher', ['netpolish.yaml', 'r/.git/', 'r/a/'], 'r/a', '.', ''],
  ['a worktree and a submodule have a file .git', ['netpolish.yaml', 'r/.git', 'r/a/'], 'r/a', '.', ''],
  ['beside .git itself', ['r/.git/', 'r/netpolish.yaml'], 'r', '', 'netpolish.yaml'],
  ['at home', ['h/netpolish.yaml', 'h/a/b/'], 'h/a/b', 'h', '../../netpolish.yaml'],
  ['above home: not looked for', ['netpolish.yaml', 'h/a/'], 'h/a', 'h', ''],
  ['home is elsewhere', ['netpolish.yaml', 'h/', 'x/y/'], 'x/y', 'h', ''],
  ['home is below', ['netpolish.yaml', 'x/h/', 'x/netpolish.yaml'], 'x', 'x/h', 'netpolish.yaml'],
  ['home with a slash behind', ['h/netpolish.yaml', 'h/a/'], 'h/a', 'h/', '../netpolish.yaml'],
  [
    'a folder of that name is none',
    ['r/.git/', 'r/netpolish.yaml', 'r/a/netpolish.yaml/'],
    'r/a',
    '',
    '../netpolish.yaml',
  ],
  ['another spelling is none', ['netpolish.yml', '.netpolish.yaml', 'Netpolish.yaml'], '.', '', ''],
  ['nothing', ['r/.git/', 'r/a/'], 'r/a', 'r', ''],
];

for (const [name, paths, cwd, home, wanted] of PLACES) {
  test(name, () => {
    inTree(paths, (root) => {
      const found = findConfig({
        cwd: join(root, cwd),
        home: home === '' ? undefined : join(root, home) + (home.endsWith('/') ? '/' : ''),
        user: ME,
      });
      assert.equal(found, wanted === '' ? { kind: 'none' } : { kind: 'found', path: join(wanted) });
    });
  });
}

test('an empty HOME is no home', () => {
  inTree(['netpolish.yaml', 'a/'], (root) => {
    assert.equal(findConfig({ cwd: join(root, 'a'), home: '', user: ME }), { kind: 'none' });
  });
});

test('a file of another owner is told and not read, and none above it is looked for', () => {
  inTree(['r/.git/', 'r/netpolish.yaml', 'r/a/netpolish.yaml'], (root) => {
    const seeker = { cwd: join(root, 'r/a'), home: undefined };
    const other = (ME ?? 0) + 1;
    const owner = ME ?? 0;
    assert.equal(findConfig({ ...seeker, user: other }), { kind: 'foreign', path: CONFIG_FILE, owner });
    assert.equal(findConfig({ ...seeker, user: undefined }), { kind: 'found', path: CONFIG_FILE });
  });
});

test('a link counts by its own owner and by that of what it leads to', () => {
  inTree(['r/.git/', 'elsewhere.yaml', 'r/a/', 'folder/'], (root) => {
    const path = join(root, 'r/a', CONFIG_FILE);
    const find = (user: number | undefined): unknown => findConfig({ cwd: dirname(path), home: undefined, user });
    const mine = { kind: 'found', path: CONFIG_FILE };
    symlinkSync(join(root, 'elsewhere.yaml'), path);
    assert.equal(find(ME), mine);
    assert.is((find((ME ?? 0) + 1) as { kind: string }).kind, 'foreign');
    // Of what everybody can see, something that root owns: who lays the link must not choose the file either.
    if (ME !== undefined && ME !== 0) {
      rmSync(path);
      symlinkSync('/etc/passwd', path);
      assert.equal(find(ME), { kind: 'foreign', path: CONFIG_FILE, owner: 0 });
    }
    rmSync(path);
    symlinkSync(join(root, 'folder'), path);
    assert.equal(find(ME), { kind: 'none' });
  });
});

test('a link that leads nowhere, or round in a circle, is found: reading it says so', () => {
  inTree(['.git/'], (root) => {
    const path = join(root, CONFIG_FILE);
    for (const target of ['nowhere', CONFIG_FILE]) {
      symlinkSync(target, path);
      assert.equal(findConfig({ cwd: root, home: undefined, user: ME }), { kind: 'found', path: CONFIG_FILE });
      rmSync(path);
    }
  });
});

test('a .git that leads round in a circle is no root, and no fault', () => {
  inTree(['a/', 'netpolish.yaml'], (root) => {
    symlinkSync('.git', join(root, 'a/.git'));
    assert.equal(findConfig({ cwd: join(root, 'a'), home: root, user: ME }), {
      kind: 'found',
      path: join('..', CONFIG_FILE),
    });
  });
});

test('paths are as seen from the working directory, whichever way that is written', () => {
  inTree(['r/.git/', 'r/netpolish.yaml', 'r/a/'], (root) => {
    const cwd = `${join(root, 'r/a')}/../a`;
    assert.is(resolve(cwd), join(root, 'r/a'));
    assert.equal(findConfig({ cwd, home: undefined, user: ME }), { kind: 'found', path: '../netpolish.yaml' });
  });
});

test.run();
