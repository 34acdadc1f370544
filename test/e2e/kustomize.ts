import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, mustRun, reason } from './cache.ts';
import { run } from './run.ts';

/**
 * The path of a real kustomize, 5.6.0 where it can be had: from the Debian package of trixie (nothing is installed),
 * else any 5.6 or later on PATH, else built by `go install`. kubectl's own kustomize does not do: it has no
 * `--enable-exec`. Rejects with every route's reason when none works. Debian's build reports its version as
 * `(devel)`.
 */
export const kustomize = async (): Promise<string> => {
  const reasons: string[] = [];
  for (const { name, get } of routes) {
    try {
      return await get();
    } catch (error) {
      reasons.push(`${name}: ${reason(error)}`);
    }
  }
  throw new Error(
    `kustomize 5.6 cannot be had for the end-to-end tests. ${reasons.join(' ')} Put kustomize 5.6 or later on PATH, ` +
      'or set NETPOLISH_E2E_CACHE to a folder that an earlier run has filled.',
  );
};

type Route = { readonly name: string; readonly get: () => Promise<string> };

const fromDebian = async (): Promise<string> => join(await cached('kustomize-5.6.0', unpackDebian), 'kustomize');

const fromPath = async (): Promise<string> => {
  for (const folder of (process.env.PATH ?? '').split(':')) {
    const path = join(folder, 'kustomize');
    if (folder !== '' && existsSync(path) && isRecent((await run(path, ['version'])).stdout)) return path;
  }
  throw new Error('there is none that says it is 5.6 or later.');
};

const fromGo = async (): Promise<string> =>
  join(
    await cached('kustomize-5.6.0', async (target) => {
      const env = { GOBIN: target, GOFLAGS: '' };
      await mustRun('go', ['install', 'sigs.k8s.io/kustomize/kustomize/v5@v5.6.0'], { env, timeout: 600_000 });
    }),
    'kustomize',
  );

const routes: readonly Route[] = [
  { name: 'Debian trixie', get: fromDebian },
  { name: 'PATH', get: fromPath },
  { name: 'go install', get: fromGo },
];

const isRecent = (printed: string): boolean => {
  const [, major, minor] = /v?(\d+)\.(\d+)\.\d+/.exec(printed) ?? [];
  return Number(major) > 5 || (Number(major) === 5 && Number(minor) >= 6);
};

const unpackDebian = async (target: string, scraps: string): Promise<void> => {
  const { uri, keyring } = await debianMirror();
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root']) {
    await mkdir(join(scraps, folder), { recursive: true });
  }
  const signed = keyring === undefined ? '' : `[signed-by=${keyring}] `;
  await writeFile(join(scraps, 'sources.list'), `deb ${signed}${uri} trixie main\n`);
  await writeFile(join(scraps, 'apt.conf'), privateApt(scraps));
  const apt = ['-c', join(scraps, 'apt.conf'), '-qq'];
  await mustRun('apt-get', [...apt, 'update'], { cwd: scraps });
  await mustRun('apt-get', [...apt, 'download', 'kustomize'], { cwd: scraps });
  const file = (await readdir(scraps)).find((name) => name.endsWith('.deb'));
  if (file === undefined) throw new Error('apt-get downloaded no package.');
  const version = await mustRun('dpkg-deb', ['-f', file, 'Version'], { cwd: scraps });
  if (!version.startsWith('5.6.0')) throw new Error(`its kustomize is ${version.trim()}, not 5.6.0.`);
  await mustRun('dpkg', ['-x', file, join(scraps, 'root')], { cwd: scraps });
  await rename(join(scraps, 'root/usr/bin/kustomize'), join(target, 'kustomize'));
};

// Proxies and the like stay as the machine has them; its own lists, caches and hooks are left alone.
const privateApt = (scraps: string): string => `\
Dir::Etc::sourcelist "${scraps}/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "${scraps}/lists";
Dir::Cache "${scraps}/cache";
APT::Sandbox::User "root";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets::deb::DEP-11;
`;

type Mirror = { readonly uri: string; readonly keyring: string | undefined };

/** The Debian mirror this machine already trusts, from its one-line or deb822 sources. */
const debianMirror = async (): Promise<Mirror> => {
  for (const file of await sourceFiles()) {
    for (const stanza of (await readFile(file, 'utf8')).split(file.endsWith('.list') ? '\n' : /\n\s*\n/)) {
      const uri = /^(?:URIs:|deb\s)(?:.*\s)?(\w+:\S*\/debian\/?)(?:\s|$)/m.exec(stanza)?.[1];
      const keyring = /signed-by\s*[:=]\s*(\/[^\s\],]+)/i.exec(stanza)?.[1];
      if (uri !== undefined && !/^Enabled:\s*no/im.test(stanza)) return { uri, keyring };
    }
  }
  throw new Error('this machine has no Debian mirror among its apt sources.');
};

const sourceFiles = async (): Promise<readonly string[]> => {
  const names = await readdir('/etc/apt/sources.list.d').catch(() => []);
  const parts = names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => `/etc/apt/sources.list.d/${name}`);
  return ['/etc/apt/sources.list', ...parts].filter((file) => existsSync(file));
};
