import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isPipeline } from '../../doctor/find.ts';
import { GITOPS } from '../../doctor/gitops.ts';
import type { Folder, TextFile } from '../../doctor/types.ts';
import { FailureError, UsageError } from '../../io.ts';

/** What a folder holds: the files that may call netpolish, and the path of every file. */
export type Seen = { readonly files: readonly TextFile[]; readonly paths: readonly string[]; readonly folder: Folder };

const SKIPPED = new Set(['.git', 'node_modules', '.terraform', '.venv', 'vendor']);
const LARGEST = 1 << 20;
const MOST_FILES = 100_000;

/** Looks through a folder. Throws UsageError where it is none, FailureError where it cannot be read or never ends. */
export function lookThrough(top: string, name: string): Seen {
  if (statSync(top, { throwIfNoEntry: false })?.isDirectory() !== true) throw new UsageError(`${name}: no such folder`);
  const paths: string[] = [];
  walk(top, '', name, paths);
  const folder = folderAt(top);
  const files = paths.flatMap((path) => {
    if (!isPipeline(path) && !/\.ya?ml$/i.test(path)) return [];
    const text = folder.read(path);
    return text !== undefined && (isPipeline(path) || GITOPS.test(text)) ? [{ path, text }] : [];
  });
  return { files, paths, folder };
}

function walk(top: string, below: string, name: string, paths: string[]): void {
  for (const entry of entriesOf(join(top, below), below === '' ? name : undefined)) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (SKIPPED.has(entry.name)) continue;
    // A linked folder is looked through where it lies, or is somebody else's.
    if (entry.isDirectory()) walk(top, path, name, paths);
    else if (entry.isFile() || isLinkToFile(entry, join(top, path))) paths.push(path);
    if (paths.length > MOST_FILES)
      throw new FailureError(
        `${name} holds more than ${MOST_FILES} files: name the folder of your pipelines or manifests`,
      );
  }
}

type Entry = { readonly name: string; isDirectory(): boolean; isFile(): boolean; isSymbolicLink(): boolean };

/** A folder below that may not be read is passed over; the one that was named must be readable. */
function entriesOf(folder: string, name: string | undefined): readonly Entry[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (name === undefined) return [];
    throw new FailureError(`${name} cannot be read: ${(error as Error).message}`);
  }
}

function isLinkToFile(entry: Entry, path: string): boolean {
  return entry.isSymbolicLink() && isOf(path, 'file');
}

function folderAt(top: string): Folder {
  return {
    read: (path) => {
      const absolute = join(top, path);
      if (!isOf(absolute, 'file') || statSync(absolute).size > LARGEST) return undefined;
      try {
        return readFileSync(absolute, 'utf8');
      } catch {
        return undefined;
      }
    },
    isFolder: (path) => isOf(join(top, path), 'folder'),
  };
}

function isOf(path: string, kind: 'file' | 'folder'): boolean {
  try {
    const stats = statSync(path);
    return kind === 'file' ? stats.isFile() : stats.isDirectory();
  } catch {
    return false;
  }
}
