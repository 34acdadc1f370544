import { commandsOf, type ShellCommand, type ShellNode } from './shell.ts';
import { isBuiltin, runBuiltin } from './shell-builtins.ts';

/** One way that a script may go while one of its commands fails. */
export type Way = {
  readonly errexit: boolean;
  readonly pipefail: boolean;
  /** Whether the last exit code is none of 0. */
  readonly failed: boolean;
  /** Whether the command was come to. */
  readonly reached: boolean;
  /** Variables that hold an exit code which is none of 0, in order. */
  readonly kept: readonly string[];
  readonly end?: 'exit' | 'return';
};

/** What becomes of a failure: `maybe` where it depends on what nobody here knows; `never` where the command is not come to. */
export type Fate = 'heard' | 'lost' | 'maybe' | 'never';

/** A script, its command that fails, and how the others end: well, or nobody knows. */
export type Failing = {
  readonly root: ShellNode;
  readonly target: ShellCommand;
  readonly functions: ReadonlyMap<string, ShellNode>;
  readonly others: 'succeed' | 'unknown';
  /** `set` changes nothing: it stops at every failure that nobody asks for. */
  readonly isSteady: boolean;
};

/** What becomes of the failure of a command, from each of the states that the shell may start in. */
export function fateOf(failing: Failing, starts: readonly Pick<Way, 'errexit' | 'pipefail'>[]): Fate {
  const run: Run = { ...failing, steps: 0, depth: 0 };
  const ways = starts.flatMap((start) =>
    go(failing.root, { ...start, failed: false, reached: false, kept: [] }, false, run),
  );
  const reached = ways.filter((way) => way.reached);
  if (run.steps > MOST_STEPS) return 'maybe';
  if (reached.length === 0) return 'never';
  if (reached.every(({ failed }) => failed)) return 'heard';
  return reached.some(({ failed }) => failed) ? 'maybe' : 'lost';
}

type Run = Failing & { steps: number; depth: number };

const MOST_STEPS = 20_000;
const DEEPEST = 30;

/** All the ways on from one; `asked` is where a shell does not stop at a failure, as in a condition. */
function go(node: ShellNode, from: Way, asked: boolean, run: Run): readonly Way[] {
  if (from.end !== undefined || ++run.steps > MOST_STEPS) return [from];
  switch (node.kind) {
    case 'command':
      return goCommand(node, from, asked, run);
    case 'list':
      return node.items.reduce<readonly Way[]>(
        (ways, item) =>
          each(ways, (way) => (item.isBackground ? aside(item.node, way, run) : go(item.node, way, asked, run))),
        [from],
      );
    case 'and-or':
      return goAndOr(node.parts, from, asked, run);
    case 'pipe':
      return goPipe(node, from, asked, run);
    case 'group':
      return node.isSubshell ? subshell(node.body, from, asked, run) : go(node.body, from, asked, run);
    case 'if':
      return goIf(node, from, asked, run);
    case 'loop':
      return goLoop(node, from, asked, run);
    case 'case':
      return merged([{ ...from, failed: false }, ...node.bodies.flatMap((body) => go(body, from, asked, run))]);
    default:
      return [{ ...from, failed: false }];
  }
}

function each(ways: readonly Way[], next: (way: Way) => readonly Way[]): readonly Way[] {
  return merged(ways.flatMap((way) => (way.end === undefined ? next(way) : [way])));
}

/** Ways that stand alike go on alike. */
function merged(ways: readonly Way[]): readonly Way[] {
  return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
}

/** With `set -e` a failure that nobody asks for ends the shell. */
function stopped(way: Way, asked: boolean): Way {
  return way.failed && way.errexit && !asked && way.end === undefined ? { ...way, end: 'exit' } : way;
}

function both(way: Way): readonly Way[] {
  return [
    { ...way, failed: false },
    { ...way, failed: true },
  ];
}

function goCommand(command: ShellCommand, from: Way, asked: boolean, run: Run): readonly Way[] {
  const after = afterCommand(command, from, asked, run);
  return after.map((way) => (command.isLast ? { ...way, end: 'exit' } : stopped(way, asked)));
}

