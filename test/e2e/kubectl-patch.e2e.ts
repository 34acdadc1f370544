import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { blank, policy, runMain } from '../cli/fake-io.ts';
import { helmHosts } from './hosts.ts';
import { run } from './run.ts';

const test = suite('patches under kubectl');
const hosts = await helmHosts();

const open = policy(
  'web',
  '  policyTypes: [Ingress]\n  ingress:\n    - from: [{podSelector: {}}]\n    - from:\n      ports: [{port: 80}]\n    - ports: [{port: 443}, {port: }]\n',
);

for (const { name, kubectl } of hosts) {
  test(`kubectl beside ${name}: what --emit-patch prints makes of the old policy what --write makes of it`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'netpolish-e2e-'));
    try {
      for (const old of [open, blank]) {
        const file = join(folder, 'np.yaml');
        await writeFile(file, old);
        const { stdout } = await runMain(['fix', '--unsafe', '--emit-patch', file], { cwd: folder });
        // As it was printed, by a shell; only the cluster is the file.
        const command = stdout.replace(
          /^kubectl patch networkpolicy (\S+) -n \S+/m,
          `'${kubectl}' patch --local --dry-run=client -o json -f '${file}'`,
        );
        const patched = await run('sh', ['-c', command]);
        assert.is(patched.code, 0, patched.stderr);
        await runMain(['fix', '--unsafe', '--write', file], { cwd: folder });
        const { spec } = JSON.parse(patched.stdout);
        assert.equal(spec, parse(await readFile(file, 'utf8')).spec);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

test.run();
