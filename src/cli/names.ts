/** The commands that stand in a pipe; main.ts reads their flags without the library that knows all commands. */
export const FILTERS = ['post-render', 'fn'] as const;

/**
 * Every other command. They have their names here, apart from all that they do, because main.ts must tell them from a call
 * in a pipe, however that is spelled, and must not load them for it.
 */
export const DIRECT = [
  'check',
  'chart',
  'merge',
  'fix',
  'groups',
  'explain',
  'diff',
  'checks',
  'doctor',
  'init',
  'completion',
  'help',
] as const;

/** The name of a command of ours; `help` is the library's own. */
export type CommandName = (typeof FILTERS)[number] | Exclude<(typeof DIRECT)[number], 'help'>;

/** Whether a first word is a command that is no filter. */
export function isDirect(word: string): boolean {
  return DIRECT.some((name) => name === word);
}
