import { closeSync, fstatSync, openSync, readSync, realpathSync, writeSync } from 'node:fs';
import { type Crew, FailureError, type Io, type Output } from '../io.ts';

const CHUNK = 1 << 16;

/**
 * The descriptors of this process, read and written without streams: loading them costs more than a small render
 * takes, and a synchronous write cannot be cut off by the exit (kustomize.md 1.3).
 */
export function processIo(): Io {
  return {
    stdin: { isTTY: () => isTerminal(0), read: () => readAll(0) },
    stdout: output(1),
    stderr: unfailing(output(2)),
    env: process.env,
    cwd: workingFolder(),
    user: () => process.getuid?.(),
    today: () => new Date().toISOString().slice(0, 10),
    terminal: writeTerminal,
    crew: crewOf(),
  };
}

/**
 * A folder that was removed under us has no name; a render needs none, and what is looked for from there is not found. No other
 * folder may stand for it: `fix --write .` would go through that one.
 */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '/the working folder is gone';
  }
}

/** What is told there is the same whether it is heard or not: a log whose disk is full decides no render and no exit code. */
function unfailing({ isTTY, write }: Output): Output {
  return {
    isTTY,
    write: (data) => {
      try {
        write(data);
      } catch {
        // The exit code still tells.
      }
    },
  };
}

/** The bin once more: what the shell called may be a link to it. */
function crewOf(): Crew {
  return {
    get size() {
      return process.getBuiltinModule('node:os').availableParallelism();
    },
    start: (argv, workerData) => {
      const { Worker } = process.getBuiltinModule('node:worker_threads');
      return new Worker(realpathSync(process.argv[1] ?? ''), { argv: [...argv], workerData });
    },
  };
}

function output(descriptor: number): Output {
  return {
    isTTY: () => isTerminal(descriptor),
    columns: () => (descriptor === 1 && isTerminal(descriptor) ? process.stdout.columns : undefined),
    write: (data) => writeAll(descriptor, typeof data === 'string' ? Buffer.from(data) : data),
  };
}

/** Asked late, and only of what may be one: the module behind it brings Node's whole network stack along. */
function isTerminal(descriptor: number): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    // A console of Windows has no such thing to tell.
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}

/** A pipe gives 64 KiB at a time: pieces that grow with what came are few, and hardly larger than what they hold. */
function readAll(descriptor: number): Buffer {
  const pieces: Buffer[] = [];
  for (let size = Math.max(CHUNK, sizeOf(descriptor)); ; size = Math.min(2 * size, LARGEST_PIECE)) {
    const piece = Buffer.allocUnsafe(size);
    const filled = fill(piece, descriptor);
    pieces.push(piece.subarray(0, filled));
    if (filled < size) break;
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
}

const LARGEST_PIECE = 1 << 23;

/** Reads until the piece is full or the input ends; gives how much it holds. */
function fill(piece: Buffer, descriptor: number): number {
  let filled = 0;
  while (filled < piece.length) {
    const read = patiently(() => readSync(descriptor, piece, filled, piece.length - filled, null), ['EOF']);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

function sizeOf(descriptor: number): number {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFile() ? stats.size + 1 : 0;
  } catch {
    return 0;
  }
}

function writeAll(descriptor: number, data: Uint8Array): void {
  for (let at = 0; at < data.length; ) {
    at += patiently(() => writeSync(descriptor, data, at, Math.min(data.length - at, CHUNK * 16)), []);
  }
}

/** A pipe that its owner set to non-blocking answers EAGAIN when it is full or empty: wait and ask again. */
function patiently(act: () => number, ends: readonly string[]): number {
  for (;;) {
    try {
      return act();
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (ends.includes(code)) return 0;
      if (code !== 'EAGAIN') throw new FailureError(code === 'EPIPE' ? 'standard output was closed' : message);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function writeTerminal(text: string): void {
  try {
    const descriptor = openSync(process.platform === 'win32' ? '\\\\.\\CON' : '/dev/tty', 'w');
    try {
      writeSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // No controlling terminal: the report file is the way then.
  }
}
