import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The SHA-256 of files in hexadecimal, by their paths below a folder. */
export type Hashes = ReadonlyMap<string, string>;

/** Reads every file below a folder; sorted by path, so that the same files give the same order. */
export function hashesOf(folder: string): Hashes {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name, hashOf(join(folder, name))]));
}

/** A line for each file that is not the same in both, or is in one alone. */
export function differences(first: Hashes, second: Hashes): readonly string[] {
  const names = [...new Set([...first.keys(), ...second.keys()])].sort();
  return names
    .filter((name) => first.get(name) !== second.get(name))
    .map((name) => `${name}: ${first.get(name) ?? 'absent'}, then ${second.get(name) ?? 'absent'}`);
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
