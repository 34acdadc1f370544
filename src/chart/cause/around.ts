import { lineOfOffset } from '../template/lines.ts';
import type { Action } from '../types.ts';
import { wordsOf } from './actions.ts';
import type { Line, Sheet } from './lines.ts';

/** The innermost `if`, `with` or `range` around a line; of an `else` the words of its `if`. */
export function actionAround({ tree, lines }: Sheet, line: Line): Action | undefined {
  const inner = line.around.at(-1);
  const { arm, control } = inner ?? {};
  if (arm === undefined || control === undefined) return undefined;
  const { start, end } = (arm.word === 'else' ? control.arms[0] : arm)?.action ?? arm.action;
  return { word: control.kind, line: lineOfOffset(lines, start) + 1, text: wordsOf(tree.text.slice(start, end)) };
}
