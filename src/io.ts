import type { Worker } from 'node:worker_threads';

/** Where a run reads from and writes to. Tests give buffers; the bin gives file descriptors. */
export type Io = {
  readonly stdin: { readonly isTTY: () => boolean; readonly read: () => Buffer };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The number of the user who runs this, undefined where the system has none (Windows). */
  readonly user: () => number | undefined;
  /** The day, as 2026-11-22 (UTC): some ignores have a last one. */
  readonly today: () => string;
  /** Writes to the controlling terminal, if there is one; says nothing if there is not. */
  readonly terminal: (text: string) => void;
  /** Runs this program once more beside itself, in another thread; where it is missing, all work is done in one. */
  readonly crew?: Crew;
};

/** Threads of this program. `start` gives the words of a command line, and what its `workerData` is to hold. */
export type Crew = {
  /** How many cores there are. */
  readonly size: number;
  readonly start: (argv: readonly string[], data: unknown) => Worker;
};

/** One of the two outputs; `isTTY` is asked only where colours or the terminal line depend on it. */
export type Output = {
  readonly isTTY: () => boolean;
  /** How many columns it shows; undefined where nobody knows. */
  readonly columns?: () => number | undefined;
  readonly write: (data: string | Uint8Array) => void;
};

/** 0 clean, 1 findings at or above `--fail-on`, 2 usage or configuration, 3 failure. */
export type ExitCode = 0 | 1 | 2 | 3;

/** A mistake in how netpolish was called or configured: one line, exit code 2. */
export class UsageError extends Error {
  readonly exitCode: ExitCode = 2;
}

/** Something outside went wrong (a file, a pipe): one line, exit code 3. */
export class FailureError extends Error {
  readonly exitCode: ExitCode = 3;
}

/** The exit code that an error asks for; undefined for one that nobody expected. Bundles have classes of their own. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  return error instanceof Error && 'exitCode' in error ? (error.exitCode as ExitCode) : undefined;
}
