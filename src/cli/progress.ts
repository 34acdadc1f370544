import { Presets, SingleBar } from 'cli-progress';
import type { Io } from '../io.ts';

/** How far long work has come, for people who wait. */
export type Progress = {
  /** So much more is done. */
  readonly done: (count: number) => void;
  /** Writes beside the bar, which must not stand in the middle of a line. */
  readonly around: (write: () => void) => void;
  readonly end: () => void;
};

const SILENT: Progress = { done: () => undefined, around: (write) => write(), end: () => undefined };

/** Shorter work is over before anybody reads a bar. */
const WORTH = 100;

/** A bar on standard error where that is a terminal and the work is long; it leaves no trace. `what` is counted: `files`. */
export function progressOf(total: number, what: string, { stderr, env }: Io): Progress {
  if (total < WORTH || !stderr.isTTY() || env.TERM === 'dumb' || env.CI) return SILENT;
  const bar = new SingleBar(
    {
      format: `  {bar} {value} of {total} ${what}, {eta_formatted} left`,
      stream: process.stderr,
      clearOnComplete: true,
      // Ctrl-C ends the process at once, and nobody would show the cursor again.
      hideCursor: false,
      barsize: 30,
      etaBuffer: 200,
    },
    Presets.shades_classic,
  );
  let sum = 0;
  bar.start(total, 0);
  return {
    done: (count) => {
      sum += count;
      bar.update(sum);
    },
    around: (write) => {
      stderr.write('\r\u001b[K');
      write();
      bar.render();
    },
    end: () => bar.stop(),
  };
}
