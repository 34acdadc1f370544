import type { Tool } from '../../doctor/types.ts';
import type { Io } from '../../io.ts';
import type { RunChild } from '../run-child.ts';

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
