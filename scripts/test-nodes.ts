import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { nodeHosts } from '../test/e2e/nodes.ts';

// All unit tests on every Node that we promise to run on, one after the other: `npm run test:nodes`, or `npm run test:nodes -- 26`
// for some of them. What a test starts as `node` is the same one.

const asked = process.argv.slice(2);
const hosts = (await nodeHosts()).filter(({ version }) => isAsked(version));
if (hosts.length === 0) throw new Error(`no such Node: ${asked.join(' ')}`);
const failed = hosts.filter(({ version, node }) => !passes(version, node)).map(({ version }) => version);
console.log(failed.length === 0 ? `passed on Node ${versions()}` : `FAILED on Node ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function isAsked(version: string): boolean {
  return asked.length === 0 || asked.some((start) => `${version}.`.startsWith(`${start}.`));
}

function passes(version: string, node: string): boolean {
  console.log(`== Node ${version}`);
  const args = ['--import', 'tsx', 'node_modules/uvu/bin.js', 'test', '\\.test\\.ts$'];
  const env = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) };
  return spawnSync(node, args, { env, stdio: 'inherit' }).status === 0;
}

function versions(): string {
  return hosts.map(({ version }) => version).join(', ');
}
