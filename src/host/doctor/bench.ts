import type { Ended, Tool } from '../../doctor/types.ts';
import type { Io } from '../../io.ts';

/** Runs a program without a shell and waits for its end; never throws but where the whole run is stopped. */
export type RunChild = (command: readonly string[], options: ChildOptions) => Promise<Ended>;

/** Where and with what a child runs; it and its own children are killed when its seconds are over. */
export type ChildOptions = {
  readonly cwd: string;
  readonly env: Io['env'];
  readonly input?: string;
  readonly seconds: number;
};

/** What a trial stands on. Paths are absolute, with links resolved. */
export type Bench = {
  readonly io: Io;
  readonly run: RunChild;
  /** How this netpolish is started. */
  readonly self: readonly string[];
  /** The folder that is looked through; nothing is written there. */
  readonly folder: string;
  /** A folder of our own, removed in the end. */
  readonly scraps: string;
  readonly tools: readonly Tool[];
  readonly planted: string;
};
