import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isExecPlugin } from '../../src/host/detect.ts';
import { blank, egress, inFolder, ingress, open, type Ran, runMain, settings, untyped } from '../cli/fake-io.ts';

const test = suite('exec plugin');

const FILE = '/tmp/kust-plugin-config-1';
const head = 'apiVersion: netpolish.dev/v1alpha1\nkind: Netpolish\nmetadata:\n  name: netpolish\n';

const plugin = (stdin: string, config = '', args: readonly string[] = [], env = {}): Promise<Ran> =>
  runMain([FILE, ...args], { stdin, env: { KUSTOMIZE_PLUGIN_CONFIG_STRING: head + config, ...env } });

test('kustomize is known by its variables', () => {
  assert.ok(isExecPlugin({ KUSTOMIZE_PLUGIN_CONFIG_STRING: '' }));
  assert.ok(isExecPlugin({ KUSTOMIZE_PLUGIN_CONFIG_ROOT: '/app' }));
  assert.not.ok(isExecPlugin({ KUSTOMIZE_PLUGIN_HOME: '/home' }));
});

test('a clean stream leaves byte for byte', async () => {
  for (const stdin of ['', settings, `${settings}---\n${ingress}`]) {
    const { code, stdout, stderr } = await plugin(stdin);
    assert.equal({ code, stdout, stderr }, { code: 0, stdout: stdin, stderr: '' });
  }
});

test('a fault exits 1, prints nothing, and tells it whole on standard error', async () => {
  const { code, stdout, stderr } = await plugin(`${settings}---\n${open}`);
  assert.equal([code, stdout], [1, '']);
  assert.match(stderr, 'netpolish stopped this build: 1 error. Nothing was handed on.');
  assert.match(stderr, 'NETPOLISH_IGNORE=emptied-peers:shop/web-open kustomize build');
});

test('settings come from spec, flags from argsOneLiner; both hold', async () => {
  for (const [config, args] of [
    ['spec: {merge: true}\n', []],
    ['argsOneLiner: --merge\n', ['--merge']],
    ['argsOneLiner: --merge within-charts\nspec: {failOn: warning}\n', ['--merge', 'within-charts']],
  ] as const) {
    const { code, stdout } = await plugin(`${ingress}---\n${egress}`, config, args);
    assert.is(code, 0);
    assert.is(stdout.match(/kind: NetworkPolicy/g)?.length, 1);
  }
  assert.is((await plugin(untyped, 'spec: {failOn: warning}\n')).code, 1);
  assert.is((await plugin(untyped, 'spec: {failOn: warning}\n', ['--fail-on', 'never'])).code, 0);
  assert.is((await plugin(blank, 'spec: {fix: true, failOn: warning}\n')).code, 0);
});

test('output: none prints nothing and blocks all the same', async () => {
  assert.equal((await plugin(ingress, 'spec: {output: none}\n')).stdout, '');
  assert.is((await plugin(open, 'spec: {output: none}\n')).code, 1);
  for (const [config, args] of [
    ['spec: {output: none, merge: true}\n', []],
    ['spec: {output: none}\n', ['--fix']],
  ] as const) {
    const { code, stderr } = await plugin(ingress, config, args);
    assert.is(code, 2);
    assert.match(stderr, /^netpolish: `output: none`[^\n]*\n$/);
  }
});

test('what is no flag, and a configuration that is none: one line, exit code 2', async () => {
  for (const [config, args, words] of [
    ['', ['--bogus'], '--bogus'],
    ['', ['--fail-on', 'loud'], '--fail-on loud'],
    ['spec: {bogus: 1}\n', [], 'no such setting: bogus'],
    ['spec: [\n', [], 'does not parse'],
    ['failOn: never\n', [], 'failOn'],
  ] as const) {
    const { code, stdout, stderr } = await plugin(ingress, config, args);
    assert.equal([code, stdout], [2, '']);
    assert.match(stderr, /^netpolish: [^\n]+\n$/);
    assert.match(stderr, words);
  }
});

test('a configuration that is not in the environment is read from the file named first', () =>
  inFolder({}, async (folder) => {
    const file = join(folder, 'config');
    const env = { KUSTOMIZE_PLUGIN_CONFIG_ROOT: folder };
    writeFileSync(file, `${head}spec: {output: none}\n`);
    assert.equal((await runMain([file], { stdin: ingress, env })).stdout, '');
    assert.equal((await runMain([file], { stdin: ingress, env: { ...env, NETPOLISH_BYPASS: '1' } })).stdout, '');
    writeFileSync(file, head);
    assert.equal((await runMain([file], { stdin: ingress, env: { ...env, NETPOLISH_BYPASS: '1' } })).stdout, ingress);
    const missing = await runMain([join(folder, 'none')], { stdin: ingress, env });
    assert.equal([missing.code, missing.stdout], [3, '']);
    assert.match(missing.stderr, /^netpolish: the plugin configuration cannot be read[^\n]*\n$/);
  }));

test('warnings pass: whole in the report file, one line to the terminal', () =>
  inFolder({}, async (folder) => {
    const file = join(folder, 'report.json');
    const { code, stdout, aside } = await plugin(untyped, `spec: {reportFile: ${JSON.stringify(file)}}\n`);
    assert.equal([code, stdout], [0, untyped]);
    assert.match(aside, /^netpolish: 1 warning[^\n]*report\.json[^\n]*\n$/);
    assert.is(JSON.parse(readFileSync(file, 'utf8')).summary.warnings, 1);
  }));

test.run();
