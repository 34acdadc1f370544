// The example of docs/library.md, run on the built library.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inFolder, open } from './cli/fake-io.ts';

const test = suite('library');

test('the example of the page finds what is there', async () => {
  const page = readFileSync(new URL('../docs/library.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const library = new URL('../dist/lib/index.js', import.meta.url).href;
  const script = code.replace("from 'netpolish'", `from '${library}'`).replaceAll(' as const', '');
  await inFolder({ 'rendered.yaml': open, 'example.mjs': script }, (cwd) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], { cwd, encoding: 'utf8' });
    assert.is(stderr, '');
    assert.match(stdout, /^error emptied-peers web-open `from` is blank/);
    assert.match(stdout, '### netpolish: 1 error in 1 policy');
  });
});

test.run();
