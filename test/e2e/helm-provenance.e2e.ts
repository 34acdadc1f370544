import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mustRun } from './cache.ts';
import { type Environment, helmEnv } from './helm.ts';
import { type Host, helmHosts } from './hosts.ts';
import { rendererArgs, root, shop } from './netpolish.ts';
import { withFiles } from './project.ts';
import { type RunResult, run } from './run.ts';
import { lacks, orSkip } from './skip.ts';

const test = suite('the signed Helm plugin');
const signed = orSkip(test, 'the signed Helm plugin', await lacks('gpg', '--version'));
const hosts = (await helmHosts()).filter(({ major }) => major === 4);

type Signed = {
  readonly helm: (args: readonly string[], env?: Environment) => Promise<RunResult>;
  readonly archive: string;
  readonly publicKeys: string;
};

/** Makes a key of its own, and the archive of `npm run package:helm`, signed as docs/hosts/helm.md says. */
const withSigned = (host: Host, body: (made: Signed) => Promise<void>): Promise<void> =>
  withFiles({}, async (folder) => {
    // Helm's own home is empty; GnuPG's sockets want a short path that is ours alone.
    const home = join(folder, 'gpg');
    await mkdir(home, { mode: 0o700 });
    const env = { ...helmEnv(folder), GNUPGHOME: home };
    const gpg = (...args: readonly string[]) =>
      mustRun('gpg', ['--batch', '--pinentry-mode', 'loopback', '--passphrase', '', ...args], { env });
    try {
      await gpg('--quick-generate-key', 'netpolish tests <dev@netpolish.dev>', 'ed25519', 'sign', 'never');
      const [secretKeys, publicKeys] = [join(folder, 'secret.gpg'), join(folder, 'public.gpg')];
      await gpg('--output', secretKeys, '--export-secret-keys');
      await gpg('--output', publicKeys, '--export');
      const packaged = ['--import', 'tsx', 'scripts/package-helm.ts', '--out', folder];
      const plain = (await mustRun(process.execPath, packaged, { cwd: root })).trim();
      await mustRun('tar', ['-xzf', plain, '-C', folder]);
      const out = join(folder, 'signed');
      await mkdir(out);
      const helm: Signed['helm'] = (args, more) => run(host.helm, args, { cwd: folder, env: { ...env, ...more } });
      const made = await helm([
        'plugin',
        'package',
        'netpolish',
        '-d',
        out,
        '--key',
        'netpolish',
        '--keyring',
        secretKeys,
      ]);
      assert.is(made.code, 0, made.stderr);
      await body({ helm, archive: join(out, plain.slice(folder.length + 1)), publicKeys });
    } finally {
      await run('gpgconf', ['--kill', 'all'], { env });
    }
  });

for (const host of hosts) {
  signed(`${host.name}: the signed archive is verified, installed, and told as signed`, () =>
    withSigned(host, async ({ helm, archive, publicKeys }) => {
      const verified = await helm(['plugin', 'verify', archive, '--keyring', publicKeys]);
      assert.is(verified.code, 0, verified.stderr);
      assert.match(verified.stdout, /^Signed by: netpolish tests <dev@netpolish\.dev>\n/);
      assert.match(verified.stdout, 'Plugin Hash Verified: sha256:');
      const env = { HELM_PLUGINS: undefined };
      const installed = await helm(['plugin', 'install', archive, '--keyring', publicKeys], env);
      assert.is(installed.code, 0, installed.stderr);
      assert.match((await helm(['plugin', 'list'], env)).stdout, /^netpolish\s.*\ssigned\s/m);
      const { code, stderr } = await helm(['template', 'shop', shop, ...rendererArgs('netpolish')], env);
      assert.is(code, 0, stderr);
    }),
  );

  signed(`${host.name}: one changed byte, or another's key, and it is refused`, () =>
    withSigned(host, async ({ helm, archive, publicKeys }) => {
      await writeFile(`${publicKeys}.empty`, '');
      const stranger = await helm(['plugin', 'install', archive, '--keyring', `${publicKeys}.empty`]);
      assert.is(stranger.code, 1);
      assert.match(stranger.stderr, 'signature made by unknown entity');
      await writeFile(archive, Buffer.concat([await readFile(archive), Buffer.from([0])]));
      const changed = await helm(['plugin', 'install', archive, '--keyring', publicKeys]);
      assert.is(changed.code, 1);
      assert.match(changed.stderr, 'sha256 sum does not match');
    }),
  );
}

test.run();
