import type { Client, FailOn } from '../finding.ts';
import type { Polished } from '../pipeline/polish.ts';

/** What a report is told about the run, beside what was found. */
export type ReportContext = {
  readonly failOn: FailOn;
  /** The client whose behaviour is told; all of them where none is known. */
  readonly client?: Client;
  /** The working directory: files below it are told from there. Undefined where nobody knows. */
  readonly cwd?: string;
  /** ANSI colours. */
  readonly colour: boolean;
  /** Tell infos too, not only their number. */
  readonly verbose: boolean;
  /** The command that was stopped, as a person would type it again: `helm upgrade …`. */
  readonly command: string;
  /** How `--fix` is given there: `--post-renderer-args --fix`. */
  readonly fixFlag: string;
  /** What is fixed was only shown, and written nowhere. */
  readonly isPreview?: boolean;
  /** What a stopped run means there: `this release`; undefined where nothing was to be stopped. */
  readonly stopped?: string;
};

/** A report is text made of what was found, and of nothing else. */
export type Reporter = (polished: Polished, context: ReportContext) => string;
