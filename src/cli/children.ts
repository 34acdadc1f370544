import { spawn } from 'node:child_process';
import type { Ended } from '../doctor/types.ts';
import type { RunChild } from '../host/run-child.ts';
import { FailureError } from '../io.ts';

/** More than this is not read of either output, where the caller does not say that it is too much. */
const MOST = 1 << 24;

/**
 * Runs children without a shell, each in a group of its own, so that its children end with it. When `stop` fires they are killed
 * and the run throws FailureError.
 */
export function childRunner(stop: AbortSignal): RunChild {
  return ([program = '', ...args], { cwd, env, input = '', seconds, most }) =>
    new Promise((resolve, reject) => {
      if (stop.aborted) return reject(stopped(stop));
      const child = spawn(program, args, {
        cwd,
        env: { ...env },
        detached: process.platform !== 'win32',
        stdio: 'pipe',
      });
      let trouble: Ended['trouble'];
      const giveUp = (why: Ended['trouble']): void => {
        trouble ??= why;
        kill(child.pid);
      };
      const overflow = most === undefined ? undefined : { most, tell: () => giveUp('too much') };
      const [stdout, stderr] = [collect(child.stdout, overflow), collect(child.stderr)];
      const timer = setTimeout(() => giveUp('too long'), seconds * 1000);
      const onStop = (): void => kill(child.pid);
      stop.addEventListener('abort', onStop);
      const end = (ended: Pick<Ended, 'code' | 'trouble'>, words = ''): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', onStop);
        if (stop.aborted) reject(stopped(stop));
        else resolve({ ...ended, stdout: stdout(), stderr: stderr() + words });
      };
      // A child that ends without reading its input is in its right.
      child.stdin.on('error', () => undefined);
      child.on('error', (error) => end({ code: undefined, trouble: 'not started' }, error.message));
      child.on('close', (code) => end(trouble === undefined ? { code: code ?? 128 } : { code: undefined, trouble }));
      child.stdin.end(input);
    });
}

function stopped({ reason }: AbortSignal): FailureError {
  return new FailureError(`stopped by ${String(reason)}`);
}

type Overflow = { readonly most: number; readonly tell: () => void };

function collect(stream: NodeJS.ReadableStream, overflow?: Overflow): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < (overflow?.most ?? MOST)) chunks.push(chunk);
    size += chunk.length;
    if (overflow !== undefined && size > overflow.most) overflow.tell();
  });
  return () => Buffer.concat(chunks).toString();
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
