import { realpathSync, statSync } from 'node:fs';
import { pathOf } from '../host/find-files.ts';
import { replaceFile } from '../host/write-file.ts';
import { FailureError, type Io, UsageError } from '../io.ts';
import { separator } from '../manifest/stream.ts';
import type { Source } from '../pipeline/read.ts';

/** Replaces the files whose bytes changed, each at once; a file that cannot be written keeps what it had. */
export function writeChanged(sources: readonly Source[], outputs: readonly Buffer[], io: Io): readonly string[] {
  const changed = sources.filter(({ name, bytes }, i) => name !== '<stdin>' && outputs[i]?.equals(bytes) === false);
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

function replaceInput(link: string, name: string, bytes: Buffer): void {
  const path = realpathSync(link);
  try {
    replaceFile(path, bytes, statSync(path));
  } catch (error) {
    throw new FailureError(`${name} cannot be written: ${(error as Error).message}`);
  }
}
