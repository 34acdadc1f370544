import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { KUSTOMIZATIONS } from '../../doctor/kustomization.ts';
import { plantedPolicy } from '../../doctor/planted.ts';
import { parseTree } from '../../manifest/parse.ts';
import { isFault, type Json, toJson } from '../../manifest/tree.ts';

/** Why a kustomization cannot be copied, in words. */
export type Unmirrored = { readonly problem: string };

/** How much is copied at most: files and folders, and bytes. */
export type Budget = { readonly entries: number; readonly bytes: number };

const MOST: Budget = { entries: 20_000, bytes: 256 << 20 };
const LARGEST_TEXT = 1 << 20;

/**
 * Copies the folder of a kustomization to the same path below `scraps`, links what its files name outside of it, and adds the
 * planted policy to its resources. The path is kept so that `../../bin/netpolish` leads where it led. Returns the copy.
 */
export function mirror(folder: string, scraps: string, planted: string, most: Budget = MOST): string | Unmirrored {
  const real = realpathSync(folder);
  const copy = join(scraps, 'tree', ...stepsOf(real));
  mkdirSync(copy, { recursive: true });
  const texts: string[] = [];
  const budget = { ...most };
  copyTree(real, copy, { top: real, scraps, texts, budget });
  if (budget.entries < 0 || budget.bytes < 0)
    return {
      problem: `its folder holds more than ${most.entries} files or ${most.bytes >> 20} MiB, which is too much to copy`,
    };
  for (const file of texts)
    for (const outside of namedOutside(file, real)) linkOutside(outside, real, join(scraps, 'tree'));
  return plant(real, copy, planted) ?? copy;
}

function stepsOf(path: string): readonly string[] {
  return path
    .split(/[\\/]/)
    .map((step) => step.replace(':', ''))
    .filter((step) => step !== '');
}

type Copying = {
  readonly top: string;
  readonly scraps: string;
  readonly texts: string[];
  readonly budget: { entries: number; bytes: number };
};

function copyTree(from: string, to: string, copying: Copying): void {
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (name === '.git' || source === copying.scraps) continue;
    if (--copying.budget.entries < 0 || copying.budget.bytes < 0) return;
    const stats = lstatSync(source);
    if (name === 'node_modules') symlinkSync(source, target);
    else if (stats.isSymbolicLink()) copyLink(source, target, copying.top);
    else if (stats.isDirectory()) {
      mkdirSync(target, { recursive: true });
      copyTree(source, target, copying);
    } else if (stats.isFile()) {
      copying.budget.bytes -= stats.size;
      copyFileSync(source, target);
      if (stats.size <= LARGEST_TEXT && (/\.ya?ml$/.test(name) || KUSTOMIZATIONS.includes(name)))
        copying.texts.push(source);
    }
  }
}

/** A link within the folder stays one; one that leads out of it, leads to the same place. */
function copyLink(source: string, target: string, top: string): void {
  const written = readlinkSync(source);
  const aim = resolve(dirname(source), written);
  const isWithin = !relative(top, aim).startsWith('..') && !isAbsolute(relative(top, aim));
  symlinkSync(isWithin && !isAbsolute(written) ? written : aim, target);
}

/** What a file names by `..`, from where it lies or from the kustomization: kustomize takes a function's path from the latter. */
function namedOutside(file: string, top: string): readonly string[] {
  const named = [...readFileSync(file, 'utf8').matchAll(/(?<=^|[\s"'[,])\.\.(?:\/[^\s"',\]}]*)?/gm)].map(
    ([text]) => text,
  );
  const paths = [...new Set(named)].flatMap((text) => [resolve(dirname(file), text), resolve(top, text)]);
  return paths.filter((path) => relative(top, path).startsWith('..') && existsSync(path));
}

/** Links the first step in which a path leaves that of the folder; an outer folder itself is none that could be built. */
function linkOutside(path: string, folder: string, tree: string): void {
  const [steps, own] = [stepsOf(path), stepsOf(folder)];
  const at = steps.findIndex((step, i) => step !== own[i]);
  if (at === -1) return;
  const link = join(tree, ...steps.slice(0, at + 1));
  if (existsSync(link)) return;
  let aim = path;
  for (let up = steps.length - 1; up > at; up--) aim = dirname(aim);
  symlinkSync(aim, link);
}

/** The kustomization with one more resource, written as JSON, which is YAML too. */
function plant(real: string, copy: string, planted: string): Unmirrored | undefined {
  const name = KUSTOMIZATIONS.find((candidate) => statSync(join(copy, candidate), { throwIfNoEntry: false })?.isFile());
  if (name === undefined) return { problem: 'its kustomization is gone' };
  const root = parseTree(readFileSync(join(real, name), 'utf8'));
  const object = isFault(root) ? undefined : toJson(root);
  if (!isObject(object)) return { problem: 'its kustomization does not parse' };
  const { resources } = object;
  const file = `${planted}.yaml`;
  writeFileSync(join(copy, file), plantedPolicy(planted));
  unlinkSync(join(copy, name));
  writeFileSync(
    join(copy, name),
    JSON.stringify({ ...object, resources: [...(isList(resources) ? resources : []), file] }),
  );
  return undefined;
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

function isObject(json: Json | undefined): json is { readonly [key: string]: Json } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
