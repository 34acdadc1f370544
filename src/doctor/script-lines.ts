import { isNetpolish } from './kustomization.ts';
import { above, join } from './paths.ts';
import { forgives, type ShellCommand, shellCommands } from './shell.ts';
import type { Snippet } from './snippets.ts';
import type { Action } from './types.ts';
import { expanded } from './words.ts';

/** A command of a script, with what is known of where it is run. */
export type Line = {
  readonly command: ShellCommand;
  readonly words: readonly string[];
  readonly snippet: Snippet;
  readonly text: string;
  /** Where it is run; undefined where only a shell can tell. */
  readonly folder: string | undefined;
};

/** The commands of a shell text, with the folder that `cd` brought them to, and those of a `sh -c` within. */
export function* readLines(snippet: Snippet): Generator<Line> {
  const start = expanded(snippet.workingDirectory ?? '');
  let folder = start === undefined ? undefined : join('', start);
  for (const command of shellCommands(snippet.text)) {
    const words = unwrapped(command.words);
    if (words[0] === 'cd') folder = movedTo(words[1] ?? '', folder, snippet.file);
    const inner = /^(sh|bash)$/.test(words[0] ?? '') ? words.find((word, at) => at > 0 && /\s/.test(word)) : undefined;
    if (inner !== undefined) {
      const line = snippet.lineOf(command.line);
      yield* readLines({ ...snippet, text: inner, lineOf: (at) => line + at });
    } else yield { command, words, snippet, folder, text: words.join(' ') };
  }
}

/** `npx netpolish`, `pnpm exec netpolish`, `node dist/netpolish.cjs`: what is really run. */
function unwrapped(words: readonly string[]): readonly string[] {
  const [first = ''] = words;
  if (!/^(npx|bunx|pnpm|yarn|npm|node|xargs|timeout)$/.test(first)) return words;
  const at = words.findIndex((word, i) => i > 0 && (isNetpolish(word) || /^netpolish@/.test(word)));
  return at === -1 || at > 5 ? words : ['netpolish', ...words.slice(at + 1)];
}

function movedTo(target: string, from: string | undefined, file: string): string | undefined {
  const [, rest] = /dirname[^)]*\)+"?(.*)$/.exec(target) ?? [];
  if (rest !== undefined) return join(above(file), `./${rest.replace(/"/g, '')}`);
  const path = expanded(target);
  return path === undefined || from === undefined ? undefined : join(from, path);
}

/**
 * Why nobody asks for the exit code of a command; undefined where somebody does. What filters print nothing when they stop, so that whatever reads on gets nothing; a check only has its exit code.
 */
export function forgiven(command: ShellCommand, pipefail: boolean, action?: Action): string | undefined {
  if (forgives(command.otherwise)) return `\`|| ${command.otherwise?.join(' ')}\` lets the script go on`;
  const isCheck = action?.kind === 'netpolish' && (action.command === 'check' || action.command === 'fix');
  if (!isCheck || !command.pipedOn || pipefail) return undefined;
  return 'it is not the last of its pipe: without `set -o pipefail` its exit code is lost';
}
