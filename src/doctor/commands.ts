import { isNetpolish, KUSTOMIZATIONS } from './kustomization.ts';
import { above, join } from './paths.ts';
import { forgives, type ShellCommand, shellCommands } from './shell.ts';
import type { Snippet } from './snippets.ts';
import type { Action, Call, Folder, Place, Variables } from './types.ts';
import { expanded, readWords, safeFlags, withoutReportFile } from './words.ts';

/** A line that builds a kustomization. */
export type Build = Place & {
  readonly text: string;
  readonly variables: Variables;
  readonly lost?: string;
  readonly tool: 'kustomize' | 'kubectl';
  readonly flags: readonly string[];
  /** The folder it builds; undefined where only a shell can tell. */
  readonly target?: string;
};

/** A line that installs a release by Helm; `renderer` is what `--post-renderer` names. */
export type Release = Place & { readonly text: string; readonly name: string; readonly renderer?: string };

/** What the shell texts of a folder hold. */
export type Lines = {
  readonly calls: readonly Call[];
  readonly builds: readonly Build[];
  readonly releases: readonly Release[];
};

type Line = {
  readonly command: ShellCommand;
  readonly words: readonly string[];
  readonly snippet: Snippet;
  readonly text: string;
  /** Where it is run; undefined where only a shell can tell. */
  readonly folder: string | undefined;
};

/** Programs that may run netpolish and are never run here: they change files, or need images. */
const ELSEWHERE = new Set(['kpt', 'docker', 'podman', 'nerdctl']);

/** Reads the calls of netpolish, the builds and the releases out of a shell text. */
export function linesOfSnippet(snippet: Snippet, folder: Folder): Lines {
  const calls: Call[] = [];
  const builds: Build[] = [];
  const releases: Release[] = [];
  for (const line of readLines(snippet)) {
    const [program = '', ...rest] = line.words;
    const name = program.split('/').at(-1) ?? '';
    if (isNetpolish(program)) calls.push(...netpolishCall(line, rest));
    else if (name === 'helm' || name === 'helmfile' || /^helm[34]$/.test(name)) {
      const { call, release } = helmLine(line, rest);
      if (call !== undefined) calls.push(call);
      if (release !== undefined) releases.push(release);
    } else if (name === 'kustomize' || name === 'kubectl' || name === 'oc')
      builds.push(...buildLine(line, name, rest, folder));
    else if (ELSEWHERE.has(name) && line.words.some((word) => /netpolish/.test(word)))
      calls.push(callAt(line, { kind: 'told', verdict: 'untried', saw: `${name} is not run here` }));
  }
  return { calls, builds, releases };
}

