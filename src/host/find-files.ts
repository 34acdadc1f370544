import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { globSync } from 'tinyglobby';
import { whyNotRead } from '../config/device.ts';
import type { Settings } from '../config/settings.ts';
import { FailureError, UsageError } from '../io.ts';
import { cut } from '../report/clean.ts';
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
  if (stats?.isDirectory()) return walk(path, { cwd, isIgnored });
  if (stats !== undefined) return [readable(path, cwd, stats)];
  if (!/[*?{[]/.test(path)) throw new UsageError(`${path}: no such file or folder`);
  const found = globSync(path.replaceAll('\\', '/'), { cwd, dot: true, ignore: [TEMPORARIES] }).sort();
  if (found.length === 0) throw new UsageError(`${path}: nothing matches`);
  return found.filter((file) => !isIgnored(file)).map((file) => readable(file, cwd));
}

function readable(name: string, cwd: string, stats?: Stats): string {
  const why = asking(name, () => whyNotRead(pathOf(name, cwd), stats));
  if (why !== undefined) throw new UsageError(`${name} is not read: ${why}`);
  return name;
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

type Way = { readonly cwd: string; readonly isIgnored: (path: string) => boolean };

/** A glob that names a folder means all that is in it. */
function ignoring(ignorePaths: Settings['ignorePaths'], cwd: string): Way['isIgnored'] {
  const matchers = ignorePaths.map(({ folder, glob }) => {
    const whole = glob.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '');
    return { base: resolve(cwd, folder), matches: matcherOf(glob, whole) };
  });
  return (path) =>
    matchers.some(({ base, matches }) => matches(relative(base, pathOf(path, cwd)).split(sep).join('/')));
}

/**
 * A glob becomes a regular expression, which may try every way to share out a name among its wildcards: with few of them in one part
 * of a path that is no time, with many it does not end.
 */
function matcherOf(glob: string, whole: string): (path: string) => boolean {
  const wildcards = whole.split('/').map((part) => (part === '**' ? 0 : part.split(/\*+|[({]/).length - 1));
  if (wildcards.some((count) => count > MOST_WILDCARDS))
    throw new UsageError(`ignorePaths: more than ${MOST_WILDCARDS} wildcards in one part of a path: ${cut(glob, 100)}`);
  try {
    return picomatch([whole, `${whole}/**`], { dot: true });
  } catch (error) {
    throw new UsageError(`ignorePaths: ${cut(glob, 100)} is no glob: ${(error as Error).message}`);
  }
}

const MOST_WILDCARDS = 4;

/** A file, or a folder and where it lies, links followed. */
type Place = { readonly path: string; readonly folder?: string };

/** Every manifest below a folder, sorted; a link that leads back up is followed once. No folder is too deep. */
function walk(top: string, way: Way): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const left: Place[] = [{ path: top, folder: realOf(top, way.cwd) }];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    const { path, folder } = place;
    if (folder === undefined) found.push(path);
    else if (!seen.has(folder)) {
      seen.add(folder);
      for (const inner of placesIn(path, folder, way).reverse()) left.push(inner);
    }
  }
  return found;
}

function placesIn(path: string, folder: string, { cwd, isIgnored }: Way): Place[] {
  return asking(path, () => readdirSync(folder, { withFileTypes: true }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): Place[] => {
      const inner = join(path, entry.name);
      if (SKIPPED.has(entry.name) || isIgnored(inner)) return [];
      const isLink = entry.isSymbolicLink();
      const stats = isLink ? linkedTo(pathOf(inner, cwd)) : entry;
      // Only a link is asked where it leads: the answer costs as much as the folder lies deep.
      if (stats?.isDirectory())
        return [{ path: inner, folder: isLink ? realOf(inner, cwd) : join(folder, entry.name) }];
      const isManifest = MANIFEST.test(entry.name) || KUSTOMIZATION.test(entry.name);
      return stats?.isFile() && isManifest ? [{ path: inner }] : [];
    });
}

function realOf(folder: string, cwd: string): string {
  return asking(folder, () => realpathSync(pathOf(folder, cwd)));
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
