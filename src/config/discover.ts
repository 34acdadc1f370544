import { lstatSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The name of the file that commands look for. */
export const CONFIG_FILE = 'netpolish.yaml';

/** Where to look from, and who asks. */
export type Seeker = {
  readonly cwd: string;
  /** The home folder, where there is one. */
  readonly home: string | undefined;
  /** The number of the user, undefined where a system has none (Windows). */
  readonly user: number | undefined;
};

/** What was found: a file, one that was left alone because of its owner, or nothing. */
export type Discovered =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'foreign'; readonly path: string; readonly owner: number }
  | { readonly kind: 'none' };

/**
 * Looks for netpolish.yaml in the working directory and above, no further than the root of the repository (the folder with
 * `.git`) or home; outside of both in the working directory alone. The nearest one decides. A file of another owner is never
 * read, as git does it (safe.directory): in a shared folder anybody could lay one. Paths are as seen from the working directory.
 */
export function findConfig({ cwd, home, user }: Seeker): Discovered {
  for (const folder of foldersToLook(resolve(cwd), home)) {
    const path = join(folder, CONFIG_FILE);
    const owners = ownersOf(path);
    if (owners === undefined) continue;
    const name = relative(cwd, path);
    const owner = owners.find((uid) => user !== undefined && uid !== user);
    return owner === undefined ? { kind: 'found', path: name } : { kind: 'foreign', path: name, owner };
  }
  return { kind: 'none' };
}

/** From the working directory up to the first boundary; where there is none above, the working directory alone. */
function foldersToLook(cwd: string, home: string | undefined): readonly string[] {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    folders.push(folder);
    if (isThere(join(folder, '.git')) || (home !== undefined && home !== '' && folder === resolve(home)))
      return folders;
    if (dirname(folder) === folder) return [cwd];
  }
}

function isThere(path: string): boolean {
  return look(() => statSync(path)) !== undefined;
}

/**
 * Who owns a file: of a link both its own owner and that of what it leads to. Undefined where there is no file; a link that
 * leads nowhere counts as one, so that reading it says so.
 */
function ownersOf(path: string): readonly number[] | undefined {
  const own = look(() => lstatSync(path));
  if (own?.isFile()) return [own.uid];
  if (!own?.isSymbolicLink()) return undefined;
  const target = look(() => statSync(path));
  if (target === undefined) return [own.uid];
  return target.isFile() ? [own.uid, target.uid] : undefined;
}

/** What is behind a path; undefined where nothing is, and where the user may not look. */
function look(ask: () => Stats): Stats | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