function* readLines(snippet: Snippet): Generator<Line> {
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

function callAt({ command, snippet, text }: Line, action: Action): Call {
  const lost = snippet.lost ?? forgiven(command, snippet.pipefail, action);
  const place = { file: snippet.file, line: snippet.lineOf(command.line) };
  const variables = { ...snippet.variables, ...command.variables };
  return { ...place, text, variables, action, ...(lost !== undefined && { lost }) };
}

/** What filters print nothing when they stop, so that whatever reads on gets nothing; a check only has its exit code. */
function forgiven(command: ShellCommand, pipefail: boolean, action?: Action): string | undefined {
  if (forgives(command.otherwise)) return `\`|| ${command.otherwise?.join(' ')}\` lets the script go on`;
  const isCheck = action?.kind === 'netpolish' && (action.command === 'check' || action.command === 'fix');
  if (!isCheck || !command.pipedOn || pipefail) return undefined;
  return 'it is not the last of its pipe: without `set -o pipefail` its exit code is lost';
}

function netpolishCall(line: Line, rest: readonly string[]): Call[] {
  const [first = ''] = rest;
  const isBare = first === '' || first.startsWith('-');
  const command = isBare ? 'post-render' : first;
  if (first === '--version' || first === '--help') return [];
  if (command === 'diff')
    return [
      callAt(line, {
        kind: 'told',
        verdict: 'untried',
        saw: 'diff compares two renders: a planted fault says nothing of it',
      }),
    ];
  if (command !== 'check' && command !== 'merge' && command !== 'fix' && command !== 'post-render') return [];
  const { flags, paths } = safeFlags(isBare ? rest : rest.slice(1));
  const known = paths.map((path) => (path === '-' ? '-' : expanded(path)));
  const missing = paths.find((_path, at) => known[at] === undefined);
  if (missing !== undefined || line.folder === undefined)
    return [
      callAt(line, {
        kind: 'told',
        verdict: 'untried',
        saw: `only a shell can tell what ${missing ?? 'its folder'} is`,
      }),
    ];
  const files = known.flatMap((path) => (path === undefined || path === '-' ? [] : [path]));
  return [callAt(line, { kind: 'netpolish', command, flags, paths: files, folder: line.folder })];
}

function helmLine(line: Line, rest: readonly string[]): { call?: Call; release?: Release } {
  const { options, positional } = readWords(rest);
  const at = positional.findIndex((word) => word === 'install' || word === 'upgrade');
  const renderer = options.get('--post-renderer')?.at(-1);
  const name = positional[at + 1];
  const place = { file: line.snippet.file, line: line.snippet.lineOf(line.command.line), text: line.text };
  const release =
    at === -1 || name === undefined || expanded(name) === undefined
      ? undefined
      : { ...place, name, ...(renderer !== undefined && { renderer }) };
  const call = renderer === undefined ? undefined : helmCall(line, renderer, options.get('--post-renderer-args') ?? []);
  return { ...(call !== undefined && { call }), ...(release !== undefined && { release }) };
}

function helmCall(line: Line, renderer: string, args: readonly string[]): Call | undefined {
  const action = helmAction(renderer, args, line.folder);
  return action === undefined ? undefined : callAt(line, action);
}

/** What a post-renderer asks for; undefined where it is another than netpolish. */
export function helmAction(renderer: string, args: readonly string[], folder: string | undefined): Action | undefined {
  const isInterpreter = /(^|\/)node$/.test(renderer) && args.some(isNetpolish);
  if (!isNetpolish(renderer) && !isInterpreter && !/netpolish/.test(`${renderer} ${args.join(' ')}`)) return undefined;
  if (!isNetpolish(renderer))
    return { kind: 'told', verdict: 'untried', saw: `${renderer} is a command of its own, and is not run here` };
  if (folder === undefined || expanded(renderer) === undefined)
    return { kind: 'told', verdict: 'untried', saw: 'only a shell can tell where it is run' };
  return { kind: 'helm', renderer: expanded(renderer) ?? renderer, args: withoutReportFile(args), folder };
}

const SAFE_BUILD =
  /^--(enable-alpha-plugins|enable-exec|enable-helm)(=(true|false))?$|^--(load-restrictor|load_restrictor|reorder)=\w+$/;

function buildLine(line: Line, name: string, rest: readonly string[], folder: Folder): Build[] {
  const { options, positional } = readWords(rest);
  const isBuild = name === 'kustomize' ? positional[0] === 'build' : positional[0] === 'kustomize';
  const applied = name === 'kustomize' ? undefined : (options.get('-k') ?? options.get('--kustomize'))?.at(-1);
  if (!isBuild && applied === undefined) return [];
  const flags = isBuild
    ? [...options].flatMap(([flag, values]) => {
        const spelled = values.at(-1) === '' ? flag : `${flag}=${values.at(-1)}`;
        return SAFE_BUILD.test(spelled) ? [spelled] : [];
      })
    : [];
  const target = builtFolder(isBuild ? (positional[1] ?? '.') : (applied ?? '.'), line, folder);
  const lost = line.snippet.lost ?? forgiven(line.command, line.snippet.pipefail);
  return [
    {
      file: line.snippet.file,
      line: line.snippet.lineOf(line.command.line),
      text: line.text,
      variables: { ...line.snippet.variables, ...line.command.variables },
      tool: name === 'kustomize' ? 'kustomize' : 'kubectl',
      flags,
      ...(target !== undefined && { target }),
      ...(lost !== undefined && { lost }),
    },
  ];
}

/** A script is run from where somebody stands: the folder it says, the top, or its own. */
function builtFolder(written: string, line: Line, { read }: Folder): string | undefined {
  const path = expanded(written);
  if (path === undefined) return undefined;
  const from = [line.folder ?? '', '', above(line.snippet.file)];
  const places = from.flatMap((base) => join(base, path) ?? []);
  return places.find((place) => KUSTOMIZATIONS.some((name) => read(join(place, name) ?? '') !== undefined));
}
