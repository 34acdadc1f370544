import type { ControlNode, Operand, Pipeline } from '../template/nodes.ts';
import { printedExpression, type Writer, writersIn } from './actions.ts';
import type { Around, Line, Sheet } from './lines.ts';

/** When something is written: always, where an expression holds, or undefined where no expression tells. */
export type Condition = true | string | undefined;

/** When at least one of the writers writes something. */
export function conditionOf(sheet: Sheet, writers: readonly Writer[]): Condition {
  if (writers.some(({ kind }) => kind === 'content')) return true;
  return either(writers.map((writer) => writerCondition(sheet, writer)));
}

function writerCondition(sheet: Sheet, writer: Writer): Condition {
  if (writer.kind === 'content') return true;
  if (writer.kind === 'control') return controlCondition(sheet, writer.node);
  return writer.node.kind === 'print' ? printedExpression(sheet.tree.text, writer.node) : undefined;
}

function controlCondition(sheet: Sheet, { kind, arms, start, end }: ControlNode): Condition {
  const terms: Condition[] = [];
  for (const { pipeline, body } of arms) {
    const writers = writersIn(sheet, body, { start, end });
    if (writers.length === 0) continue;
    const inner = conditionOf(sheet, writers);
    if (pipeline === undefined) return inner === true && terms.length === arms.length - 1 ? true : undefined;
    terms.push(both(kind, pipelineText(sheet, pipeline), inner));
  }
  return either(terms);
}

/** What stands in a `with` or `range` speaks of another dot: that it is there has to do. */
function both(kind: ControlNode['kind'], outer: string, inner: Condition): Condition {
  return kind !== 'if' || inner === true || inner === outer
    ? outer
    : inner && `and ${grouped(outer)} ${grouped(inner)}`;
}

/** A condition at `inner` as one at `outer`: the branches between them have to be taken too. */
export function within(sheet: Sheet, outer: Line, inner: Line, condition: Condition): Condition {
  return inner.around.slice(outer.around.length).reduceRight<Condition>((so, { control, arm }) => {
    if (arm !== control.arms[0] || arm.pipeline === undefined) return undefined;
    return both(control.kind, pipelineText(sheet, arm.pipeline), so);
  }, condition);
}

function pipelineText({ tree }: Sheet, { commands, start, end }: Pipeline): string {
  return tree.text.slice(commands[0]?.start ?? start, end).trim();
}

/** One of several conditions. */
export function either(conditions: readonly Condition[]): Condition {
  if (conditions.includes(true)) return true;
  const texts = [...new Set(conditions)].filter((one): one is string => typeof one === 'string');
  if (conditions.includes(undefined) || texts.length === 0) return undefined;
  return texts.length === 1 ? texts[0] : `or ${texts.map(grouped).join(' ')}`;
}

function grouped(expression: string): string {
  return /^[\w.$-]+$/.test(expression) ? expression : `(${expression})`;
}

/**
 * When what stands at `outer` is written without what stands at `inner` for another reason: the branches between them are not
 * taken. False where there are none, undefined where no expression tells.
 */
export function otherwise(sheet: Sheet, outer: Line, inner: Line): string | false | undefined {
  const between = inner.around.slice(outer.around.length);
  if (between.length === 0) return false;
  const all = either(between.map((one) => negation(sheet, one)));
  return typeof all === 'string' ? all : undefined;
}

function negation(sheet: Sheet, { control, arm }: Around): Condition {
  const [first] = control.arms;
  if (control.kind !== 'if' || first?.pipeline === undefined) return undefined;
  if (arm === first) return negated(sheet, first.pipeline);
  return arm.word === 'else' && control.arms.length === 2 ? pipelineText(sheet, first.pipeline) : undefined;
}

// Without a second `not` before a first.
function negated(sheet: Sheet, pipeline: Pipeline): string {
  const [command, ...others] = pipeline.commands;
  const [head, argument, ...rest]: readonly Operand[] = command?.args ?? [];
  if (others.length === 0 && rest.length === 0 && argument && head?.kind === 'function' && head.name === 'not')
    return sheet.tree.text.slice(argument.start, argument.end).replace(/^\(([^()]*)\)$/, '$1');
  return `not ${grouped(pipelineText(sheet, pipeline))}`;
}
