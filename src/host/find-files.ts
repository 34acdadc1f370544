import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { globSync } from 'tinyglobby';
import type { Settings } from '../config/settings.ts';
import { FailureError, UsageError } from '../io.ts';
import { TEMPORARIES } from './write-file.ts';

const MANIFEST = /\.(ya?ml|json)$/i;
const SKIPPED = new Set(['.git', 'node_modules']);

/** The names that kustomize looks for (kustomize api/konfig/general.go). */
export const KUSTOMIZATION: RegExp = /^(kustomization\.ya?ml|Kustomization)$/;

/**
 * The files behind what a person named: `-` and a file are themselves, a folder is every manifest below it, sorted; what is
 * neither is a glob. Files that `ignorePaths` names are left out, but not one that was named itself. Throws UsageError for
 * what is not there.
 */
export function findFiles(path: string, cwd: string, ignorePaths: Settings['ignorePaths']): string[] {
  if (path === '') throw new UsageError('an empty path is nothing to read; a variable that is not set, perhaps');
  if (path === '-') return ['-'];
  const stats = asking(path, () => statSync(pathOf(path, cwd), { throwIfNoEntry: false }));
  const isIgnored = ignoring(ignorePaths, cwd);
  if (stats?.isDirectory()) return walk(path, { cwd, isIgnored, seen: new Set() });
  if (stats !== undefined) return [path];
  if (!/[*?{[]/.test(path)) throw new UsageError(`${path}: no such file or folder`);
  const found = globSync(path.replaceAll('\\', '/'), { cwd, dot: true, ignore: [TEMPORARIES] }).sort();
  if (found.length === 0) throw new UsageError(`${path}: nothing matches`);
  return found.filter((file) => !isIgnored(file));
}

/** Where a name that findFiles gave lies. */
export function pathOf(name: string, cwd: string): string {
  return resolve(cwd, name);
}

/** What the file system says no to is a failure of the world, told in one line. */
export function asking<T>(name: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw new FailureError(`${name} cannot be read: ${reason(error)}`);
  }
}

type Way = { readonly cwd: string; readonly isIgnored: (path: string) => boolean; readonly seen: Set<string> };

/** A glob that names a folder means all that is in it. */
function ignoring(ignorePaths: Settings['ignorePaths'], cwd: string): Way['isIgnored'] {
  const matchers = ignorePaths.map(({ folder, glob }) => {
    const whole = glob.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '');
    return { base: resolve(cwd, folder), matches: picomatch([whole, `${whole}/**`], { dot: true }) };
  });
  return (path) =>
    matchers.some(({ base, matches }) => matches(relative(base, pathOf(path, cwd)).split(sep).join('/')));
}

/** Every manifest below a folder, sorted; a link that leads back up is followed once. */
function walk(folder: string, way: Way): string[] {
  const { cwd, isIgnored, seen } = way;
  const real = asking(folder, () => realpathSync(pathOf(folder, cwd)));
  if (seen.has(real)) return [];
  seen.add(real);
  return asking(folder, () => readdirSync(real, { withFileTypes: true }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (SKIPPED.has(entry.name) || isIgnored(path)) return [];
      const stats = entry.isSymbolicLink() ? linkedTo(pathOf(path, cwd)) : entry;
      if (stats?.isDirectory()) return walk(path, way);
      return stats?.isFile() && (MANIFEST.test(entry.name) || KUSTOMIZATION.test(entry.name)) ? [path] : [];
    });
}

/** A link in a folder that leads nowhere, or round in a circle, is not what was asked for. */
function linkedTo(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES') return 'permission denied';
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return message;
}
