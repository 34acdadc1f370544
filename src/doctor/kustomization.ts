import { linesOf } from '../manifest/lines.ts';
import { parseTree } from '../manifest/parse.ts';
import { isFault, type Node, nodeAt, stringOf } from '../manifest/tree.ts';
import { above, join } from './paths.ts';
import { documentsOf } from './snippets.ts';
import type { Folder, Plugin, TextFile } from './types.ts';

/** The names that kustomize looks for, in its order (api/konfig/general.go). */
export const KUSTOMIZATIONS: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const LISTS = ['generators', 'transformers', 'validators'] as const;
const FUNCTION = ['config.kubernetes.io/function', 'config.k8s.io/function'];
const DEPTH = 8;

/** Every place where a kustomization names netpolish as its plugin. */
export function pluginsOf({ path, text }: TextFile, folder: Folder): readonly Plugin[] {
  const root = parseTree(text);
  if (isFault(root)) return [];
  const place = linesOf(text).place;
  const kustomization = above(path);
  return LISTS.flatMap((list) =>
    itemsOf(nodeAt(root, [list])).flatMap((item) =>
      configsOf(item, kustomization, folder, 0).flatMap((config) => {
        const start = startOf(config, kustomization, folder);
        if (start === undefined) return [];
        const printsNothing = /^none$/.test(outputOf(config));
        return [{ file: path, line: place(item.span.start).line, kustomization, list, ...start, printsNothing }];
      }),
    ),
  );
}

/** The folders that a kustomization builds upon: `resources`, `bases` and `components`, from the folder looked through. */
export function basesOf({ path, text }: TextFile, { isFolder }: Folder): readonly string[] {
  const root = parseTree(text);
  if (isFault(root)) return [];
  const entries = ['resources', 'bases', 'components'].flatMap((key) => itemsOf(nodeAt(root, [key])));
  return entries.flatMap((entry) => {
    const target = entry.kind === 'string' && !/[:?]/.test(entry.value) ? join(above(path), entry.value) : undefined;
    return target !== undefined && isFolder(target) ? [target] : [];
  });
}

/** An entry is a file, a folder with a kustomization of its own, or YAML in place. */
function configsOf(item: Node, base: string, folder: Folder, depth: number): readonly Node[] {
  if (item.kind !== 'string' || depth > DEPTH) return [];
  if (/\n|:\s/.test(item.value)) return treesOf(item.value);
  const path = join(base, item.value);
  if (path === undefined) return [];
  const text = folder.read(path);
  if (text !== undefined) return treesOf(text);
  for (const name of KUSTOMIZATIONS) {
    const inner = folder.read(join(path, name) ?? '');
    if (inner === undefined) continue;
    const entries = treesOf(inner).flatMap((root) => itemsOf(nodeAt(root, ['resources'])));
    return entries.flatMap((entry) => configsOf(entry, path, folder, depth + 1));
  }
  return [];
}

function treesOf(text: string): readonly Node[] {
  return documentsOf(text).flatMap((document) => {
    const root = parseTree(document.text);
    return isFault(root) ? [] : [root];
  });
}

function startOf(config: Node, base: string, folder: Folder): Pick<Plugin, 'how' | 'what'> | undefined {
  const annotations = nodeAt(config, ['metadata', 'annotations']);
  const text = FUNCTION.map((name) => stringOf(annotations, name)).find((value) => value !== undefined);
  const [kind = '', apiVersion = ''] = ['kind', 'apiVersion'].map((key) => stringOf(config, key));
  const isOurs = kind === 'Netpolish' || apiVersion.startsWith('netpolish.dev/');
  if (text === undefined) return isOurs ? { how: 'legacy', what: `${apiVersion}/${kind}` } : undefined;
  const spec = parseTree(text);
  if (isFault(spec)) return isOurs ? { how: 'exec', what: '' } : undefined;
  const image = stringOf(nodeAt(spec, ['container']), 'image');
  if (image !== undefined) return isOurs || /netpolish/.test(image) ? { how: 'container', what: image } : undefined;
  const path = stringOf(nodeAt(spec, ['exec']), 'path') ?? '';
  const names = isNetpolish(path) || (folder.read(join(base, path) ?? '') ?? '').includes('netpolish');
  return isOurs || names ? { how: 'exec', what: path } : undefined;
}

/** Whether a path is that of netpolish's bin, under any of the names it is given. */
export function isNetpolish(path: string): boolean {
  return /(^|[\\/])netpolish(\.cjs|\.cmd|\.exe)?$/.test(path);
}

function outputOf(config: Node): string {
  return stringOf(nodeAt(config, ['spec']), 'output') ?? stringOf(nodeAt(config, ['data']), 'output') ?? '';
}

/** The items of a list; none where it is anything else. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : [];
}
