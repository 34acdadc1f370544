import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { refuseReadOnly, whyNot } from './why-not.ts';

/**
 * Writes a file so that nobody ever reads half of it. A link is followed; what is no plain file (a pipe, a device), or lies
 * where nothing can be put beside it (a file that is mounted alone), is written to as it is. Returns what is wrong, if anything.
 */
export function writeFileAtOnce(path: string, data: string | Uint8Array): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) stageFile(path, data).put();
    else if (stats.isFile()) replaceOrWrite(realpathSync(path), data, stats);
    else writeFileSync(path, data);
    return undefined;
  } catch (error) {
    return whyNot(error);
  }
}

/** Makes a file that is not there yet; one that cannot be written whole is none. Throws what the file system says. */
export function createFile(path: string, data: string | Uint8Array, mode = 0o666): void {
  const descriptor = openSync(path, 'wx', mode);
  writeOpen(path, descriptor, () => writeFileSync(descriptor, data));
}

/** A file that waits beside another until it takes its place. `put` throws what the file system says, and is a `drop` then. */
export type Staged = { readonly put: () => void; readonly drop: () => void };

/** What a new file is to be: `like` the one that it replaces, in mode and owner; `lasting`: on the disk before it is one. */
type Asked = { readonly like?: Stats; readonly lasting?: boolean };

/**
 * Writes a file that is to take the place of another, or stand where none is: beside it, so that one rename does it. Throws what
 * the file system says; nothing is left of it then.
 */
export function stageFile(path: string, data: string | Uint8Array, { like, lasting = false }: Asked = {}): Staged {
  // Containers share a volume and the number of their one process.
  const name = `.netpolish-${process.pid}-${Math.random().toString(36).slice(2)}${TEMPORARY}`;
  const temporary = join(dirname(path), name);
  // What nobody else may read must not be open to all for a moment either.
  const descriptor = openSync(temporary, 'wx', like === undefined ? 0o666 : 0o600);
  writeOpen(temporary, descriptor, () => {
    writeFileSync(descriptor, data);
    if (like !== undefined) takeAfter(descriptor, like);
    if (lasting) sync(descriptor);
  });
  const drop = (): void => remove(temporary);
  return { put: () => cleaningUp(() => rename(temporary, path), drop), drop };
}

/**
 * How the names end of files that wait: no tool takes one for a manifest if a run was killed, and Helm skips what begins with a
 * dot below templates/. The name of the file is not in it, which may be as long as names can be.
 */
const TEMPORARY = '.tmp';

/** What a run that was killed may leave: never an input. A glob from any folder. */
export const TEMPORARIES: string = `**/.netpolish-*${TEMPORARY}`;

const NO_ROOM_BESIDE = new Set(['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'EXDEV']);

function replaceOrWrite(path: string, data: string | Uint8Array, stats: Stats): void {
  refuseReadOnly(path);
  try {
    stageFile(path, data, { like: stats }).put();
  } catch (error) {
    if (!NO_ROOM_BESIDE.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    writeFileSync(path, data);
  }
}

/** To close a file may say what writing it did not: that a quota is used up. */
function writeOpen(path: string, descriptor: number, write: () => void): void {
  cleaningUp(
    () => {
      try {
        write();
      } finally {
        closeSync(descriptor);
      }
    },
    () => remove(path),
  );
}

/** Where not even this can be done, its name says what it is. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What went wrong before is told.
  }
}

function cleaningUp(act: () => void, undo: () => void): void {
  try {
    act();
  } catch (error) {
    undo();
    throw error;
  }
}

/** The owner first: to give a file away takes bits of its mode. Some file systems refuse even to be told what is so. */
function takeAfter(descriptor: number, like: Stats): void {
  const { uid, gid } = fstatSync(descriptor);
  if (uid !== like.uid || gid !== like.gid) fchownSync(descriptor, like.uid, like.gid);
  if (fstatSync(descriptor).mode !== like.mode) fchmodSync(descriptor, like.mode & 0o7777);
}

function sync(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (!NO_FSYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** A file system that cannot do it at all, and says so. */
const NO_FSYNC = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP']);

/** Windows lets no file be replaced while anybody looks at it, as virus scanners do for a moment. */
function rename(from: string, to: string): void {
  for (let left = process.platform === 'win32' ? 20 : 0; ; left--) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (left === 0 || !HELD.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
}

const HELD = new Set(['EACCES', 'EBUSY', 'EPERM']);
