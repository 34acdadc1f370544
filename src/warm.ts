import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { main } from './cli/main.ts';
import { processIo } from './cli/process-io.ts';
import type { Io } from './io.ts';
import { cacheBytes, cacheOf, keepScripts } from './late.ts';

// `node dist/warm.cjs`, a step of whoever installs netpolish: leaves beside the bundles the code that V8 makes of them, so that
// starting up costs less. A run of netpolish itself never writes it.

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: warm}
spec:
  podSelector:
    matchLabels: {app: warm}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: client
      ports:
        - port: http
    - from:
  egress:
    - ports:
        - {port: 53, protocol: UDP}
`;
const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: warm
spec:
  template:
    metadata:
      labels:
        app: warm
    spec:
      containers:
        - name: warm
          ports:
            - name: http
              containerPort: 8080
`;
const STREAM = `---\n# Source: warm/a.yaml\n${POLICY}---\n# Source: warm/b.yaml\n${WORKLOAD}`;
const indented = STREAM.split('---\n')
  .slice(1)
  .map((document) => `- ${document.trim().replaceAll('\n', '\n  ')}\n`);
const LIST = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n${indented.join('')}`;

/** What is run, so that the code of what most runs need is there. */
const RUNS: readonly (readonly [input: string, ...argv: string[]])[] = [
  [STREAM, 'post-render', '--fail-on', 'never'],
  [LIST, 'fn'],
  [STREAM, 'check', '-'],
];

const scripts = keepScripts();
run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`warm: ${error.message}\n`);
    process.exitCode = 3;
  },
);

async function run(): Promise<number> {
  for (const [input, ...argv] of RUNS) await main(argv, silent(Buffer.from(input)));
  for (const [file, script] of scripts) {
    replace(cacheOf(file), cacheBytes(readFileSync(file), script.createCachedData()));
    process.stdout.write(`${cacheOf(file)}\n`);
  }
  return 0;
}

function silent(input: Buffer): Io {
  const sink = { isTTY: () => false, write: () => undefined };
  const { crew: _crew, ...io } = processIo();
  return {
    ...io,
    stdin: { isTTY: () => false, read: () => input },
    stdout: sink,
    stderr: sink,
    env: {},
    terminal: () => undefined,
  };
}

/** Whole or not at all, however many do it at once, and on the disk before it has its name. */
function replace(path: string, bytes: Uint8Array): void {
  const beside = `${path}.${process.pid}`;
  try {
    const descriptor = openSync(beside, 'wx', 0o644);
    try {
      writeFileSync(descriptor, bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
