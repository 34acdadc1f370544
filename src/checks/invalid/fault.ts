import type { Node } from '../../manifest/tree.ts';
import type { Invalid } from '../../policy/invalid.ts';
import type { Policy } from '../../policy/policy.ts';

/** A fault with the value that stands there; undefined where nothing does. */
export type Fault = { readonly invalid: Invalid; readonly policy: Policy; readonly node: Node | undefined };

/** The text of a value; of a number its digits. */
export function textOf(node: Node | undefined): string {
  if (node?.kind === 'string') return node.value;
  return node?.kind === 'number' ? node.json : '';
}

/** Whether it is the text of a number. */
export function isDigits(node: Node | undefined): boolean {
  return /^\d+$/.test(textOf(node));
}
