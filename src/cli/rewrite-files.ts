import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { pathOf } from '../host/find-files.ts';
import { replaceFile } from '../host/write-file.ts';
import { FailureError, type Io, UsageError } from '../io.ts';
import { separator } from '../manifest/stream.ts';
import type { Source } from '../pipeline/read.ts';

/**
 * Replaces the files whose bytes changed, each at once; a file that cannot be written keeps what it had. None is touched
 * where one may not be written, or is no longer what was read.
 */
export function writeChanged(sources: readonly Source[], outputs: readonly Buffer[], io: Io): readonly string[] {
  const changed = sources.filter(({ name, bytes }, i) => name !== '<stdin>' && outputs[i]?.equals(bytes) === false);
  for (const { name, bytes } of changed) refuseStale(pathOf(name, io.cwd), name, bytes);
  for (const source of changed) {
    const output = outputs[sources.indexOf(source)];
    if (output !== undefined) replaceInput(pathOf(source.name, io.cwd), source.name, output);
  }
  return changed.map(({ name }) => name);
}

/** Throws UsageError where there is no file to write to: what came in would be gone. */
export function refuseStandardInput(sources: readonly Source[]): void {
  if (sources.some(({ name }) => name === '<stdin>'))
    throw new UsageError('--write changes files: standard input is none');
}

/** Streams one behind the other, as one. */
export function joinOutputs(outputs: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [];
  for (const output of outputs.filter(({ length }) => length > 0)) {
    const before = parts.at(-1);
    if (before !== undefined) parts.push(separator(before, output));
    parts.push(output);
  }
  return Buffer.concat(parts);
}

/** A new file in its place would not ask whether the old one is read-only. */
function refuseStale(path: string, name: string, read: Buffer): void {
  let now: Buffer;
  try {
    accessSync(path, constants.W_OK);
    now = readFileSync(path);
  } catch (error) {
    throw new FailureError(`${name} cannot be written: ${(error as Error).message}`);
  }
  if (!now.equals(read)) throw new FailureError(`${name} changed since it was read: nothing was written`);
}

function replaceInput(link: string, name: string, bytes: Buffer): void {
  const path = realpathSync(link);
  try {
    replaceFile(path, bytes, statSync(path));
  } catch (error) {
    throw new FailureError(`${name} cannot be written: ${(error as Error).message}`);
  }
}
