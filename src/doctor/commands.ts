import { type Build, buildLine } from './builds.ts';
import { isNetpolish } from './kustomization.ts';
import { asksForHelp, uselessBy } from './own-flags.ts';
import { type Line, readLines } from './script-lines.ts';
import type { Snippet } from './snippets.ts';
import type { Action, Call, Folder, Place } from './types.ts';
import { expanded, readWords, safeFlags, withoutReportFile } from './words.ts';

/** A line that installs a release by Helm; `renderer` is what `--post-renderer` names. */
export type Release = Place & { readonly text: string; readonly name: string; readonly renderer?: string };

/** What the shell texts of a folder hold. */
export type Lines = {
  readonly calls: readonly Call[];
  readonly builds: readonly Build[];
  readonly releases: readonly Release[];
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

function callAt(line: Line, action: Action): Call {
  const { command, snippet, text } = line;
  const isCheck = action.kind === 'netpolish' && (action.command === 'check' || action.command === 'fix');
  const lost = line.unheard(!isCheck);
  const place = { file: snippet.file, line: snippet.lineOf(command.line) };
  const variables = { ...snippet.variables, ...command.variables };
  return { ...place, text, variables, action, ...(lost !== undefined && { lost }) };
}

function netpolishCall(line: Line, rest: readonly string[]): Call[] {
  const [first = ''] = rest;
  const isBare = first === '' || first.startsWith('-');
  const command = isBare ? 'post-render' : first;
  if (asksForHelp(rest)) return [];
  if (command === 'diff')
    return [
      callAt(line, {
        kind: 'told',
        verdict: 'untried',
        saw: 'diff compares two renders: a planted fault says nothing of it',
      }),
    ];
  if (command !== 'check' && command !== 'merge' && command !== 'fix' && command !== 'post-render') return [];
  const words = isBare ? rest : rest.slice(1);
  const stands = line.stands ?? line.snippet.stands;
  const useless = uselessBy(command, words, stands);
  if (useless !== undefined) return [callAt(line, useless)];
  const { flags, paths } = safeFlags(words);
  const known = paths.filter((path) => path !== '-').map((path) => ({ path, read: expanded(path) }));
  const unknown =
    known.find(({ read }) => read === undefined)?.path ?? (line.folder === undefined ? 'its folder' : undefined);
  const files = line.folder === undefined ? [] : known.flatMap(({ read }) => read ?? []);
  const action: Action = {
    kind: 'netpolish',
    command,
    flags,
    paths: files,
    folder: line.folder ?? '',
    ...(stands !== undefined && { stands }),
  };
  return [callAt(line, unknown === undefined ? action : { ...action, unknown })];
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
