import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { type Io, UsageError } from '../io.ts';
import { parseTree } from '../manifest/parse.ts';
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

/** Windows PowerShell writes UTF-16 behind `>`: no policy would be seen in it, and the check would pass. */
function asUtf8(name: string, bytes: Buffer): Buffer {
  const mark = bytes.toString('latin1', 0, 2);
  if (mark === '\u00ff\u00fe' || mark === '\u00fe\u00ff') throw new UsageError(`${name} is UTF-16: write it as UTF-8`);
  return bytes;
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
