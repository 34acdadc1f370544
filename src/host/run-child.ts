import type { Ended } from '../doctor/types.ts';
import type { Io } from '../io.ts';

/** Runs a program without a shell and waits for its end; never throws but where the whole run is stopped. */
export type RunChild = (command: readonly string[], options: ChildOptions) => Promise<Ended>;

/** Where and with what a child runs; it and its own children are killed when its seconds are over. */
export type ChildOptions = {
  readonly cwd: string;
  readonly env: Io['env'];
  readonly input?: string;
  readonly seconds: number;
  /** Bytes of standard output at which it is killed, too. */
  readonly most?: number;
};
