import { accessSync, constants } from 'node:fs';

/** Throws where a file is read-only: a new file in its place would not ask. */
export function refuseReadOnly(path: string): void {
  accessSync(path, constants.W_OK);
}

/** Why a file cannot be written, in words: the name that Node puts into its own is that of the temporary one. */
export function whyNot(error: unknown): string {
  const { code = '', syscall = '', message } = error as NodeJS.ErrnoException;
  return STEPS[`${syscall} ${code}`] ?? REASONS[code] ?? withoutNames(message);
}

/** What a code means at one step of a replacement, and nowhere else. */
const STEPS: Readonly<Record<string, string>> = {
  'fchown EPERM': 'a new file in its place would have another owner or group',
  'rename EPERM': 'its folder, or a flag of its own, lets nobody replace it',
};

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'no such folder',
  ENOTDIR: 'no such folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left',
  EDQUOT: 'the quota is used up',
  EFBIG: 'it would be larger than files may be',
  EIO: 'the disk fails (input/output error)',
  EBUSY: 'it is in use, or mounted by itself',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  EPIPE: 'nobody reads it',
};

/** "EXDEV: cross-device link not permitted, rename 'a' -> 'b'". */
function withoutNames(message: string): string {
  return message.replace(/, \w+ '.*$/s, '');
}
