import { linesOf } from '../manifest/lines.ts';
import { parseTree } from '../manifest/parse.ts';
import { isFault, type MapNode, type Node, type StringNode } from '../manifest/tree.ts';
import { AFTER, HIDDEN, lostIn } from './job-fate.ts';
import { ownStep } from './own-steps.ts';
import { plainSnippets } from './plain-files.ts';
import { flagged, namedShell, shebang, shellsOf } from './shells.ts';
import type { TextFile, Unheard, Variables } from './types.ts';
import type { Started } from './unheard.ts';

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
  readonly lost?: Unheard;
  readonly started: Started;
  /** It is a text of another language that only holds shell texts. */
  readonly isForeign?: true;
  /** What becomes of a failure of the whole text, where that is known apart from `lost`. */
  readonly around?: (stopsItself: boolean) => Unheard | undefined;
  /** The action or component that it stands for. */
  readonly stands?: string;
};

type Around = Pick<Snippet, 'variables' | 'workingDirectory' | 'lost' | 'started'> & {
  readonly isGitlab: boolean;
  /** Every item of a list is a script of its own. */
  readonly each: boolean;
};

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
    const { each, ...started } = shellsOf(path);
    const around = { variables: {}, started, each, isGitlab: /(^|\/)\.gitlab/.test(path) };
    visit(root, around, path.endsWith('package.json'), {
      script: (script, here) => {
        const scripts = here.each && script.kind === 'list' ? script.items : [script];
        snippets.push(...scripts.map((one) => snippetOf(path, text, one, here, place)));
      },
      own: (step, named, here) => {
        const line = place(named.span.start).line;
        const { isGitlab, each: _, ...rest } = here;
        snippets.push({ file: path, lineOf: () => line, ...rest, ...ownStep(step), stands: named.value });
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
    } else if (SCRIPT.test(key) && isScript(value)) found.script(value, scriptAround(key, node, here));
    else if (/^(uses|component)$/.test(key) && value.kind === 'string' && /netpolish/.test(value.value))
      found.own(node, value, here);
    else if (value.kind === 'string' && /^kind: ConfigManagementPlugin$/m.test(value.value)) found.plugin(value);
    else visit(value, key.startsWith('.') && here.isGitlab ? { ...here, lost: HIDDEN } : here, isNpm, found);
  }
}

/** `args` are what the shell of `command` is given. */
function scriptAround(key: string, node: MapNode, here: Around): Around {
  if (key === 'after_script' && here.isGitlab) return { ...here, lost: AFTER };
  const command = node.entries.get('command')?.value;
  if (key !== 'args' || command?.kind !== 'list') return here;
  const [program = '', ...flags] = command.items.map((item) => (item.kind === 'string' ? item.value : ''));
  return namedShell(program) === undefined ? here : { ...here, started: flagged(flags) };
}

function isScript(node: Node): boolean {
  return node.kind === 'string' || (node.kind === 'list' && node.items.some(({ kind }) => kind === 'string'));
}

/** What a job or a step says of all below it. */
function within(node: MapNode, around: Around): Around {
  const at = (key: string): Node | undefined => node.entries.get(key)?.value;
  const defaults = at('defaults');
  const run = defaults?.kind === 'map' ? defaults.entries.get('run')?.value : undefined;
  const base = run?.kind === 'map' ? within(run, around) : around;
  const directory = at('working-directory') ?? at('working_directory') ?? at('workingDirectory');
  const shell = at('shell');
  const { started = base.started, lost: unread } = shell?.kind === 'string' ? startedBy(shell.value) : {};
  const lost = lostIn(node, around.isGitlab) ?? unread ?? base.lost;
  return {
    variables: { ...base.variables, ...variablesOf(at('env')), ...variablesOf(at('variables')) },
    started,
    isGitlab: around.isGitlab,
    each: around.each,
    ...(directory?.kind === 'string' ? { workingDirectory: directory.value } : pick(base)),
    ...(lost !== undefined && { lost }),
  };
}

function startedBy(shell: string): { readonly started?: Started; readonly lost?: Unheard } {
  const started = namedShell(shell);
  if (started !== undefined) return { started };
  return { lost: { verdict: 'untried', saw: `\`shell: ${shell}\` is none that is understood here` } };
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
  const all = script.kind === 'list' ? script.items.filter((item) => item.kind === 'string') : [script];
  const [program, ...words] = all.map((item) => (item.kind === 'string' ? item.value : ''));
  const isShell = script.kind === 'list' && namedShell(program ?? '') !== undefined && words.length > 0;
  const pieces = isShell ? all.filter((item) => item.kind === 'string' && /\s/.test(item.value)) : all;
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
  const { each, isGitlab, ...rest } = around;
  const own = isShell ? flagged(words) : around.started;
  const started = joined.startsWith('#!') ? shebang(joined) : own;
  return { file, text: joined, lineOf, ...rest, started };
}

function quoted(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text}'`;
}
