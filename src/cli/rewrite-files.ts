import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { pathOf } from '../host/find-files.ts';
import { refuseReadOnly, whyNot } from '../host/why-not.ts';
import { type Staged, stageFile } from '../host/write-file.ts';
import { FailureError, type Io, UsageError } from '../io.ts';
import { separator } from '../manifest/stream.ts';
import type { Source } from '../pipeline/read.ts';
import { heedingSignals } from './stopping.ts';

/** A file that is to be replaced: what was read of it and what it shall hold. `path` is the file itself, behind all links. */
type Change = { readonly name: string; readonly path: string; readonly before: Buffer; readonly after: Buffer };

/** A change whose new file waits beside the old one. */
type Waiting = Change & { readonly staged: Staged; readonly stats: Stats };

/**
 * Replaces the files whose bytes changed, each at once, and says so on standard error. All new files are written beside the old
 * ones first: where one cannot be, or a file is no longer what was read, or a signal comes, none is touched. Throws FailureError
 * then, and UsageError for one file by two names that is to become two.
 */
export async function writeChanged(sources: readonly Source[], outputs: readonly Buffer[], io: Io): Promise<void> {
  const changes = changesOf(sources, outputs, io);
  await heedingSignals(async (stop) => {
    const waiting: Waiting[] = [];
    try {
      for (const change of changes) {
        waiting.push(stage(change, io));
        await new Promise(setImmediate);
        if (stop.aborted) throw new FailureError(`stopped by ${String(stop.reason)}`);
      }
    } catch (error) {
      for (const { staged } of waiting) staged.drop();
      throw new FailureError(`${(error as Error).message}: nothing was written`);
    }
    putAll(waiting, io);
  });
}

/** Throws UsageError where there is no file to write to: what came in would be gone. */
export function refuseUnwritable(sources: readonly Source[], { cwd }: Io): void {
  for (const { name } of sources) {
    if (name === '<stdin>') throw new UsageError('--write changes files: standard input is none');
    if (statSync(pathOf(name, cwd), { throwIfNoEntry: false })?.isFile() === false)
      throw new UsageError(`--write changes files: ${name} is none`);
  }
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

/** What was read by two names was judged as two files: one stream of both may take from the one what the other has not. */
function changesOf(sources: readonly Source[], outputs: readonly Buffer[], { cwd }: Io): readonly Change[] {
  const byPath = new Map<string, Change>();
  for (const [i, { name, bytes }] of sources.entries()) {
    const after = outputs[i] ?? bytes;
    const path = realPathOf(name, cwd);
    if (path === undefined && after.equals(bytes)) continue;
    if (path === undefined) throw new FailureError(`${name} is no longer there: nothing was written`);
    const same = byPath.get(path);
    if (same === undefined) byPath.set(path, { name, path, before: bytes, after });
    else if (!same.after.equals(after))
      throw new UsageError(`${same.name} and ${name} are one file: name it once; nothing was written`);
  }
  return [...byPath.values()].filter(({ before, after }) => !before.equals(after));
}

/** The file itself, behind all links and however it is spelled; undefined where there is none. */
function realPathOf(name: string, cwd: string): string | undefined {
  try {
    return realpathSync.native(pathOf(name, cwd));
  } catch {
    return undefined;
  }
}

function stage(change: Change, io: Io): Waiting {
  const { name, path, after } = change;
  refuseStale(change, io);
  try {
    refuseReadOnly(path);
    const stats = statSync(path);
    return { ...change, stats, staged: stageFile(path, after, { like: stats, lasting: true }) };
  } catch (error) {
    const isBeside = (error as NodeJS.ErrnoException).syscall === 'open';
    throw unwritable(name, error, isBeside ? 'nothing can be put beside it, ' : '');
  }
}

/**
 * In their order, and no further than the first that fails: what was merged stands in the first file of a group, so that no policy
 * is gone from one file before it is in another.
 */
function putAll(waiting: readonly Waiting[], io: Io): void {
  const said: string[] = [];
  for (const [i, change] of waiting.entries()) {
    try {
      put(change, io);
    } catch (error) {
      const left = waiting.slice(i);
      for (const { staged } of left) staged.drop();
      if (i > 0) io.stderr.write([...said, ...left.map(({ name }) => `left ${name} as it was\n`)].join(''));
      const written = i === 0 ? 'nothing was written' : `${i} of ${waiting.length} files were written`;
      throw new FailureError(`${(error as Error).message}: ${written}`);
    }
    const links = change.stats.nlink > 1 ? ': its other hard links keep the old text' : '';
    said.push(`wrote ${change.name}${links}\n`);
  }
  io.stderr.write(said.join(''));
}

function put(change: Waiting, io: Io): void {
  refuseStale(change, io);
  try {
    change.staged.put();
  } catch (error) {
    throw unwritable(change.name, error);
  }
}

/** Asks by the name that was given: a link may lead elsewhere by now. */
function refuseStale({ name, path, before }: Change, { cwd }: Io): void {
  const now = realPathOf(name, cwd);
  if (now === undefined) throw new FailureError(`${name} is no longer there`);
  if (now !== path || !holds(name, path, before)) throw new FailureError(`${name} changed since it was read`);
}

/** The size first: what is no file now may have no end. */
function holds(name: string, path: string, bytes: Buffer): boolean {
  try {
    return statSync(path).size === bytes.length && readFileSync(path).equals(bytes);
  } catch (error) {
    throw unwritable(name, error);
  }
}

function unwritable(name: string, error: unknown, where = ''): FailureError {
  const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new FailureError(`${name} cannot be written: ${where}${isGone ? 'it is no longer there' : whyNot(error)}`);
}
