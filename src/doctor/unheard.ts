import { fateOf } from './exit-code.ts';
import { childrenOf, commandsOf, type ShellCommand, type ShellNode, type ShellText } from './shell.ts';
import type { Unheard } from './types.ts';

/** How a shell is started: whether it stops at a failure (`-e`), and whether that of a pipe's first command counts. */
export type Started = { readonly errexit: boolean | 'unknown'; readonly pipefail: boolean };

/**
 * Why nobody hears that a command of a script fails; undefined where the script fails with it. What stops its own stream or its own
 * release (`stopsItself`: a filter, a build, Helm) need not stop the script as well, but must not be forgiven.
 */
export function unheard(
  { root, isOdd }: ShellText,
  target: ShellCommand,
  started: Started,
  stopsItself: boolean,
): Unheard | undefined {
  if (isOdd) return untried('the shell text around it is not understood');
  const commands = commandsOf(root);
  const functions = functionsOf(root);
  const disguise = disguiseOf(commands, functions);
  if (disguise !== undefined) return disguise;
  const plain = stopsItself ? { errexit: true, pipefail: true } : started;
  const starts = plain.errexit === 'unknown' ? [true, false] : [plain.errexit];
  const failing = { root, target, functions, others: 'succeed', isSteady: stopsItself } as const;
  const states = starts.map((errexit) => ({ errexit, pipefail: plain.pipefail }));
  const fate = fateOf(failing, states);
  if (fate === 'heard') return undefined;
  const path = pathTo(root, target) ?? [];
  if (fate === 'never') {
    if (path.some(({ kind }) => kind === 'function')) return untried('the function around it is not called here');
    const elsewhere = fateOf({ ...failing, others: 'unknown' }, states);
    if (elsewhere !== 'never') return untried('it is only come to where a command before it fails');
    return { verdict: 'skipped', saw: 'it is never run: what stands before it ends the script, or always fails' };
  }
  const why = reasonOf([...path, target], stopsItself || started.pipefail) ?? 'its exit code is not passed on';
  if (fate === 'maybe') return untried(`${why}; only a shell can tell whether the script fails with it`);
  // What stops itself stopped the release or the stream, whoever hears of it.
  return stopsItself && !why.startsWith('`||') ? untried(why) : { verdict: 'broken', saw: why };
}

function untried(saw: string): Unheard {
  return { verdict: 'untried', saw };
}

function functionsOf(root: ShellNode): ReadonlyMap<string, ShellNode> {
  const found = new Map<string, ShellNode>();
  const visit = (node: ShellNode): void => {
    if (node.kind === 'function') found.set(node.name, node.body);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return found;
}

/** What makes netpolish another program, or an exit code another one. */
function disguiseOf(commands: readonly ShellCommand[], functions: ReadonlyMap<string, ShellNode>): Unheard | undefined {
  const isAlias = commands.some(({ words }) => words[0] === 'alias' && words.some((word) => /^netpolish=/.test(word)));
  if (isAlias || functions.has('netpolish')) return untried('this script makes something of its own of `netpolish`');
  const trap = commands.find(
    ({ words: [name, , ...signals] }) =>
      name === 'trap' && signals.some((signal) => /^(SIG)?(EXIT|ERR)$|^0$/.test(signal)),
  );
  const handler = trap?.words[1] ?? '';
  if (!/\b(exit|return)\b/.test(handler)) return undefined;
  if (/\bexit +["']?\$/.test(handler) || /\bexit +[1-9]/.test(handler)) return undefined;
  return /\bexit +0/.test(handler)
    ? { verdict: 'broken', saw: `\`trap '${handler}'\` takes the exit code away` }
    : untried(`\`trap '${handler}'\` may take the exit code away`);
}

function pathTo(node: ShellNode, target: ShellCommand): readonly ShellNode[] | undefined {
  if (node === target) return [];
  for (const child of childrenOf(node)) {
    const path = pathTo(child, target);
    if (path !== undefined) return [node, ...path];
  }
  return undefined;
}

/** The innermost piece around a command that does not pass its exit code on. */
function reasonOf(path: readonly ShellNode[], pipefail: boolean): string | undefined {
  for (let at = path.length - 2; at >= 0; at--) {
    const [node, child] = [path[at], path[at + 1]];
    const reason = node === undefined || child === undefined ? undefined : reasonIn(node, child, pipefail);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function reasonIn(node: ShellNode, child: ShellNode, pipefail: boolean): string | undefined {
  switch (node.kind) {
    case 'pipe':
      if (node.isNegated) return '`!` turns its exit code round';
      return pipefail || node.stages.at(-1) === child
        ? undefined
        : 'it is not the last of its pipe: without `set -o pipefail` its exit code is lost';
    case 'and-or':
      return reasonInAndOr(node, child);
    case 'if':
      return node.arms.some(({ condition }) => condition === child)
        ? '`if` asks for its exit code, and does not pass it on'
        : undefined;
    case 'loop':
      return node.condition === child
        ? `\`${node.word}\` asks for its exit code, and does not pass it on`
        : 'only the last round of the loop counts';
    case 'function':
      return 'what calls the function around it does not pass its exit code on';
    case 'list': {
      const item = node.items.find((one) => one.node === child);
      if (item?.isBackground) return '`&` puts it in the background: nobody waits for its exit code';
      return node.items.at(-1) === item
        ? undefined
        : 'more commands follow it, and without `set -e` its exit code is lost';
    }
    default:
      return undefined;
  }
}

function reasonInAndOr(node: Extract<ShellNode, { kind: 'and-or' }>, child: ShellNode): string | undefined {
  const at = node.parts.findIndex((part) => part.node === child);
  const after = node.parts.slice(at + 1);
  const other = after.find(({ operator }) => operator === '||');
  if (other !== undefined) return `\`|| ${wordsOf(other.node)}\` lets the script go on`;
  return after.length > 0 ? 'it stands before `&&`, where `set -e` does not stop the script' : undefined;
}

/** A piece as people would write it; of a long one the beginning. */
function wordsOf(node: ShellNode): string {
  const commands = commandsOf(node).map(({ words, variables }) =>
    [...Object.entries(variables).map(([name, value]) => `${name}=${value}`), ...words].join(' '),
  );
  const text = node.kind === 'command' ? (commands[0] ?? '') : `{ ${commands.join('; ')}; }`;
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
