import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Takes away every declaration below the folder of `index` that its types do not lead to: the compiler writes one for each
 * module. `Buffer` is Node's, and a consumer's compiler must be told so. Throws where a declaration leads out of the package.
 */
export function pruneTypes(index: string): void {
  const needed = new Set<string>();
  visit(resolve(index), needed);
  sweep(dirname(resolve(index)), needed);
  writeFileSync(index, `/// <reference types="node" />\n${readFileSync(index, 'utf8')}`);
}

function visit(file: string, needed: Set<string>): void {
  if (needed.has(file)) return;
  needed.add(file);
  for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom |\bimport\()'([^']+)'/g)) {
    if (target.startsWith('node:')) continue;
    const path = resolve(dirname(file), target.replace(/\.ts$/, '.d.ts'));
    if (!target.startsWith('.') || !existsSync(path)) throw new Error(`${file}: the types lead to ${target}`);
    visit(path, needed);
  }
}

function sweep(folder: string, needed: ReadonlySet<string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sweep(path, needed);
    else if (!needed.has(path)) rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
