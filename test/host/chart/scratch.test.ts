import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeScratch } from '../../../src/host/chart/scratch.ts';
import { FailureError } from '../../../src/io.ts';
import { inFolder } from '../../cli/fake-io.ts';

const test = suite('host/chart/scratch');

/** With the system's temporary folder elsewhere. */
const withTemporary = (folder: string, body: () => void): void => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    body();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
};

const file = (path: string, text: string): { path: string; bytes: Buffer } => ({ path, bytes: Buffer.from(text) });

test('copies stand apart, for nobody else to read, and all of them are removed', () =>
  inFolder({}, (folder) =>
    withTemporary(folder, () => {
      const scratch = makeScratch();
      const [one, two] = [
        scratch.add([file('Chart.yaml', '1'), file('a/b/c.yaml', 'deep')]),
        scratch.add([file('Chart.yaml', '2')]),
      ];
      assert.is(readFileSync(join(one, 'Chart.yaml'), 'utf8'), '1');
      assert.is(readFileSync(join(one, 'a/b/c.yaml'), 'utf8'), 'deep');
      assert.is(readFileSync(join(two, 'Chart.yaml'), 'utf8'), '2');
      assert.is(statSync(join(one, '..')).mode & 0o077, 0);
      assert.ok(one.startsWith(folder));
      scratch.remove();
      assert.not(existsSync(join(one, '..')));
      scratch.remove();
    }),
  ));

test('two scratches are two folders', () =>
  inFolder({}, (folder) =>
    withTemporary(folder, () => {
      const [a, b] = [makeScratch(), makeScratch()];
      const copy = b.add([file('x', 'x')]);
      a.remove();
      assert.ok(existsSync(join(copy, 'x')));
      b.remove();
    }),
  ));

test('a temporary folder that is none is a failure in one line', () =>
  inFolder({ file: '' }, (folder) => {
    for (const path of ['nowhere', 'file']) {
      withTemporary(join(folder, path), () =>
        assert.throws(makeScratch, (error: Error) => {
          assert.instance(error, FailureError);
          assert.match(error.message, /^the temporary folder \S+ cannot be written: [^\n]+$/);
          return true;
        }),
      );
    }
  }));

test('so is a copy that cannot be written', () =>
  inFolder({}, (folder) =>
    withTemporary(folder, () => {
      const scratch = makeScratch();
      const files = [file('a', ''), file('a/b', '')];
      assert.throws(
        () => scratch.add(files),
        (error: Error) => error instanceof FailureError,
      );
      writeFileSync(join(folder, 'kept'), '');
      scratch.remove();
      assert.ok(existsSync(join(folder, 'kept')));
    }),
  ));

test.run();
