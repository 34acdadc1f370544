import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * What to run a command with. `env` is laid over our own environment; a value of `undefined` takes the variable away.
 */
export type RunOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Uint8Array;
  /** Milliseconds until the command and all its children are killed; 60 000 when absent. */
  readonly timeout?: number;
};

/** How a command ended: its exit code (128 + n when signal n ended it) and what it printed, decoded as UTF-8. */
export type RunResult = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** What a terminal showed of a command, lines ending in `\n` as in a file, and the command's exit code. */
export type TerminalResult = { readonly code: number; readonly screen: string };

/**
 * Runs a command without a shell and waits for its end. It is detached, so it has no controlling terminal
 * (`/dev/tty` cannot be opened) wherever the tests are run. Rejects when it cannot be started or when its time
 * is up; a non-zero exit code is a result, not an error.
 */
export const run = (command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> =>
  new Promise((resolve, reject) => {
    const { cwd, input = '', timeout = 60_000 } = options;
    const env = { ...process.env, ...options.env };
    const child = spawn(command, args, { cwd, env, detached: true, stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    const said = (): string => Buffer.concat([...stderr, ...stdout]).toString();
    const timer = setTimeout(() => {
      killGroup(child.pid);
      reject(new Error(`${[command, ...args].join(' ')}: killed after ${timeout} ms, having printed:\n${said()}`));
    }, timeout);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A command that ends without reading its input is in its right.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: exitCode(code, signal), stdout: text(stdout), stderr: text(stderr) });
    });
    child.stdin.end(input);
  });

/**
 * Runs a command under a pseudo terminal, with util-linux `script` (2.38 measured). The screen holds the command's
 * stdout, its stderr and whatever any of its children wrote to `/dev/tty`, in the order written. Its input is empty.
 */
export const runInTerminal = async (
  command: string,
  args: readonly string[],
  options: Omit<RunOptions, 'input'> = {},
): Promise<TerminalResult> => {
  const line = [command, ...args].map(quoted).join(' ');
  const env = { ...options.env, SHELL: '/bin/sh' };
  const { code, stdout } = await run('script', ['-qec', line, '/dev/null'], { ...options, env });
  return { code, screen: stdout.replaceAll('\r\n', '\n') };
};

const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString();

const exitCode = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? 128 + (signal === null ? 0 : constants.signals[signal]);

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in this very moment.
  }
};
