import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A real render and its size in bytes. */
export type Render = { readonly path: string; readonly bytes: number };

/** Every manifest of the corpus, the largest first; of one size by name. */
export function renders(corpus: string): readonly Render[] {
  return readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => join(corpus, path))
    .map((path) => ({ path, bytes: statSync(path).size }))
    .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
}

/** The largest of them. */
export function largest(corpus: string, count: number): readonly Render[] {
  return renders(corpus).slice(0, count);
}
