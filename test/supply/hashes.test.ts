import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { differences, hashesOf } from '../../scripts/hashes.ts';

const test = suite('hashes of two builds');

function hashes(files: Readonly<Record<string, string>>): ReturnType<typeof hashesOf> {
  const folder = mkdtempSync(join(tmpdir(), 'hashes-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const found = hashesOf(folder);
  rmSync(folder, { recursive: true });
  return found;
}

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test('the same files are the same, in whatever order they were written', () => {
  const [first, second] = [hashes({ 'a/b.js': '', c: '1' }), hashes({ c: '1', 'a/b.js': '' })];
  assert.equal([...first.keys()], ['a/b.js', 'c']);
  assert.is(first.get('a/b.js'), EMPTY);
  assert.equal(differences(first, second), []);
});

test('what changed, came or went is named', () => {
  const [first, second] = [hashes({ 'a/b.js': '', c: '1', gone: '' }), hashes({ 'a/b.js': ' ', c: '1', new: '' })];
  const lines = differences(first, second);
  assert.is(lines.length, 3);
  assert.match(lines[0] ?? '', new RegExp(`^a/b\\.js: ${EMPTY}, then [0-9a-f]{64}$`));
  assert.equal(lines.slice(1), [`gone: ${EMPTY}, then absent`, `new: absent, then ${EMPTY}`]);
});

test.run();
