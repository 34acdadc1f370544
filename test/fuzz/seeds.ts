/** Real manifests to begin mutations with. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('../../', import.meta.url));
const SHARED = process.env.NETPOLISH_SHARED ?? '';
const CORPUS = resolve(SHARED, 'corpus');

/** Larger seeds would be most of the time of a long run: of those the documents around the first policy are taken. */
const MOST_BYTES = 2000;

/** The corpus where NETPOLISH_SHARED names one, and the project's own fixtures and examples in any case; each at least a byte long. */
export const SEEDS: readonly [Buffer, ...Buffer[]] = seeds();

function seeds(): [Buffer, ...Buffer[]] {
  const folders = [join(HERE, 'test/checks'), join(HERE, 'examples')];
  if (SHARED !== '' && existsSync(CORPUS)) folders.push(CORPUS);
  const files = folders.flatMap((folder) => yamlBelow(folder));
  const [first, ...others] = files.map((file) => startOf(readFileSync(file))).filter(({ length }) => length > 0);
  if (first === undefined) throw new Error('no fixtures');
  return [first, ...others];
}

function yamlBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Some documents of a large file around its first policy. */
function startOf(bytes: Buffer): Buffer {
  if (bytes.length <= MOST_BYTES) return bytes;
  const policy = Math.max(0, bytes.indexOf('kind: NetworkPolicy'));
  const start = bytes.lastIndexOf('\n---', Math.max(0, policy - 500)) + 1;
  return bytes.subarray(start, start + MOST_BYTES);
}
