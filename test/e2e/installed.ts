import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './cache.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** netpolish as a user has it: packed by npm, and installed from that tarball into an otherwise empty project. */
export type Installed = {
  /** The project, which has netpolish in its node_modules and nothing else. */
  readonly folder: string;
  readonly tarball: string;
  /** The bin, as npm links it. */
  readonly bin: string;
  /** What npm says of the tarball: paths in it, sorted, and the sum of their sizes. */
  readonly files: readonly string[];
  readonly unpackedSize: number;
  readonly remove: () => Promise<void>;
};

type Packed = {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
};

/** Packs what the last build made and installs it, without any registry: netpolish needs no other package. */
export const install = async (): Promise<Installed> => {
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
  const out = await mustRun('npm', ['pack', '--json', '--ignore-scripts', `--pack-destination=${folder}`], {
    cwd: root,
  });
  const [packed] = JSON.parse(out) as readonly Packed[];
  if (packed === undefined) throw new Error('npm packed nothing');
  const tarball = join(folder, packed.filename);
  await writeFile(join(folder, 'package.json'), '{"name": "consumer", "private": true, "type": "module"}\n');
  const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error', `--cache=${join(folder, '.npm')}`];
  await mustRun('npm', ['install', ...quiet, tarball], { cwd: folder });
  return {
    folder,
    tarball,
    bin: join(folder, 'node_modules/.bin/netpolish'),
    files: packed.files.map(({ path }) => path).sort(),
    unpackedSize: packed.unpackedSize,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
