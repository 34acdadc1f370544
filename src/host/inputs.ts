import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { FailureError, type Io, UsageError } from '../io.ts';
import { parseTree } from '../manifest/parse.ts';
import { entryOf, isFault, type Node } from '../manifest/tree.ts';
import type { Source } from '../pipeline/read.ts';

const MANIFEST = /\.(ya?ml|json)$/i;
const SKIPPED = new Set(['.git', 'node_modules']);
const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/;

/**
 * Reads what a command was given: files, folders (every .yaml, .yml and .json below), globs, `-` for standard input.
 * Nothing given means standard input, unless that is a terminal. Throws UsageError for what is not there.
 */
export function readInputs(paths: readonly string[], io: Io): Source[] {
  if (paths.length === 0 && io.stdin.isTTY())
    throw new UsageError('nothing to read: give files, folders or - for standard input');
  const files = (paths.length === 0 ? ['-'] : paths).flatMap((path) => expand(path, io.cwd));
  const patches = patchFiles(files, io.cwd);
  return files.map((file) => (file === '-' ? standardInput(io) : readSource(file, io.cwd, patches)));
}

/**
 * Reads the manifests that tell what else the cluster holds: files, folders, globs. Throws UsageError for what is not
 * there: a context that was not read would be believed.
 */
export function readContext(paths: readonly string[], io: Io): Source[] {
  if (paths.includes('-')) throw new UsageError('a context cannot be read from standard input');
  if (paths.includes('')) throw new UsageError('an empty path is no context');
  return paths.flatMap((path) => {
    const files = expand(path, io.cwd);
    if (files.length === 0)
      throw new UsageError(`no manifest in ${path}: a context that holds nothing would be believed`);
    return files.map((file) => ({ ...readSource(file, io.cwd, new Set()), isContext: true }));
  });
}

/** Where a name that readInputs gave lies. */
export function pathOf(name: string, cwd: string): string {
  return resolve(cwd, name);
}

function standardInput(io: Io): Source {
  return { name: '<stdin>', bytes: asUtf8('<stdin>', io.stdin.read()), origin: 'rendered' };
}

function readSource(file: string, cwd: string, patches: ReadonlySet<string>): Source {
  const path = pathOf(file, cwd);
  const bytes = asUtf8(file, readBytes(file, path));
  return { name: file, bytes, origin: 'file', mayBeTemplate: true, patch: patches.has(path) };
}

function readBytes(file: string, path: string): Buffer {
  return asking(file, () => readFileSync(path));
}

/** What the file system says no to is a failure of the world, told in one line. */
function asking<T>(name: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw new FailureError(`${name} cannot be read: ${reason(error)}`);
  }
}

/** A link in a folder that leads nowhere, or round in a circle, is not what was asked for. */
function linkedTo(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Windows PowerShell writes UTF-16 behind `>`: no policy would be seen in it, and the check would pass. */
function asUtf8(name: string, bytes: Buffer): Buffer {
  const mark = bytes.toString('latin1', 0, 2);
  if (mark === '\u00ff\u00fe' || mark === '\u00fe\u00ff') throw new UsageError(`${name} is UTF-16: write it as UTF-8`);
  return bytes;
}

function expand(path: string, cwd: string): string[] {
  if (path === '-') return ['-'];
  const stats = asking(path, () => statSync(pathOf(path, cwd), { throwIfNoEntry: false }));
  if (stats?.isDirectory()) return walk(path, cwd, new Set());
  if (stats !== undefined) return [path];
  if (!/[*?{[]/.test(path)) throw new UsageError(`${path}: no such file or folder`);
  const found = globSync(path.replaceAll('\\', '/'), { cwd, dot: true }).sort();
  if (found.length === 0) throw new UsageError(`${path}: nothing matches`);
  return found;
}

/** Every manifest below a folder, sorted; a link that leads back up is followed once. */
function walk(folder: string, cwd: string, seen: Set<string>): string[] {
  const real = asking(folder, () => realpathSync(pathOf(folder, cwd)));
  if (seen.has(real)) return [];
  seen.add(real);
  return asking(folder, () => readdirSync(real, { withFileTypes: true }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (SKIPPED.has(entry.name)) return [];
      const stats = entry.isSymbolicLink() ? linkedTo(pathOf(path, cwd)) : entry;
      if (stats?.isDirectory()) return walk(path, cwd, seen);
      return stats?.isFile() && (MANIFEST.test(entry.name) || KUSTOMIZATION.test(entry.name)) ? [path] : [];
    });
}

/** The files that a kustomization among them, or beside one of them, lists as patches. */
function patchFiles(files: readonly string[], cwd: string): ReadonlySet<string> {
  const paths = files.filter((file) => file !== '-').map((file) => pathOf(file, cwd));
  const folders = new Set(paths.map(dirname));
  const patches = new Set<string>();
  for (const folder of folders) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      for (const patch of patchesOf(join(folder, name))) patches.add(resolve(folder, patch));
    }
  }
  return patches;
}

function patchesOf(kustomization: string): string[] {
  const text = readText(kustomization);
  if (text === undefined) return [];
  const root = parseTree(text);
  if (isFault(root)) return [];
  const listed = ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((key) =>
    itemsOf(entryOf(root, key)?.value),
  );
  return listed.flatMap((item) => {
    const path = item.kind === 'map' ? entryOf(item, 'path')?.value : item;
    return path?.kind === 'string' && !path.value.includes('\n') ? [path.value] : [];
  });
}

function readText(path: string): string | undefined {
  if (!KUSTOMIZATION.test(basename(path)) || statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : [];
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES') return 'permission denied';
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return message;
}
