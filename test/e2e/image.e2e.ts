import { chmod, cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { asJson } from './api-store.ts';
import type { Environment } from './helm.ts';
import { type Host, helmHosts, kustomize } from './hosts.ts';
import { root } from './netpolish.ts';
import { noSettings, pathWith } from './package.ts';
import { withFiles } from './project.ts';
import { type RunResult, run } from './run.ts';

// The image itself is not built: its base images are not to be had here. What it would hold is laid out in a folder, and a
// stand-in for docker starts the image's own entry point there, with nothing of the caller's environment.

const test = suite('the KRM function image');
const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
const example = join(root, 'examples/krm-container');
const tool = await kustomize();
const [host] = (await helmHosts()).slice(-1);

/** The words of each instruction of a name in the final stage. */
const instructions = (name: string): readonly string[] => {
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM ')).replaceAll('\\\n', '');
  return [...last.matchAll(new RegExp(`^${name} (.+)$`, 'gm'))].map(([, words = '']) => words);
};

/** Puts what the final stage copies below `folder`. */
const layOut = async (folder: string): Promise<void> => {
  for (const copy of instructions('COPY')) {
    const [from, ...paths] = copy.split(' ');
    assert.is(from, '--from=build');
    const target = join(folder, paths.at(-1) ?? '');
    await mkdir(target, { recursive: true });
    // Of a folder docker copies what is in it.
    for (const path of paths.slice(0, -1).map((path) => join(root, path.replace('/src/', '')))) {
      const isFolder = (await stat(path)).isDirectory();
      await cp(path, isFolder ? target : join(target, basename(path)), { recursive: true });
    }
  }
  await chmod(folder, 0o755);
};

/** The entry point, its paths leading into `folder` and its Node being ours. */
const entryPoint = (folder: string): readonly string[] => {
  const [node, ...args] = JSON.parse(instructions('ENTRYPOINT').at(-1) ?? '') as readonly string[];
  assert.is(node, '/nodejs/bin/node');
  return [process.execPath, ...args.map((arg) => (arg.startsWith('/') ? join(folder, arg) : arg))];
};

/** Runs `body` where `docker` is a script that notes how it was called and starts the entry point. */
const withDocker = (body: (env: Environment, log: string) => Promise<void>): Promise<void> =>
  withFiles({}, async (folder) => {
    await layOut(join(folder, 'image'));
    const [log, docker] = [join(folder, 'log'), join(folder, 'docker.sh')];
    const command = ['env', '-i', ...entryPoint(join(folder, 'image'))].map((word) => `'${word}'`).join(' ');
    await writeFile(docker, `#!/bin/sh\nprintf '%s\\n' "$*" >> '${log}'\ncd / && exec ${command}\n`, { mode: 0o755 });
    await body({ ...noSettings, ...(await pathWith(folder, { docker })) }, log);
  });

const image = async (): Promise<string> => {
  const { metadata } = asJson(parse(await readFile(join(example, 'netpolish.yaml'), 'utf8')));
  const wanted = asJson(asJson(metadata).annotations)['config.kubernetes.io/function'];
  return String(asJson(asJson(parse(String(wanted))).container).image);
};

const assertMerged = async ({ code, stdout, stderr }: RunResult, log: string): Promise<void> => {
  assert.is(code, 0, stderr);
  assert.match(stdout, 'netpolish.dev/merged-from: web-egress,web-ingress');
  const called = (await readFile(log, 'utf8')).trim();
  assert.match(called, /^run --rm -i .*--network none --user nobody /);
  assert.ok(called.endsWith(` ${await image()}`), called);
};

test('kustomize runs the example with --enable-alpha-plugins alone', () =>
  withDocker(async (env, log) => {
    await assertMerged(await run(tool, ['build', '--enable-alpha-plugins', '.'], { cwd: example, env }), log);
  }));

test('kubectl kustomize does too: it has exec functions no flag, but containers it runs', () =>
  withDocker(async (env, log) => {
    const { kubectl } = host as Host;
    await assertMerged(await run(kubectl, ['kustomize', '--enable-alpha-plugins', '.'], { cwd: example, env }), log);
  }));

test('the entry point needs nothing but the files of the image, as any user', () =>
  withFiles({}, async (folder) => {
    await chmod(folder, 0o755);
    await layOut(join(folder, 'image'));
    // Only root may become somebody else.
    const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
    const [first = '', ...rest] = [...asNobody, 'env', '-i', ...entryPoint(join(folder, 'image'))];
    const items = `items:\n- ${policy.trim().replaceAll('\n', '\n  ')}\n`;
    const input = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n${items}`;
    const { code, stdout, stderr } = await run(first, rest, { cwd: '/', input });
    assert.is(code, 1, stderr);
    assert.match(stdout, 'emptied-peers');
  }));

test('the image tells whose code is in it', () => {
  for (const file of ['THIRD-PARTY-LICENSES.txt', 'sbom.cdx.json'])
    assert.match(instructions('COPY').join('\n'), `/dist/${file} `);
});

test('the image runs as nobody who may anything', () => {
  assert.match(instructions('USER').at(-1) ?? '', /^[1-9]\d*:[1-9]\d*$/);
  assert.match(
    dockerfile.slice(dockerfile.lastIndexOf('\nFROM ')),
    /^\nFROM gcr\.io\/distroless\/nodejs\d+-debian\d+:nonroot\n/,
  );
});

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress: [{from: null, ports: [{port: 80}]}]
`;

test.run();
