import { linesOf } from '../manifest/lines.ts';
import { parseTree } from '../manifest/parse.ts';
import { isFault, type MapNode, type Node, type StringNode } from '../manifest/tree.ts';
import { ownStep } from './own-steps.ts';
import type { TextFile, Variables } from './types.ts';

/** A piece of shell text in a file, and what the file says around it. */
export type Snippet = {
  readonly file: string;
  readonly text: string;
  /** The line of the file that a line of the text (from 0) stands on. */
  readonly lineOf: (line: number) => number;
  readonly variables: Variables;
  /** Where it is run, as it is written. */
  readonly workingDirectory?: string;
  /** Why its exit code counts for nothing. */
  readonly lost?: string;
  readonly pipefail: boolean;
};

type Around = Pick<Snippet, 'variables' | 'workingDirectory' | 'lost' | 'pipefail'>;

/** Keys under which pipelines of every kind keep what a shell is to run. */
const SCRIPT = /^(run|script|before_script|after_script|commands?|cmds?|args|sh|bash|inlineScript|entrypoint)$/;
const OF_INTEREST = /netpolish|helm|kustomize|kubectl|kpt/;

/**
 * The shell texts of a file: of a YAML or JSON file what stands under `run`, `script` and their like, with the variables and
 * the forgiveness around it; any other file as a whole.
 */
export function snippetsOf({ path, text }: TextFile): readonly Snippet[] {
  if (!OF_INTEREST.test(text) || isHelmPlugin(path, text)) return [];
  if (!/\.(ya?ml|json)$/.test(path)) return plainSnippets(path, text);
  const snippets: Snippet[] = [];
  for (const piece of documentsOf(text)) {
    const root = parseTree(piece.text, piece.offset);
    if (isFault(root)) continue;
    const place = linesOf(text).place;
    const around = { variables: {}, pipefail: /(^|\/)\.gitlab/.test(path) };
    visit(root, around, path.endsWith('package.json'), {
      script: (script, here) => snippets.push(snippetOf(path, text, script, here, place)),
      own: (step, named, here) => {
        const line = place(named.span.start).line;
        snippets.push({ file: path, lineOf: () => line, ...here, ...ownStep(step) });
      },
      plugin: (node) => {
        const first = place(node.span.start).line;
        const inner = snippetsOf({ path: 'plugin.yaml', text: node.value });
        snippets.push(
          ...inner.map((one) => ({ ...one, file: path, lineOf: (line: number) => first + one.lineOf(line) })),
        );
      },
    });
  }
  return snippets;
}

/** Helm's own description of a plugin tells how netpolish is started once it is asked for, and asks for nothing. */
function isHelmPlugin(path: string, text: string): boolean {
  return /(^|\/)plugin\.ya?ml$/.test(path) && !text.includes('ConfigManagementPlugin');
}

/** The documents of a YAML text, with their offsets in it. */
export function documentsOf(text: string): readonly { readonly text: string; readonly offset: number }[] {
  const starts = [0, ...[...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index + 3)];
  return starts.map((offset, at) => {
    const next = starts[at + 1];
    return { text: text.slice(offset, next === undefined ? undefined : next - 3), offset };
  });
}

/** In a Makefile every line is a shell of its own, and a leading `-` forgives it. */
function plainSnippets(path: string, text: string): Snippet[] {
  const pipefail = /pipefail/.test(text);
  if (!/(^|\/)(GNUm|M|m)akefile$|\.mk$/.test(path))
    return [{ file: path, text, lineOf: (line) => line + 1, variables: {}, pipefail }];
  const { place } = linesOf(text);
  return [...text.matchAll(/^\t([@+-]*)((?:.*\\\n)*.*)$/gm)].map((match) => {
    const first = place(match.index).line;
    return {
      file: path,
      text: (match[2] ?? '').replaceAll('$$', '$'),
      lineOf: (line) => first + line,
      variables: {},
      pipefail,
      ...((match[1] ?? '').includes('-') && { lost: 'the `-` before it makes make go on' }),
    };
  });
}

type Visit = {
  readonly script: (script: Node, around: Around) => void;
  readonly own: (step: MapNode, named: StringNode, around: Around) => void;
  readonly plugin: (text: StringNode) => void;
};

