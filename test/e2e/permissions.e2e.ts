import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from './netpolish.ts';
import { type NodeHost, nodeHosts } from './nodes.ts';
import { noSettings } from './package.ts';
import { type RunResult, run } from './run.ts';

const test = suite('the permissions of Node');

// `--permission` came with Node 22.13; from Node 25 on it closes the network too.
const hosts = (await nodeHosts()).filter(({ version }) => !version.startsWith('20.'));

const MAY_READ = ['--permission', `--allow-fs-read=${root}`];
const redis = await readFile(join(root, 'examples/render/redis.yaml'), 'utf8');
const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}]\n`;

const CALLS: readonly (readonly [input: string, says: RegExp, ...args: string[]])[] = [
  [redis, /emptied-peers/, 'post-render'],
  [redis, /emptied-peers/, 'post-render', '--host', 'helm4'],
  [redis, /kind: NetworkPolicy/, 'post-render', '--fix', '--merge', '--fail-on', 'never'],
  [list, /kind: ConfigMap/, 'fn'],
  [redis, /emptied-peers/, 'check', '-'],
  ['', /emptied-direction/, 'check', '--format', 'sarif', 'examples/render/shop.yaml'],
  ['', /^-.*ingress: \{\}/m, 'fix', 'examples/render/shop.yaml'],
  ['', /app=redis/, 'explain', 'examples/render/redis.yaml'],
];

for (const [input, says, ...args] of CALLS) {
  test(`reads and nothing else, starts nothing, asks nobody: netpolish ${args.join(' ')}`, async () => {
    assert.ok(hosts.length >= 3);
    for (const host of hosts) {
      const [free, bound] = [await netpolish(host, [], args, input), await netpolish(host, MAY_READ, args, input)];
      assert.match(free.stdout + free.stderr, says);
      assert.equal(bound, free, `Node ${host.version}`);
    }
  });
}

test('the permissions bite: doctor, which starts programs, cannot', async () => {
  const mayWrite = [...MAY_READ, '--allow-fs-read=*', '--allow-fs-write=*'];
  for (const host of hosts) {
    const { code, stdout, stderr } = await netpolish(host, mayWrite, ['doctor', 'examples/kustomize'], '');
    assert.is.not(code, 0);
    assert.match(stdout + stderr, /Access to this API has been restricted/);
  }
});

test('and the network is closed where Node can close it', async () => {
  const [host] = hosts.slice(-1);
  const code = `try { require('node:net').connect(9, '127.0.0.1').on('error', ({ code }) => console.log(code)) }
    catch ({ code }) { console.log(code) }`;
  const { stdout } = await run(host?.node ?? '', [...MAY_READ, '-e', code]);
  assert.match(stdout, 'ERR_ACCESS_DENIED');
});

function netpolish(
  host: NodeHost,
  flags: readonly string[],
  args: readonly string[],
  input: string,
): Promise<RunResult> {
  return run(host.node, [...flags, join(root, 'dist/netpolish.cjs'), ...args], { cwd: root, env: noSettings, input });
}

test.run();
