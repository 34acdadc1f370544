import type { CallNode, ControlNode, DefineNode, TemplateNode } from '../template/nodes.ts';
import { type Abstract, anyOf, combined, elementOf, keyIn, keyOf, UNKNOWN } from './abstract.ts';

import { type Define, definesNamed } from './defines.ts';
import { evaluate } from './evaluate.ts';
import { type Called, type Frame, keysAt, type Run, record, spend, tell } from './frame.ts';
import { indentOf } from './yaml-keys.ts';

/** No chart includes so deep. */
const DEEPEST = 60;

/** Runs a template with a dot, and keeps what it reads for the next call with the same. */
export function callDefine(run: Run, define: Define, dot: Abstract, depth: number): Called {
  const key = `${define.name}\u0000${keyOf(dot)}`;
  const known = run.memo.get(key);
  if (known !== undefined) return known;
  // To write and to look up a large dot takes its time too.
  if (!spend(run, key.length >> 4)) return NOTHING;
  if (depth > DEEPEST) {
    run.isCut = true;
    return NOTHING;
  }
  // What calls itself adds nothing in the inner call.
  run.memo.set(key, NOTHING);
  const scope = { names: new Map([['$', dot]]), outer: undefined };
  const frame: Frame = {
    run,
    file: define.file,
    dot,
    scope,
    reads: new Map(),
    printed: [],
    depth,
    include,
    indent: undefined,
  };
  runAll(frame, define.body);
  const called = { reads: [...frame.reads.values()], printed: anyOf(frame.printed) };
  run.memo.set(key, called);
  return called;
}

const NOTHING: Called = { reads: [], printed: UNKNOWN };

/** The value of a call, its reads recorded as the caller's. */
function include(frame: Frame, names: Abstract, dot: Abstract, offset: number): Abstract {
  const { run } = frame;
  const defines = alternatives(names).flatMap((parts) => definesNamed(run.chart, parts));
  const results = defines.map((define) => callDefine(run, define, dot, frame.depth + 1));
  const around = keysAt(frame, offset);
  for (const { reads } of results)
    for (const read of reads) record(frame, { ...read, yamlKey: [...around, ...read.yamlKey] });
  const made = combined(results.flatMap(({ reads }) => reads.map(({ path }): Abstract => ({ kind: 'values', path }))));
  const wraps = anyOf(results.map(({ printed }) => printed));
  return { ...made, isTold: true, ...(wraps.kind !== 'unknown' && { wraps }) };
}

function alternatives(name: Abstract): readonly (readonly (string | null)[])[] {
  if (name.kind === 'any') return name.of.flatMap(alternatives);
  if (name.kind === 'literal') return [[String(name.value)]];
  return name.kind === 'made' && name.parts ? [name.parts] : [];
}

function runAll(frame: Frame, nodes: readonly TemplateNode[]): void {
  for (const node of nodes) {
    if (!spend(frame.run)) return;
    runNode(frame, node);
  }
}

function runNode(frame: Frame, node: TemplateNode): undefined {
  switch (node.kind) {
    case 'print': {
      frame.indent = indentOf(node.pipeline);
      const value = evaluate(frame, node.pipeline);
      if (node.pipeline.declares.length === 0) print(frame, value, node.start);
      return;
    }
    case 'template':
    case 'block':
      return runCall(frame, node);
    case 'if':
    case 'with':
      return runChoice(frame, node);
    case 'range':
      return runRange(frame, node);
    default:
      return;
  }
}

function print(frame: Frame, value: Abstract, offset: number): void {
  tell(frame, value, 'print', offset);
  if (value.kind === 'made' && value.wraps) frame.printed.push(value.wraps);
}

function runCall(frame: Frame, node: CallNode | DefineNode): undefined {
  frame.indent = undefined;
  const dot = node.pipeline ? evaluate(frame, node.pipeline) : UNKNOWN;
  const value = include(frame, { kind: 'literal', value: node.name }, dot, node.start);
  print(frame, value, node.start);
}

/** All branches, since any may be taken. What one declares, the next sees. */
function runChoice(frame: Frame, node: ControlNode): undefined {
  const inner = within(frame, frame.dot);
  for (const { word, action, pipeline, body } of node.arms) {
    const value = pipeline ? evaluate(inner, pipeline) : UNKNOWN;
    if (pipeline) tell(inner, value, node.kind === 'with' ? 'with' : 'condition', action.start);
    runAll(within(inner, node.kind === 'with' && word !== 'else' ? value : frame.dot), body);
  }
}

function runRange(frame: Frame, node: ControlNode): undefined {
  const inner = within(frame, frame.dot);
  for (const { action, pipeline, body } of node.arms) {
    if (pipeline === undefined) {
      runAll(within(inner, frame.dot), body);
      continue;
    }
    const value = evaluate(inner, { ...pipeline, declares: [] });
    tell(inner, value, 'range', action.start);
    const element = elementOf(value);
    const [first, second] = pipeline.declares;
    const values = second === undefined ? [element] : [keyIn(value), element];
    for (const [i, name] of [first, second].entries())
      if (name !== undefined) inner.scope.names.set(name, values[i] ?? UNKNOWN);
    runAll(within(inner, element), body);
  }
}

function within(frame: Frame, dot: Abstract): Frame {
  return { ...frame, dot, scope: { names: new Map(), outer: frame.scope }, indent: undefined };
}
