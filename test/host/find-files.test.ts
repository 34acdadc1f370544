import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Settings } from '../../src/config/settings.ts';
import { findFiles } from '../../src/host/find-files.ts';
import { inFolder, open, runMain } from '../cli/fake-io.ts';

const test = suite('find files');

const FILES: Readonly<Record<string, string>> = {
  'a.yaml': '',
  'charts/b.yaml': '',
  'charts/c.tmpl.yaml': '',
  'deep/er/d.json': '',
  'deep/er/notes.txt': '',
  'deep/[x]/e.yml': '',
  'node_modules/f.yaml': '',
};

const ALL = ['a.yaml', 'charts/b.yaml', 'charts/c.tmpl.yaml', 'deep/[x]/e.yml', 'deep/er/d.json'];

/** What is left out by globs, each with the folder of its configuration. */
const CASES: readonly (readonly [Settings['ignorePaths'], readonly string[]])[] = [
  [[], ALL],
  [[{ folder: '', glob: 'charts/**' }], ALL.filter((file) => !file.startsWith('charts'))],
  [[{ folder: '', glob: 'charts' }], ALL.filter((file) => !file.startsWith('charts'))],
  [[{ folder: '', glob: './charts/' }], ALL.filter((file) => !file.startsWith('charts'))],
  [[{ folder: '', glob: '**/*.tmpl.yaml' }], ALL.filter((file) => !file.includes('tmpl'))],
  [[{ folder: 'deep', glob: 'er' }], ALL.filter((file) => !file.includes('/er/'))],
  [[{ folder: 'deep', glob: 'charts' }], ALL],
  [[{ folder: '', glob: '*.yaml' }], ALL.filter((file) => file !== 'a.yaml')],
  [[{ folder: '', glob: '**' }], []],
];

for (const [ignorePaths, left] of CASES) {
  test(`left out: ${JSON.stringify(ignorePaths)}`, async () => {
    await inFolder(FILES, (cwd) => {
      const found = (path: string): string[] => findFiles(path, cwd, ignorePaths).sort();
      assert.equal(found('.'), [...left].sort());
      assert.equal(
        found('**/*.{yaml,yml,json}').filter((file) => !file.startsWith('node_modules')),
        [...left].sort(),
      );
    });
  });
}

for (const [glob, reason] of [
  [`**/${'*a'.repeat(40)}b`, /^ignorePaths: more than 4 wildcards in one part of a path: /],
  [`${'{a,aa}'.repeat(40)}b`, /^ignorePaths: more than 4 wildcards in one part of a path: /],
  ['a'.repeat(70_000), /^ignorePaths: a{99}… is no glob: /],
] as const) {
  test(`a glob that would never end is refused: ${glob.slice(0, 20)}`, async () => {
    await inFolder({ [`a/${'a'.repeat(60)}.yaml`]: '' }, (cwd) => {
      assert.throws(() => findFiles('a', cwd, [{ folder: '', glob }]), reason);
    });
  });
}

test('as many wildcards as people write in one part of a path', async () => {
  await inFolder(FILES, (cwd) => {
    assert.equal(findFiles('.', cwd, [{ folder: '', glob: '**/**/*{a,b}*.{yaml,yml}' }]).sort(), ALL.slice(2));
  });
});

test('a folder under a thousand others is read', async () => {
  const path = `${'a/'.repeat(1500)}b.yaml`;
  await inFolder({ [path]: '' }, (cwd) => {
    assert.equal(findFiles('a', cwd, []), [path]);
  });
});

test('a file that was named itself is read', async () => {
  await inFolder(FILES, (cwd) => {
    assert.equal(findFiles('a.yaml', cwd, [{ folder: '', glob: '**' }]), ['a.yaml']);
  });
});

test('a configuration above says what is left out, relative to its own folder', async () => {
  const files = {
    '.git/x': '',
    'netpolish.yaml': 'ignorePaths: [app/charts]\n',
    'app/charts/a.yaml': open,
    'app/b.yaml': '{}\n',
  };
  await inFolder(files, async (folder) => {
    const { code, stderr } = await runMain(['check', '.'], { cwd: `${folder}/app`, terminal: true });
    assert.is(code, 0, stderr);
    assert.match(stderr, 'settings of ../netpolish.yaml');
    assert.is((await runMain(['check', 'charts/a.yaml'], { cwd: `${folder}/app`, terminal: true })).code, 1);
  });
});

test.run();
