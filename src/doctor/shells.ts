import type { Started } from './unheard.ts';

/** How the shells of a file are started where the file itself does not say; `each` where every item of a list is a script. */
export type ShellsOf = Started & { readonly each: boolean };

const STOPPING = { errexit: true, pipefail: false, each: false } as const;
const PLAIN = { errexit: false, pipefail: false, each: false } as const;

/**
 * The shells that run the scripts of a file. GitHub: `bash -e`; GitLab: `set -eo pipefail`; CircleCI: `bash -eo pipefail`; Bitbucket,
 * Drone, Woodpecker, Buildkite: `-e`; Azure: no `-e`; Travis and Task: every item by itself; npm: `sh -c`.
 */
export function shellsOf(path: string): ShellsOf {
  if (/(^|\/)\.gitlab/.test(path) || /(^|\/)\.circleci\//.test(path)) return { ...STOPPING, pipefail: true };
  if (/(^|\/)(\.github\/|action\.ya?ml$|\.(woodpecker|buildkite|tekton)\/)/.test(path)) return STOPPING;
  if (/(^|\/)(bitbucket-pipelines|\.drone|\.woodpecker)\.ya?ml$/.test(path)) return STOPPING;
  if (/(^|\/)(Taskfile|taskfile|\.travis)\.ya?ml$/.test(path)) return { ...PLAIN, each: true };
  if (/(^|\/)(azure-pipelines\.ya?ml|package\.json)$/.test(path)) return PLAIN;
  if (/(^|\/)Jenkinsfile$/.test(path)) return STOPPING;
  return { errexit: 'unknown', pipefail: false, each: false };
}

/** A shell as a file names it: `bash` alone means more to GitHub than `bash {0}` does; undefined for what is no such shell. */
export function namedShell(written: string): Started | undefined {
  const [program = '', ...rest] = written.trim().split(/\s+/);
  const name = program.split('/').at(-1) ?? '';
  if (!/^(ba|da|z|k)?sh$/.test(name)) return undefined;
  if (rest.length === 0) return { errexit: true, pipefail: name === 'bash' };
  return flagged(rest);
}

/** What the flags of a shell say of `-e` and `pipefail`. */
export function flagged(flags: readonly string[]): Started {
  return {
    errexit: flags.some((flag) => /^-[a-z]*e/.test(flag) || flag === 'errexit'),
    pipefail: flags.includes('pipefail'),
  };
}

/** What the first line of a script says; a script without one is run by a shell without flags. */
export function shebang(text: string): Started {
  const [, flags = ''] = /^#![^\n]*?\b(?:ba|da|z|k)?sh\b([^\n]*)/.exec(text) ?? [];
  return flagged(flags.trim().split(/\s+/));
}
