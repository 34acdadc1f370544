import { linesOf } from '../manifest/lines.ts';
import { parseTree } from '../manifest/parse.ts';
import { isFault, type Node, nodeAt, stringOf } from '../manifest/tree.ts';
import { isNetpolish, itemsOf } from './kustomization.ts';
import { uselessBy } from './own-flags.ts';
import { fromPython, isCostly } from './python-pattern.ts';
import { commandsOf } from './shell.ts';
import { parseShell } from './shell-parse.ts';
import type { Action, Call, TextFile } from './types.ts';
import { safeFlags } from './words.ts';

/** The hooks of a .pre-commit-config.yaml that run netpolish; `paths` are the files that there are to match. */
export function preCommitCalls({ path, text }: TextFile, paths: readonly string[]): readonly Call[] {
  const root = parseTree(text);
  if (isFault(root) || !text.includes('netpolish')) return [];
  const place = linesOf(text).place;
  const hooks = itemsOf(nodeAt(root, ['repos'])).flatMap((repo) => itemsOf(nodeAt(repo, ['hooks'])));
  return hooks.flatMap((hook) => {
    const id = stringOf(hook, 'id') ?? '';
    const entry = stringOf(hook, 'entry') ?? '';
    if (!/netpolish/.test(`${id} ${entry}`)) return [];
    const line = place(hook.span.start).line;
    return [{ file: path, line, text: `hook ${id}`, variables: {}, action: actionOf(hook, root, entry, paths) }];
  });
}

function actionOf(hook: Node, root: Node, entry: string, paths: readonly string[]): Action {
  const stages = itemsOf(nodeAt(hook, ['stages'])).flatMap((stage) => (stage.kind === 'string' ? [stage.value] : []));
  if (stages.length > 0 && stages.every((stage) => stage === 'manual'))
    return {
      kind: 'told',
      verdict: 'skipped',
      saw: 'stages: [manual]: it runs only where somebody names it',
      write: 'no stages',
    };
  const costly = patternsOf(hook, root).find((pattern) => isCostly(fromPython(pattern), paths));
  if (costly !== undefined)
    return {
      kind: 'told',
      verdict: 'untried',
      saw: `the pattern ${costly.length > 60 ? `${costly.slice(0, 60)}…` : costly} may take without end: which files it matches is not tried here`,
      write: 'a plainer pattern: no group that repeats and holds a repeat or a choice, and few repeats in a row',
    };
  const matched = paths.filter((candidate) => matches(candidate, hook, root));
  if (matched.length === 0)
    return {
      kind: 'told',
      verdict: 'skipped',
      saw: `no file here matches ${patternWords(hook, root)}: pre-commit skips it and says so in one grey line`,
      write: 'files: a pattern (of Python, searched in the path) that matches your manifests',
    };
  const words = commandsOf(parseShell(entry).root)[0]?.words ?? [];
  const at = words.findIndex((word) => isNetpolish(word) || /(^|\/)netpolish[@:]/.test(word));
  // pre-commit runs its entry without a shell: what calls netpolish within is another program.
  if (entry !== '' && at === -1)
    return {
      kind: 'told',
      verdict: 'untried',
      saw: `${words[0] ?? entry} is a command of its own, and is not run here`,
    };
  const args = itemsOf(nodeAt(hook, ['args'])).flatMap((arg) => (arg.kind === 'string' ? [arg.value] : []));
  const command = words[at + 1] === 'fix' || stringOf(hook, 'id') === 'netpolish-fix' ? 'fix' : 'check';
  const given = [...words.slice(at + 1), ...args].filter((word) => word !== command);
  const plain = entry !== '' && at === 0 && isNetpolish(words[0] ?? '');
  const stands = plain ? {} : { stands: entry === '' ? 'what pre-commit installs' : words.slice(0, at + 1).join(' ') };
  const useless = uselessBy(command, given, stands.stands);
  if (useless !== undefined) return useless;
  const { flags } = safeFlags(given);
  return { kind: 'netpolish', command, flags, paths: matched, folder: '', ...stands };
}

function matches(path: string, hook: Node, root: Node): boolean {
  const includes = [stringOf(hook, 'files'), stringOf(root, 'files')];
  const excludes = [stringOf(hook, 'exclude'), stringOf(root, 'exclude')];
  const isMatched = includes.every((text) => text === undefined || found(text, path, true));
  const named = stringOf(hook, 'files') !== undefined;
  const isManifest = named || /\.(ya?ml|json)$/i.test(path);
  return isMatched && isManifest && !excludes.some((text) => text !== undefined && found(text, path, false));
}

/** Python's patterns are nearly ours; one that only Python reads is believed. */
function found(pattern: string, path: string, otherwise: boolean): boolean {
  try {
    return new RegExp(fromPython(pattern)).test(path);
  } catch {
    return otherwise;
  }
}

function patternsOf(hook: Node, root: Node): readonly string[] {
  return ['files', 'exclude'].flatMap((key) => [stringOf(hook, key) ?? [], stringOf(root, key) ?? []].flat());
}

function patternWords(hook: Node, root: Node): string {
  const files = stringOf(hook, 'files') ?? stringOf(root, 'files');
  const exclude = stringOf(hook, 'exclude') ?? stringOf(root, 'exclude');
  const words = [
    files === undefined ? '*.yaml' : `files: ${files}`,
    ...(exclude === undefined ? [] : [`exclude: ${exclude}`]),
  ];
  return words.join(', ');
}
