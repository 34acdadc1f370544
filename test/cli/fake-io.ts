import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import type { ExitCode, Io } from '../../src/io.ts';

/** What a fake run is given. */
export type Given = {
  readonly stdin?: string | Uint8Array;
  /** Standard input is a terminal: reading it would wait for ever, so it fails here. */
  readonly terminal?: boolean;
  /** The outputs are a terminal. */
  readonly outputIsTTY?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly user?: number;
  readonly today?: string;
};

/** What a fake run did. `aside` is what went to the controlling terminal. */
export type Ran = {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  readonly aside: string;
  readonly bytes: Buffer;
};

/** Runs `main` with buffers for descriptors. */
export const runMain = async (argv: readonly string[], given: Given = {}): Promise<Ran> => {
  const fake = fakeIo(given);
  const code = await main(argv, fake.io);
  return { code, ...fake.said() };
};

/** An Io of buffers, and what was written to it so far. */
export const fakeIo = (given: Given = {}): { readonly io: Io; readonly said: () => Omit<Ran, 'code'> } => {
  const [stdout, stderr, aside]: [Buffer[], Buffer[], string[]] = [[], [], []];
  const to = (chunks: Buffer[]): Io['stdout'] => ({
    isTTY: () => given.outputIsTTY ?? false,
    write: (data) => {
      chunks.push(Buffer.from(data));
    },
  });
  const io: Io = {
    stdin: { isTTY: () => given.terminal ?? false, read: () => readOnce(given) },
    stdout: to(stdout),
    stderr: to(stderr),
    env: given.env ?? {},
    cwd: given.cwd ?? tmpdir(),
    user: () => given.user ?? process.getuid?.(),
    today: () => given.today ?? '2026-11-22',
    terminal: (text) => {
      aside.push(text);
    },
  };
  const said = (): Omit<Ran, 'code'> => {
    const bytes = Buffer.concat(stdout);
    return { stdout: bytes.toString(), stderr: Buffer.concat(stderr).toString(), aside: aside.join(''), bytes };
  };
  return { io, said };
};

/** Runs `body` with a fresh folder that holds `files` by their paths, and removes it. */
export const inFolder = async (
  files: Readonly<Record<string, string>>,
  body: (folder: string) => Promise<void> | void,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'netpolish-test-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** A NetworkPolicy for the pods `app: web` with these lines under `spec`, two blanks deep. */
export const policy = (name: string, spec: string): string => `\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
${spec}`;

/** Policies as examples: two that can become one, one with an error, one with a warning, one with a safe fix. */
export const ingress: string = policy('web-ingress', '  policyTypes: [Ingress]\n  ingress:\n    - {}\n');
export const egress: string = policy('web-egress', '  policyTypes: [Egress]\n  egress:\n    - {}\n');
export const open: string = policy(
  'web-open',
  '  policyTypes: [Ingress]\n  ingress:\n    - from:\n      ports: [{port: 80}]\n',
);
export const untyped: string = policy('web-untyped', '  policyTypes: []\n  ingress:\n    - {}\n');
export const blank: string = policy('web-blank', '  policyTypes: [Ingress, Egress]\n  ingress:\n    - {}\n  egress:\n');
export const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  a: "0o17" # kept\n';

const readOnce = ({ stdin, terminal }: Given): Buffer => {
  if (terminal === true) throw new Error('a terminal was read');
  return Buffer.from(stdin ?? '');
};
