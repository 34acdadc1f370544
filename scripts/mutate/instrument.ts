import { childOf, type Node, nodesThatRun, type Place, parse } from './ast.ts';
import { type Fault, faultsAt } from './operators.ts';

/** One fault of one place. `name` tells it from all others of its file, wherever in the file it stands. */
export type Mutant = {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  /** The function, or the constant of the module, in which it stands. */
  readonly within: string;
  readonly name: string;
};

/** A source with all its faults in it, each asleep until `__on(id)` is true, and the list of them. */
export type Instrumented = { readonly text: string; readonly mutants: readonly Mutant[] };

/**
 * Plants every fault of a file at once; ids count up from `firstId`. `on` writes the question whether a fault is awake. Each turn
 * of a loop and each call of a function counts down `__steps`, so that what never ends is stopped.
 */
export function instrument(
  file: string,
  source: string,
  { firstId, on }: { readonly firstId: number; readonly on: (id: number) => string },
): Instrumented {
  const inserts: Insert[] = [];
  const mutants: Mutant[] = [];
  const named = new Map<string, number>();
  for (const place of nodesThatRun(parse(file, source))) {
    const depth = place.above.length;
    inserts.push(...steps(place.node, depth));
    const faults = faultsAt(place, source);
    const awake = faults.map((fault) => {
      const id = firstId + mutants.length;
      mutants.push({ id, file, line: lineAt(source, place.node.start), ...identity(fault, place, source, named) });
      return { id, fault };
    });
    if (awake.length > 0) inserts.push(...switches(place.node, depth, awake, on));
  }
  return { text: inserted(source, inserts), mutants };
}

/** Text to put at a place, lower ranks first. */
type Insert = { readonly at: number; readonly text: string; readonly rank: number };

/** Before a node the outer ones come first, behind a node the inner ones; what ends at a place stands before what begins there. */
function around(node: Node, depth: number, before: string, behind: string): readonly Insert[] {
  return [
    { at: node.start, text: before, rank: depth },
    { at: node.end, text: behind, rank: -1 - depth },
  ];
}

function switches(
  node: Node,
  depth: number,
  awake: readonly { readonly id: number; readonly fault: Fault }[],
  on: (id: number) => string,
): readonly Insert[] {
  // In braces, for an `else` that follows belongs to the `if` outside.
  const dropped = awake.filter(({ fault }) => fault.drop).map(({ id }) => `{if(!(${on(id)}))`);
  const others = awake.filter(({ fault }) => !fault.drop).map(({ id, fault }) => `${on(id)}?(${fault.text}):`);
  return others.length > 0
    ? around(node, depth, `(${others.join('')}(`, '))')
    : around(node, depth, dropped.join(''), '}');
}

const STEP = 'if(--__steps.left<0)__steps.stop();';

function steps(node: Node, depth: number): readonly Insert[] {
  const body = childOf(node, 'body');
  if (body === undefined) return [];
  if (/^(For|While|DoWhile).*Statement$/.test(node.type)) return around(body, depth, `{${STEP}`, '}');
  if (body.type !== 'BlockStatement' || !/Function/.test(node.type)) return [];
  return [{ at: body.start + 1, text: STEP, rank: depth }];
}

function inserted(source: string, inserts: readonly Insert[]): string {
  const sorted = [...inserts].sort((a, b) => a.at - b.at || a.rank - b.rank);
  let [text, from] = ['', 0];
  for (const { at, text: own } of sorted) {
    text += source.slice(from, at) + own;
    from = at;
  }
  return text + source.slice(from);
}

function identity(
  { node, text }: Fault,
  { above }: Place,
  source: string,
  named: Map<string, number>,
): Pick<Mutant, 'within' | 'name'> {
  const within = owner(above, source);
  const plain = `${oneLine(source.slice(node.start, node.end))} -> ${oneLine(text)}`;
  const times = (named.get(`${within} ${plain}`) ?? 0) + 1;
  named.set(`${within} ${plain}`, times);
  return { within, name: times === 1 ? plain : `${plain} (${times})` };
}

function owner(above: readonly Node[], source: string): string {
  const named =
    above.find(({ type }) => type === 'FunctionDeclaration') ??
    above.findLast(({ type }) => type === 'VariableDeclarator');
  const id = named && childOf(named, 'id');
  return id === undefined ? 'module' : (/^\w+/.exec(source.slice(id.start, id.end))?.[0] ?? 'module');
}

/** Long texts without their middle. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 90 ? line : `${line.slice(0, 60)} … ${line.slice(-25)}`;
}

function lineAt(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}
