import { mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { mustRun } from './cache.ts';
import type { Environment } from './helm.ts';
import { root } from './netpolish.ts';

/** Packs the npm package, as `npm run build` left it, into `folder`. Returns the path of the tarball. */
export const packPackage = async (folder: string): Promise<string> => {
  // The scripts would build once more.
  const args = ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder];
  return join(folder, (await mustRun('npm', args, { cwd: root })).trim().split('\n').at(-1) ?? '');
};

/**
 * A PATH that begins with `folder`/bin, where `tools` are linked under their names, and holds the caller's after it. The
 * bin of this project is always among them, as `npm install --global` puts it there.
 */
export const pathWith = async (folder: string, tools: Readonly<Record<string, string>> = {}): Promise<Environment> => {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  for (const [name, target] of Object.entries({ netpolish: join(root, 'dist/netpolish.cjs'), ...tools })) {
    await symlink(target, join(bin, name));
  }
  return { PATH: [bin, process.env.PATH].join(delimiter) };
};

/** What a developer may have set for a try must not reach a host: `Environment` that takes it away. */
export const noSettings: Environment = Object.fromEntries(
  ['BYPASS', 'CONFIG', 'FAIL_ON', 'IGNORE', 'REPORT_FILE'].map((name) => [`NETPOLISH_${name}`, undefined]),
);
