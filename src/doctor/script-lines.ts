import { isNetpolish } from './kustomization.ts';
import { above, join } from './paths.ts';
import { commandsOf, type ShellCommand } from './shell.ts';
import { parseShell } from './shell-parse.ts';
import { flagged } from './shells.ts';
import type { Snippet } from './snippets.ts';
import type { Unheard } from './types.ts';
import { unheard } from './unheard.ts';
import { expanded } from './words.ts';

/** A command of a script, with what is known of where it is run. */
export type Line = {
  readonly command: ShellCommand;
  readonly words: readonly string[];
  readonly snippet: Snippet;
  readonly text: string;
  /** What it was started by, where that is another program: `npx netpolish@1`. */
  readonly stands?: string;
  /** Where it is run; undefined where only a shell can tell. */
  readonly folder: string | undefined;
  /** Why nobody hears that it fails. What stops its own stream or release need not stop the script. */
  readonly unheard: (stopsItself: boolean) => Unheard | undefined;
};

/** The commands of a shell text, with the folder that `cd` brought them to, and those of a `sh -c` within. */
export function* readLines(snippet: Snippet): Generator<Line> {
  const start = expanded(snippet.workingDirectory ?? '');
  let folder = start === undefined ? undefined : join('', start);
  const shell = parseShell(snippet.text);
  for (const command of commandsOf(shell.root)) {
    const { words, stands } = unwrapped(command.words);
    if (words[0] === 'cd') folder = movedTo(words[1] ?? '', folder, snippet.file);
    const own = (stopsItself: boolean): Unheard | undefined =>
      snippet.isForeign ? undefined : unheard(shell, command, snippet.started, stopsItself);
    const inner = innerText(words, snippet);
    if (inner !== undefined) {
      const line = snippet.lineOf(command.line);
      const { isForeign, ...rest } = snippet;
      const around = (stopsItself: boolean): Unheard | undefined => own(stopsItself) ?? snippet.around?.(stopsItself);
      yield* readLines({ ...rest, ...inner, around, lineOf: (at) => line + at });
      continue;
    }
    const isHeard = snippet.isForeign ? () => FOREIGN : own;
    yield {
      command,
      words,
      snippet,
      folder,
      text: words.join(' '),
      unheard: (stopsItself) => snippet.lost ?? isHeard(stopsItself) ?? snippet.around?.(stopsItself),
      ...(stands !== undefined && { stands }),
    };
  }
}

const FOREIGN = { verdict: 'untried', saw: 'what stands around it is no shell text, and is not understood' } as const;

/** The text that `sh -c` is given, and `sh` of a Jenkinsfile, whose shell stops at failures. */
function innerText(words: readonly string[], { isForeign }: Snippet): Pick<Snippet, 'text' | 'started'> | undefined {
  if (!/^(.*\/)?(sh|bash|dash)$/.test(words[0] ?? '')) return undefined;
  const at = words.findIndex((word, i) => i > 0 && /\s/.test(word));
  const text = words[at];
  if (text === undefined) return undefined;
  return { text, started: isForeign ? { errexit: true, pipefail: false } : flagged(words.slice(1, at)) };
}

/** `npx netpolish`, `pnpm exec netpolish`, `node dist/netpolish.cjs`: what is really run. */
function unwrapped(words: readonly string[]): { readonly words: readonly string[]; readonly stands?: string } {
  const [first = ''] = words;
  if (!/^(npx|bunx|pnpm|yarn|npm|node|xargs|timeout)$/.test(first)) return { words };
  const at = words.findIndex((word, i) => i > 0 && (isNetpolish(word) || /^netpolish@/.test(word)));
  if (at === -1 || at > 5) return { words };
  return { words: ['netpolish', ...words.slice(at + 1)], stands: words.slice(0, at + 1).join(' ') };
}

function movedTo(target: string, from: string | undefined, file: string): string | undefined {
  const [, rest] = /dirname[^)]*\)+"?(.*)$/.exec(target) ?? [];
  if (rest !== undefined) return join(above(file), `./${rest.replace(/"/g, '')}`);
  const path = expanded(target);
  return path === undefined || from === undefined ? undefined : join(from, path);
}
