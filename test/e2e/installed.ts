import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from './cache.ts';
import { packPackage } from './package.ts';

/** netpolish as a user has it: packed by npm, and installed from that tarball into an otherwise empty project. */
export type Installed = {
  /** The project, which has netpolish in its node_modules and nothing else. */
  readonly folder: string;
  readonly tarball: string;
  /** The bin, as npm links it. */
  readonly bin: string;
  /** What is in the tarball: paths, sorted, and the sum of their sizes. */
  readonly files: readonly string[];
  readonly unpackedSize: number;
  readonly remove: () => Promise<void>;
};

/** Packs what the last build made and installs it, without any registry: netpolish needs no other package. */
export const install = async (): Promise<Installed> => {
  const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
  const tarball = await packPackage(folder);
  await writeFile(join(folder, 'package.json'), '{"name": "consumer", "private": true, "type": "module"}\n');
  const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error', `--cache=${join(folder, '.npm')}`];
  await mustRun('npm', ['install', ...quiet, tarball], { cwd: folder });
  const bin = join(folder, 'node_modules/.bin/netpolish');
  return {
    folder,
    tarball,
    bin,
    ...(await contents(tarball)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

/** `tar -tv` tells the mode, the owner, the size, the date, the time and the path of each file. */
const contents = async (tarball: string): Promise<Pick<Installed, 'files' | 'unpackedSize'>> => {
  const lines = (await mustRun('tar', ['-tvzf', tarball])).trim().split('\n');
  const columns = lines.map((line) => line.split(/\s+/));
  return {
    files: columns.map((column) => (column[5] ?? '').replace(/^package\//, '')).sort(),
    unpackedSize: columns.reduce((total, column) => total + Number(column[2]), 0),
  };
};
