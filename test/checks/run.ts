import { main } from '../../src/cli/main.ts';
import type { Io } from '../../src/io.ts';

/** What a run of netpolish left behind. */
export type Run = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs netpolish as `argv` says in a folder, `input` being what is piped into it; without it, a terminal is. */
export async function runIn(cwd: string, argv: readonly string[], input?: string): Promise<Run> {
  const said = { stdout: '', stderr: '' };
  const sink = (stream: 'stdout' | 'stderr'): Io['stdout'] => ({
    isTTY: () => false,
    write: (data) => {
      said[stream] += data.toString();
    },
  });
  const code = await main(argv, {
    stdin: { isTTY: () => input === undefined, read: () => Buffer.from(input ?? '') },
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    terminal: () => undefined,
    env: {},
    cwd,
    user: () => undefined,
    today: () => '2026-11-22',
  });
  return { code, ...said };
}
