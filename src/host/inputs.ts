import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { type Io, UsageError } from '../io.ts';
import { parseTree } from '../manifest/parse.ts';
import { isUtf16 } from '../manifest/stream.ts';
import { entryOf, isFault, type Node } from '../manifest/tree.ts';
import type { Source } from '../pipeline/read.ts';
import { asking, findFiles, KUSTOMIZATION, pathOf } from './find-files.ts';

/**
 * Reads what a command was given: files, folders (every .yaml, .yml and .json below), globs, `-` for standard input.
 * What `ignorePaths` names below folders and globs is left out. Nothing given means standard input, unless that is a
 * terminal. Throws UsageError for what is not there.
 */
export function readInputs(paths: readonly string[], io: Io, ignorePaths: Settings['ignorePaths'] = []): Source[] {
  if (paths.length === 0 && io.stdin.isTTY())
    throw new UsageError('nothing to read: give files, folders or - for standard input');
  const files = (paths.length === 0 ? ['-'] : paths).flatMap((path) => findFiles(path, io.cwd, ignorePaths));
  const patches = patchFiles(files, io.cwd);
  // What was named itself is to be judged, whatever a kustomization says of it.
  for (const path of paths) patches.delete(pathOf(path, io.cwd));
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
    const files = findFiles(path, io.cwd, []);
    if (files.length === 0)
      throw new UsageError(`no manifest in ${path}: a context that holds nothing would be believed`);
    return files.map((file) => ({ ...readSource(file, io.cwd, new Set()), isContext: true }));
  });
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

function asUtf8(name: string, bytes: Buffer): Buffer {
  if (isUtf16(bytes)) throw new UsageError(`${name} is UTF-16: write it as UTF-8`);
  return bytes;
}

/** The files that a kustomization among them, or beside one of them, lists as patches and none as a resource. */
function patchFiles(files: readonly string[], cwd: string): Set<string> {
  const paths = files.filter((file) => file !== '-').map((file) => pathOf(file, cwd));
  const patches = new Set<string>();
  const resources = new Set<string>();
  for (const folder of new Set(paths.map(dirname))) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      const root = readTree(join(folder, name));
      for (const path of listed(root, PATCHES)) patches.add(resolve(folder, path));
      for (const path of listed(root, ['resources', 'bases'])) resources.add(resolve(folder, path));
    }
  }
  return new Set([...patches].filter((path) => !resources.has(path)));
}

const PATCHES: readonly string[] = ['patches', 'patchesStrategicMerge', 'patchesJson6902'];

function readTree(kustomization: string): Node | undefined {
  const text = readText(kustomization);
  const root = text === undefined ? undefined : parseTree(text);
  return root === undefined || isFault(root) ? undefined : root;
}

function listed(kustomization: Node | undefined, keys: readonly string[]): string[] {
  return keys
    .flatMap((key) => itemsOf(entryOf(kustomization, key)?.value))
    .flatMap((item) => {
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
