import { resolve } from 'node:path';
import { CONFIG_FILE } from '../config/discover.ts';
import { starterConfig } from '../config/starter.ts';
import { whyNot } from '../host/why-not.ts';
import { createFile } from '../host/write-file.ts';
import { type ExitCode, FailureError, type Io, UsageError } from '../io.ts';

/** `netpolish init`: writes a commented netpolish.yaml, or prints it for `-`. What is there already stays. */
export function init(path: string | undefined, io: Io): ExitCode {
  if (path === '-') {
    io.stdout.write(starterConfig());
    return 0;
  }
  const name = path ?? CONFIG_FILE;
  if (name === '') throw new UsageError('an empty path is no file');
  try {
    createFile(resolve(io.cwd, name), starterConfig());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'EISDIR') throw new UsageError(`${name} is there already: nothing was written`);
    throw new FailureError(`${name} cannot be written: ${whyNot(error)}`);
  }
  io.stdout.write(`wrote ${name}: every setting with its comment, none of them changed yet\n`);
  return 0;
}
