import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../io.ts';
import { linesOf } from '../manifest/lines.ts';
import { parseTree } from '../manifest/parse.ts';
import { entryOf, isFault, type Node, nodeAt, stringOf, toJson } from '../manifest/tree.ts';
import { folderOf, type Given, type Origin } from './given.ts';
import { keyGivenTwice, offsetOf, readGiven } from './read-given.ts';

/** A configuration that was read, and where from. */
export type ConfigFile = { readonly given: Given; readonly origin: Origin };

/**
 * Reads netpolish.yaml: the settings themselves, or the functionConfig that kustomize is given, with the settings under its
 * `spec`. `name` is what people are told. Throws UsageError in one line for what cannot be read or is not valid.
 */
export function readConfigFile(path: string, name: string, cwd: string): ConfigFile {
  const text = textOf(resolve(cwd, path), name);
  const lines = linesOf(text);
  const at = (offset: number): string => {
    const { line, column } = lines.place(offset);
    return `${name}:${line}:${column}: `;
  };
  const root = parseTree(text);
  if (isFault(root)) throw new UsageError(`${at(root.offset)}it does not parse: ${root.message}`);
  const prefix = isFunctionConfig(root) ? ['spec'] : [];
  const settings = nodeAt(root, prefix);
  if (settings !== undefined && settings.kind !== 'map' && settings.kind !== 'null')
    throw new UsageError(`${at(settings.span.start)}it holds no settings but a ${settings.kind}`);
  const twice = keyGivenTwice(settings);
  if (twice !== undefined) throw new UsageError(`${at(twice.offset)}${twice.key} stands there twice`);
  const given = settings === undefined || settings.kind === 'null' ? {} : toJson(settings);
  const origin: Origin = {
    name,
    folder: folderOf(path, cwd),
    lineOfIgnore: (index) => `:${lines.place(offsetOf(root, [...prefix, 'ignore', index])).line}`,
  };
  return { given: readGiven(given, (where) => at(offsetOf(root, [...prefix, ...where]))), origin };
}

/** The file that kustomize is given bears the same name in many places. */
function isFunctionConfig(root: Node): boolean {
  return entryOf(root, 'kind') !== undefined && stringOf(root, 'apiVersion') === 'netpolish.dev/v1alpha1';
}

function textOf(path: string, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a folder' : (error as Error).message;
    throw new UsageError(`the configuration ${name} cannot be read: ${why}`);
  }
}