function visit(node: Node, around: Around, isNpm: boolean, found: Visit): void {
  if (node.kind === 'list') for (const item of node.items) visit(item, around, isNpm, found);
  if (node.kind !== 'map') return;
  const here = within(node, around);
  for (const [key, { value }] of node.entries) {
    if (isNpm && key === 'scripts' && value.kind === 'map') {
      for (const script of value.entries.values()) found.script(script.value, here);
    } else if (SCRIPT.test(key) && isScript(value)) found.script(value, here);
    else if (/^(uses|component)$/.test(key) && value.kind === 'string' && /netpolish/.test(value.value))
      found.own(node, value, here);
    else if (value.kind === 'string' && /^kind: ConfigManagementPlugin$/m.test(value.value)) found.plugin(value);
    else visit(value, here, isNpm, found);
  }
}

function isScript(node: Node): boolean {
  return node.kind === 'string' || (node.kind === 'list' && node.items.some(({ kind }) => kind === 'string'));
}

/** What a job or a step says of all below it. */
function within(node: MapNode, around: Around): Around {
  const at = (key: string): Node | undefined => node.entries.get(key)?.value;
  const isTrue = (key: string): boolean => {
    const value = at(key);
    return value?.kind === 'bool' && value.value;
  };
  const condition = at('if');
  const never =
    condition !== undefined &&
    /^(\$\{\{\s*)?false(\s*\}\})?$/.test('value' in condition ? String(condition.value) : '');
  const defaults = at('defaults');
  const run = defaults?.kind === 'map' ? defaults.entries.get('run')?.value : undefined;
  const base = run?.kind === 'map' ? within(run, around) : around;
  const directory = at('working-directory') ?? at('working_directory') ?? at('workingDirectory');
  const shell = at('shell');
  const lost = never
    ? '`if: false`: it is never run'
    : isTrue('continue-on-error')
      ? '`continue-on-error: true` lets the job go on'
      : isTrue('allow_failure')
        ? '`allow_failure: true` lets the pipeline go on'
        : base.lost;
  return {
    variables: { ...base.variables, ...variablesOf(at('env')), ...variablesOf(at('variables')) },
    pipefail: base.pipefail || (shell?.kind === 'string' && shell.value.startsWith('bash')),
    ...(directory?.kind === 'string' ? { workingDirectory: directory.value } : pick(base)),
    ...(lost !== undefined && { lost }),
  };
}

function pick({ workingDirectory }: Around): Pick<Around, 'workingDirectory'> {
  return workingDirectory === undefined ? {} : { workingDirectory };
}

function variablesOf(node: Node | undefined): Variables {
  if (node?.kind === 'list') return Object.assign({}, ...node.items.map(namedValue));
  if (node?.kind !== 'map') return {};
  const entries = [...node.entries].flatMap(([key, { value }]) =>
    'value' in value ? [[key, 'written' in value ? value.written : String(value.value)] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** `{name: N, value: V}`, as containers have it. */
function namedValue(node: Node): Variables {
  if (node.kind !== 'map') return {};
  const [name, value] = ['name', 'value'].map((key) => node.entries.get(key)?.value);
  return name?.kind === 'string' && value?.kind === 'string' ? { [name.value]: value.value } : {};
}

function snippetOf(
  file: string,
  text: string,
  script: Node,
  around: Around,
  place: (offset: number) => { line: number },
): Snippet {
  const pieces = script.kind === 'list' ? script.items.filter(({ kind }) => kind === 'string') : [script];
  const lines: number[] = [];
  const texts = pieces.flatMap((piece) => {
    if (piece.kind !== 'string') return [];
    const first = place(piece.span.start).line;
    const style = text[piece.span.start];
    for (let at = 0; at < piece.value.trimEnd().split('\n').length; at++)
      lines.push(style === '|' ? first + 1 + at : style === '>' ? first + 1 : first);
    return [piece.value.trimEnd()];
  });
  const isArguments =
    script.kind === 'list' && texts.length > 1 && /^\S+$/.test(texts[0] ?? '') && OF_INTEREST.test(texts[0] ?? '');
  const joined = isArguments ? texts.map(quoted).join(' ') : texts.join('\n');
  const lineOf = (line: number): number => lines[line] ?? lines[0] ?? 1;
  return { file, text: joined, lineOf, ...around, pipefail: around.pipefail || /pipefail/.test(joined) };
}

function quoted(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text}'`;
}