function afterCommand(command: ShellCommand, from: Way, asked: boolean, run: Run): readonly Way[] {
  if (command === run.target) return [{ ...from, failed: true, reached: true }];
  const [name = ''] = command.words;
  const body = run.functions.get(name);
  if (body !== undefined && run.depth < DEEPEST) {
    run.depth++;
    const ways = go(body, from, asked, run).map(({ end, ...way }) => (end === 'exit' ? { ...way, end } : way));
    run.depth--;
    return ways;
  }
  if (run.isSteady && name === 'set') return [{ ...from, failed: false }];
  if (isBuiltin(command)) return runBuiltin(command, from);
  return run.others === 'succeed' ? [{ ...from, failed: false }] : both(from);
}

/** In `a && b || c` only the failure of the last stops a shell. */
function goAndOr(
  parts: Extract<ShellNode, { kind: 'and-or' }>['parts'],
  from: Way,
  asked: boolean,
  run: Run,
): readonly Way[] {
  return parts.reduce<readonly Way[]>(
    (ways, { operator, node }, at) =>
      each(ways, (way) => {
        const isSkipped = (operator === '&&' && way.failed) || (operator === '||' && !way.failed);
        return isSkipped ? [way] : go(node, way, asked || at < parts.length - 1, run);
      }),
    [from],
  );
}

function goPipe(node: Extract<ShellNode, { kind: 'pipe' }>, from: Way, asked: boolean, run: Run): readonly Way[] {
  const { stages, isNegated } = node;
  if (stages[0] !== undefined && stages.length === 1)
    return each(go(stages[0], from, true, run), (way) => [{ ...way, failed: !way.failed }]);
  let ways: readonly (Way & { readonly any: boolean })[] = [{ ...from, any: false }];
  for (const stage of stages)
    ways = ways.flatMap(({ any, ...way }) =>
      subshell(stage, way, true, run).map((after) => ({ ...after, any: any || after.failed })),
    );
  const ended = ways.map(({ any, ...way }) => {
    const failed = way.pipefail ? any : way.failed;
    return isNegated ? { ...way, failed: !failed } : stopped({ ...way, failed }, asked);
  });
  return merged(ended);
}

/** What a subshell sets, and where it ends, is its own; its exit code is not. */
function subshell(node: ShellNode, from: Way, asked: boolean, run: Run): readonly Way[] {
  const ways = go(node, from, asked, run);
  return merged(ways.map(({ failed, reached }) => stopped({ ...from, failed, reached }, asked)));
}

function aside(node: ShellNode, from: Way, run: Run): readonly Way[] {
  const ways = go(node, from, true, run);
  return ways.map(({ reached }) => ({ ...from, failed: false, reached }));
}

/** A condition is answered in both ways, but where it is the failing command that answers, or `true` or `false`. */
function answers(condition: ShellNode, from: Way, run: Run): readonly Way[] {
  const commands = commandsOf(condition);
  const ways = go(condition, from, true, run);
  const isKnown =
    commands.includes(run.target) || commands.every(({ words }) => /^(true|false|:)$/.test(words.join(' ')));
  return isKnown ? ways : merged(ways.flatMap((way) => (way.end === undefined ? both(way) : [way])));
}

function goIf(node: Extract<ShellNode, { kind: 'if' }>, from: Way, asked: boolean, run: Run): readonly Way[] {
  const done: Way[] = [];
  let open: readonly Way[] = [from];
  for (const { condition, body } of node.arms) {
    const answered = open.flatMap((way) => answers(condition, way, run));
    done.push(...answered.filter(({ end }) => end !== undefined));
    const going = answered.filter(({ end }) => end === undefined);
    done.push(...going.filter(({ failed }) => !failed).flatMap((way) => go(body, way, asked, run)));
    open = merged(going.filter(({ failed }) => failed));
  }
  const { otherwise } = node;
  const rest = open.flatMap((way) =>
    otherwise === undefined ? [{ ...way, failed: false }] : go(otherwise, way, asked, run),
  );
  return merged([...done, ...rest]);
}

/** One round and its end: what a further round would bring is not known where the failure lies in the loop. */
function goLoop(node: Extract<ShellNode, { kind: 'loop' }>, from: Way, asked: boolean, run: Run): readonly Way[] {
  const { condition, body, word } = node;
  const asking = condition === undefined ? both(from) : answers(condition, from, run);
  return merged(
    asking.flatMap((way) => {
      if (way.end !== undefined) return [way];
      if (way.failed !== (word === 'until')) return [{ ...way, failed: false }];
      const after = go(body, way, asked, run);
      return after.flatMap((one) => (one.end === undefined && one.reached && !from.reached ? both(one) : [one]));
    }),
  );
}
