import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FailureError } from '../../io.ts';
import { whyNot } from '../why-not.ts';

/** A folder of our own for copies of charts. `add` writes one and gives its path; `remove` takes all away. */
export type Scratch = {
  readonly add: (files: Iterable<{ readonly path: string; readonly bytes: Buffer }>) => string;
  readonly remove: () => void;
};

/** Makes it below the system's temporary folder, for nobody else to read. Throws FailureError where that cannot be written. */
export function makeScratch(): Scratch {
  const folder = writing(() => realpathSync(mkdtempSync(join(tmpdir(), 'netpolish-chart-'))));
  let count = 0;
  return {
    add: (files) => {
      count += 1;
      const copy = join(folder, String(count));
      writing(() => {
        mkdirSync(copy);
        for (const { path, bytes } of files) {
          mkdirSync(join(copy, dirname(path)), { recursive: true });
          writeFileSync(join(copy, path), bytes);
        }
      });
      return copy;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function writing<T>(write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new FailureError(`the temporary folder ${tmpdir()} cannot be written: ${whyNot(error)}`);
  }
}
