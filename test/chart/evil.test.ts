import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Evil, evilCharts } from './evil.ts';
import { FAULTY } from './evil-files.ts';

const test = suite('evil charts');

const made = async (evil: Evil, body: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-evil-'));
  try {
    await evil.make(folder);
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

for (const evil of evilCharts()) {
  test(`${evil.name} can be made, and says how it has to end`, async () => {
    assert.ok(evil.ending.codes.length > 0);
    assert.ok(evil.ending.says ?? evil.ending.never);
    await made(evil, async (folder) => {
      const names = await readdir(folder);
      assert.is(names.includes('Chart.yaml'), evil.name !== 'no-chart');
    });
  });
}

test('those with links hold links', async () => {
  const links = evilCharts().filter(({ name }) => name.startsWith('link'));
  assert.is(links.length, 4);
  for (const evil of links) {
    await made(evil, async (folder) => {
      const below = join(folder, 'templates');
      const kinds = await Promise.all((await readdir(below)).map((name) => lstat(join(below, name))));
      assert.ok(kinds.some((kind) => kind.isSymbolicLink()));
    });
  }
});

test('the fault stands where all of them say it does', () => {
  const lines = FAULTY['templates/netpol.yaml']?.split('\n') ?? [];
  assert.is(lines[10]?.trim(), 'from:');
});

test.run();
