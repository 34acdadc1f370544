import type { Command, Operand, Pipeline } from '../template/nodes.ts';
import { type Abstract, anyOf, combined, pathOf, UNKNOWN } from './abstract.ts';
import { type Frame, type Scope, spend, tell } from './frame.ts';
import { callFunction } from './functions.ts';

/** The value of a pipeline; its variables are set. */
export function evaluate(frame: Frame, pipeline: Pipeline): Abstract {
  let value: Abstract | undefined;
  for (const command of pipeline.commands) value = evaluateCommand(frame, command, value);
  const result = value ?? UNKNOWN;
  for (const name of pipeline.declares) {
    if (pipeline.isAssignment) assign(frame.scope, name, result);
    else frame.scope.names.set(name, result);
  }
  return result;
}

/** Another branch may have left it as it was. */
function assign(scope: Scope, name: string, value: Abstract): void {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const before = at.names.get(name);
    if (before === undefined) continue;
    at.names.set(name, anyOf([before, value]));
    return;
  }
}

function evaluateCommand(frame: Frame, { start, args }: Command, piped: Abstract | undefined): Abstract {
  const [head, ...others] = args;
  if (head === undefined || !spend(frame.run)) return UNKNOWN;
  const given = [...others.map((arg) => evaluateOperand(frame, arg)), ...(piped === undefined ? [] : [piped])];
  if (head.kind === 'function') return call(frame, head.name, given, start);
  const value = evaluateOperand(frame, head);
  // A method, such as `.Files.Get`.
  return given.length === 0 ? value : combined([value, ...given]);
}

function call(frame: Frame, name: string, args: readonly Abstract[], offset: number): Abstract {
  if (name === 'include') {
    const [template = UNKNOWN, dot = UNKNOWN] = args;
    return frame.include(frame, template, dot, offset);
  }
  return callFunction(name, args, (value, use, comparedWith) => tell(frame, value, use, offset, comparedWith));
}

function evaluateOperand(frame: Frame, operand: Operand): Abstract {
  switch (operand.kind) {
    case 'dot':
      return frame.dot;
    case 'field':
      return pathOf(frame.dot, operand.path);
    case 'variable':
      return pathOf(lookUp(frame.scope, operand.name), operand.path);
    case 'chain':
      return pathOf(evaluateOperand(frame, operand.of), operand.path);
    case 'function':
      return call(frame, operand.name, [], operand.start);
    case 'pipeline':
      return evaluate(frame, operand);
    case 'nil':
      return { kind: 'literal', value: null };
    case 'number':
      return { kind: 'literal', value: Number(operand.value) };
    default:
      return { kind: 'literal', value: operand.value };
  }
}

function lookUp(scope: Scope, name: string): Abstract {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
  }
  return UNKNOWN;
}
