import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Source } from '../analyse.ts';
import { FailureError, type Io } from '../io.ts';
import { pathOf } from './inputs.ts';

/** Replaces the files whose bytes changed, each at once; a file that cannot be written keeps what it had. */
export function writeChanged(sources: readonly Source[], outputs: readonly Buffer[], io: Io): readonly string[] {
  const changed = sources.filter(({ name, bytes }, i) => name !== '<stdin>' && outputs[i]?.equals(bytes) === false);
  for (const source of changed) {
    const output = outputs[sources.indexOf(source)];
    if (output !== undefined) replaceFile(pathOf(source.name, io.cwd), source.name, output);
  }
  return changed.map(({ name }) => name);
}

/** Prints streams one behind the other, each but the first with a marker where it brings none. */
export function joinOutputs(outputs: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [];
  for (const output of outputs.filter(({ length }) => length > 0)) {
    const previous = parts.at(-1);
    if (previous !== undefined && previous.at(-1) !== 0x0a) parts.push(Buffer.from('\n'));
    if (previous !== undefined) parts.push(Buffer.from(separatorBefore(output)));
    parts.push(output);
  }
  return Buffer.concat(parts);
}

/** Directives may only follow the end of a document. */
function separatorBefore(output: Buffer): string {
  const head = output.toString('latin1', 0, 3);
  if (head.startsWith('%')) return '...\n';
  return head === '---' ? '' : '---\n';
}

function replaceFile(link: string, name: string, bytes: Buffer): void {
  const path = realpathSync(link);
  const temporary = `${path}.netpolish-${process.pid}`;
  try {
    writeFileSync(temporary, bytes, { flag: 'wx' });
    chmodSync(temporary, statSync(path).mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new FailureError(`${name} cannot be written: ${(error as Error).message}`);
  }
}
