import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { type Installed, install } from './installed.ts';
import { type NodeHost, nodeHosts } from './nodes.ts';
import { noSettings } from './package.ts';
import { type RunResult, run } from './run.ts';

const test = suite('every Node');

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const read = (path: string): Promise<string> => readFile(join(examples, path), 'utf8');

type Call = {
  readonly args: readonly string[];
  readonly code: number;
  readonly input?: string;
  /** What standard output must say, so that equal silence is no success. */
  readonly says: RegExp;
};

const shop = await read('render/shop.yaml');
const redis = await read('render/redis.yaml');
const resourceList = JSON.stringify({
  apiVersion: 'config.kubernetes.io/v1',
  kind: 'ResourceList',
  items: parseAllDocuments(shop).map((document) => document.toJS()),
  functionConfig: { apiVersion: 'netpolish.dev/v1alpha1', kind: 'Netpolish', spec: { merge: true, fix: true } },
});

const calls: readonly Call[] = [
  { args: ['--version'], code: 0, says: /^\d+\.\d+\.\d+\n$/ },
  { args: ['--help'], code: 0, says: /^Usage: netpolish/ },
  { args: ['post-render'], code: 1, input: redis, says: /^$/ },
  { args: ['post-render', '--fail-on', 'never'], code: 0, input: redis, says: /kind: NetworkPolicy/ },
  { args: ['post-render', '--fix', '--merge'], code: 0, input: shop, says: /netpolish.dev\/merged-from/ },
  { args: ['post-render', '--fix', '--merge', '--simplify'], code: 0, input: shop, says: /netpolish.dev\/merged-from/ },
  { args: ['post-render', '--host', 'helm4'], code: 0, input: redis, says: /emptied-peers/ },
  { args: ['fn'], code: 0, input: resourceList, says: /netpolish.dev\/merged-from/ },
  { args: ['check', 'render'], code: 1, says: /emptied-peers/ },
  { args: ['check', '--format', 'json', 'render', 'kustomize'], code: 1, says: /"emptied-direction"/ },
  { args: ['merge', '--fail-on', 'never', 'render/shop.yaml'], code: 0, says: /kind: NetworkPolicy/ },
  { args: ['fix', '--fail-on', 'never', 'render/shop.yaml'], code: 0, says: /^-.*ingress: \{\}/m },
  { args: ['diff', 'render/redis.yaml', 'render/shop.yaml'], code: 1, says: /^gained/m },
  { args: ['diff', '--format', 'json', 'render/redis.yaml', 'render/shop.yaml'], code: 1, says: /"gained"/ },
  { args: ['explain', 'render'], code: 0, says: /app=redis/ },
  { args: ['groups', '--one-stream', 'render'], code: 0, says: /app=web/ },
  { args: ['checks', 'emptied-peers'], code: 0, says: /emptied-peers/ },
  { args: ['completion', 'bash'], code: 0, says: /complete -o/ },
];

let installed: Installed;
let hosts: readonly NodeHost[];

test.before(async () => {
  [installed, hosts] = [await install(), await nodeHosts()];
  await symlink(examples, join(installed.folder, 'examples'));
});
test.after(() => installed.remove());

test('the executables are of four majors, and what their names say', async () => {
  for (const { version, node } of hosts) assert.is((await run(node, ['--version'])).stdout, `v${version}\n`);
  assert.equal(
    hosts.map(({ version }) => version.split('.')[0]),
    ['20', '22', '24', '26'],
  );
});

for (const call of calls) {
  test(`the same bytes on each: ${call.args.join(' ')}`, async () => {
    const ran: RunResult[] = [];
    for (const host of hosts) ran.push(await polished(host, call));
    for (const [at, result] of ran.entries()) {
      const words = `Node ${hosts[at]?.version}: ${result.stderr}`;
      assert.is(result.code, call.code, words);
      assert.match(result.stdout, call.says, words);
      assert.not.match(result.stderr, /internal error|unrecognized|Warning:/, words);
      assert.equal(result, ran[0], words);
    }
  });
}

test('import gives the library, which finds what the bin finds', async () => {
  const file = join(installed.folder, 'library.js');
  await writeFile(file, LIBRARY);
  for (const { node, version } of hosts) {
    const { code, stdout, stderr } = await run(node, [file], { cwd: installed.folder });
    assert.equal([code, stdout, stderr], [0, 'emptied-peers\n', ''], version);
  }
  await rm(file);
});

const LIBRARY = `\
import { readFileSync } from 'node:fs';
import { polish } from 'netpolish';
const options = { merge: false, fix: false, acrossCharts: false, sameName: false, simplify: false, namespace: '',
  kubernetesVersion: '1.36', severities: {}, context: [], hooks: 'check', oneStream: false, ignore: [] };
const source = { name: 'redis.yaml', bytes: readFileSync('examples/render/redis.yaml'), origin: 'file' };
const { findings } = polish([source], options);
console.log(findings.filter(({ severity }) => severity === 'error').map(({ check }) => check).join());
`;

/** Runs the linked bin as a shell would: by its first line, which takes the node of PATH. */
async function polished({ node }: NodeHost, { args, input }: Call): Promise<RunResult> {
  const env = { PATH: `${dirname(node)}:/usr/bin:/bin`, HOME: installed.folder, ...noSettings };
  return run(installed.bin, args, { cwd: examples, env, ...(input !== undefined && { input }) });
}

test.run();
