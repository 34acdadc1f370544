import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import { UsageError } from '../io.ts';
import { linesOf } from '../manifest/lines.ts';
import { parseTree } from '../manifest/parse.ts';
import { lineAt, splitStream } from '../manifest/stream.ts';
import { entryOf, isFault, type Node, nodeAt, stringOf, toJson } from '../manifest/tree.ts';
import { whyNotRead } from './device.ts';
import { folderOf, type Given, type Origin } from './given.ts';
import { keyGivenTwice, offsetOf, readGiven } from './read-given.ts';

/** A configuration that was read, and where from. */
export type ConfigFile = { readonly given: Given; readonly origin: Origin };

/**
 * Reads netpolish.yaml: the settings themselves, or the functionConfig that kustomize is given, with the settings under its
 * `spec`. `name` is what people are told. Throws UsageError in one line for what cannot be read or is not valid.
 */
export function readConfigFile(path: string, name: string, cwd: string): ConfigFile {
  const bytes = bytesOf(resolve(cwd, path), name);
  const text = textOf(bytes, name);
  const lines = linesOf(text);
  const at = (offset: number): string => {
    const { line, column } = lines.place(offset);
    return `${name}:${line}:${column}: `;
  };
  const [, second] = splitStream(bytes).filter(({ number }) => number > 0);
  if (second !== undefined)
    throw new UsageError(`${name}:${lineOf(bytes, second.body)}:1: a second document: all settings stand in one`);
  const root = parseTree(text);
  if (isFault(root)) throw new UsageError(`${at(root.offset)}it does not parse: ${root.message}`);
  const prefix = isFunctionConfig(root) ? ['spec'] : [];
  const settings = nodeAt(root, prefix);
  if (settings !== undefined && settings.kind !== 'map' && settings.kind !== 'null')
    throw new UsageError(`${at(settings.span.start)}it holds no settings but a ${settings.kind}`);
  const stray = prefix.length === 0 ? undefined : strayIn(root);
  if (stray !== undefined)
    throw new UsageError(
      `${at(offsetOf(root, [stray]))}${stray} does not belong beside kind: settings stand under spec`,
    );
  const twice = keyGivenTwice(root);
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

/** What would be ignored without a word. */
function strayIn(root: Node): string | undefined {
  const keys = root.kind === 'map' ? [...root.entries.keys()] : [];
  return keys.find((key) => key === 'data' || Object.hasOwn(schema.properties, key));
}

function lineOf(bytes: Buffer, offset: number): number {
  return lineAt(bytes, offset, { offset: 0, line: 1 });
}

function bytesOf(path: string, name: string): Buffer {
  if (name === '') throw new UsageError('--config names no file; a variable that is not set, perhaps');
  try {
    const why = whyNotRead(path);
    if (why !== undefined) throw new Error(why);
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a folder' : (error as Error).message;
    throw new UsageError(`the configuration ${name} cannot be read: ${why}`);
  }
}

function textOf(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`the configuration ${name} cannot be read: it is no UTF-8`);
  }
}
