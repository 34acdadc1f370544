import { chmodSync, realpathSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from 'node:fs';

/**
 * Writes a file so that nobody ever reads half of it. A link is followed; what is no plain file (a pipe, a device), or lies
 * where nothing can be put beside it (a file that is mounted alone), is written to as it is. Returns what is wrong, if anything.
 */
export function writeFileAtOnce(path: string, data: string | Uint8Array): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) replaceFile(path, data);
    else if (stats.isFile()) replaceOrWrite(realpathSync(path), data, stats);
    else writeFileSync(path, data);
    return undefined;
  } catch (error) {
    return whyNot(error);
  }
}

/** Puts a file in the place of another, or where none was, by one rename. Throws what the file system says. */
export function replaceFile(path: string, data: string | Uint8Array, stats?: Stats): void {
  // Containers share a volume and the number of their one process.
  const temporary = `${path}.netpolish-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(temporary, data, { flag: 'wx' });
    if (stats !== undefined) chmodSync(temporary, stats.mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const NO_ROOM_BESIDE = new Set(['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'EXDEV']);

function replaceOrWrite(path: string, data: string | Uint8Array, stats: Stats): void {
  try {
    replaceFile(path, data, stats);
  } catch (error) {
    if (!NO_ROOM_BESIDE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    writeFileSync(path, data);
  }
}

/** Why a file cannot be written, in words: the name that Node puts into its own is that of the temporary one. */
export function whyNot(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such folder',
  ENOTDIR: 'no such folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left',
};
