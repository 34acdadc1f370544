import type { Io } from '../io.ts';
import { progressBar } from './progress-bar.ts';

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
  return progressBar(total, what, stderr);
}
