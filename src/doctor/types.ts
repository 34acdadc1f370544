/** A file of the folder that is looked through: its path from there, with slashes, and its text. */
export type TextFile = { readonly path: string; readonly text: string };

/** A place in such a file; lines count from 1. */
export type Place = { readonly file: string; readonly line: number };

/** What the finders may ask of the folder beyond the files they are given: paths from there, with slashes. */
export type Folder = {
  /** The text of a file, or undefined where there is none, or none that is small enough. */
  readonly read: (path: string) => string | undefined;
  readonly isFolder: (path: string) => boolean;
};

/** Variables that a file sets for a call. */
export type Variables = Readonly<Record<string, string>>;

/** A kustomization that runs netpolish: where its list names it, and how it is started. */
export type Plugin = Place & {
  /** The folder of the kustomization, from the folder looked through; '' is that one itself. */
  readonly kustomization: string;
  readonly list: 'generators' | 'transformers' | 'validators';
  /** `exec` and `container` are KRM functions; `legacy` is found by its kind in a plugin folder. */
  readonly how: 'exec' | 'container' | 'legacy';
  /** The executable, the image, or the kind. */
  readonly what: string;
  readonly printsNothing: boolean;
};

/** What is to be run to prove a call, or what its text alone tells. */
export type Action =
  | {
      readonly kind: 'kustomize';
      readonly tool: 'kustomize' | 'kubectl';
      /** Those of the flags there that are safe to repeat. */
      readonly flags: readonly string[];
      readonly plugin: Plugin;
      /** The folder that the line builds, where it is not the plugin's own. */
      readonly built?: string;
      /** No line builds it: the flags are those that it needs. */
      readonly assumed?: true;
    }
  | { readonly kind: 'helm'; readonly renderer: string; readonly args: readonly string[]; readonly folder: string }
  | {
      readonly kind: 'netpolish';
      readonly command: 'check' | 'merge' | 'fix' | 'post-render';
      readonly flags: readonly string[];
      /** Files, folders and globs from `folder`; none where it reads standard input. */
      readonly paths: readonly string[];
      /** What the line names in place of a plain netpolish, and is not run here: `npx netpolish@1`, an action. */
      readonly stands?: string;
      /** A path that only a shell can tell. */
      readonly unknown?: string;
      readonly folder: string;
    }
  | { readonly kind: 'told'; readonly verdict: Verdict; readonly saw: string; readonly write?: string };

/** A call of netpolish that was found. */
export type Call = Place & {
  /** What stands there, for people. */
  readonly text: string;
  readonly variables: Variables;
  /** Why nobody hears that it fails. */
  readonly lost?: Unheard;
  readonly action: Action;
};

/** Why a failure of a call counts for nothing, or may: what is certain is `broken`, what never runs `skipped`. */
export type Unheard = { readonly verdict: Exclude<Verdict, 'ok'>; readonly saw: string };

/**
 * `ok`: a planted fault was stopped. `skipped`: netpolish never ran, and nothing said so. `broken`: it runs and stops
 * nothing, or it cannot run at all. `untried`: nothing is proved, and the reason is told.
 */
export type Verdict = 'ok' | 'skipped' | 'broken' | 'untried';

/** A call, and what came of it. */
export type Judged = Partial<Place> & {
  readonly verdict: Verdict;
  /** What was run, or what stands there where nothing was. */
  readonly ran: string;
  readonly saw: string;
  readonly write?: string;
};

/** How a child ended; `code` is undefined where it could not be started, did not end in time, or printed more than was asked for. */
export type Ended = {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly trouble?: 'not started' | 'too long' | 'too much';
};

/** What a planted fault did to a run. */
export type Outcome = Ended & {
  /** The name of the planted policy. */
  readonly planted: string;
  /** What netpolish reported, in the file that it was told to write: the proof that it ran. */
  readonly report?: { readonly version: string; readonly sawPlanted: boolean };
};

/** A program on this machine that can run netpolish, and what it lets people see of it. */
export type Tool = {
  readonly name: 'helm' | 'kustomize' | 'kubectl' | 'netpolish';
  readonly version: string;
  readonly path: string;
  readonly shows: string;
};

/** All that `netpolish doctor` tells. */
export type Diagnosis = {
  readonly netpolish: string;
  readonly node: string;
  readonly folder: string;
  readonly tools: readonly Tool[];
  /** The configuration files that would be used there. */
  readonly config: readonly string[];
  /** Variables of the environment that matter, as they are set. */
  readonly environment: Variables;
  /** What is wrong with this machine rather than with a call. */
  readonly machine: readonly Judged[];
  /** What is worth to know, and no fault. */
  readonly notes: readonly string[];
  readonly calls: readonly Judged[];
};
