import type { Variables } from './types.ts';

/** A simple command of a shell text. Words hold what quotes held; what only a shell can know stays as it is written. */
export type ShellCommand = {
  readonly kind: 'command';
  /** The line of the text that it begins on, from 0. */
  readonly line: number;
  readonly words: readonly string[];
  readonly variables: Variables;
  /** It takes the place of the shell (`exec`): nothing comes after it. */
  readonly isLast: boolean;
};

/** A piece of a shell text: what a shell runs as one, and whose exit code is one. */
export type ShellNode =
  | ShellCommand
  | ShellList
  | { readonly kind: 'and-or'; readonly parts: readonly AndOrPart[] }
  | { readonly kind: 'pipe'; readonly stages: readonly ShellNode[]; readonly isNegated: boolean }
  | { readonly kind: 'group'; readonly body: ShellNode; readonly isSubshell: boolean }
  | { readonly kind: 'if'; readonly arms: readonly Arm[]; readonly otherwise?: ShellNode }
  | { readonly kind: 'loop'; readonly word: string; readonly condition?: ShellNode; readonly body: ShellNode }
  | { readonly kind: 'case'; readonly bodies: readonly ShellNode[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellNode };

/** Commands one after the other. */
export type ShellList = { readonly kind: 'list'; readonly items: readonly ListItem[] };
/** A command of a list, and whether `&` puts it in the background. */
export type ListItem = { readonly node: ShellNode; readonly isBackground: boolean };
/** A piece of `a && b || c`, with the operator before it. */
export type AndOrPart = { readonly operator: '' | '&&' | '||'; readonly node: ShellNode };
/** What `if` or `elif` asks, and what it does then. */
export type Arm = { readonly condition: ShellNode; readonly body: ShellNode };

/** A shell text as it is read; `isOdd` where it holds what this reader does not understand. */
export type ShellText = { readonly root: ShellNode; readonly isOdd: boolean };

/** The simple commands of a text, in the order in which they stand. */
export function commandsOf(node: ShellNode): readonly ShellCommand[] {
  return node.kind === 'command' ? [node] : childrenOf(node).flatMap(commandsOf);
}

/** What a piece is made of, in the order in which it stands. */
export function childrenOf(node: ShellNode): readonly ShellNode[] {
  switch (node.kind) {
    case 'command':
      return [];
    case 'list':
      return node.items.map((item) => item.node);
    case 'and-or':
      return node.parts.map((part) => part.node);
    case 'pipe':
      return node.stages;
    case 'if': {
      const arms = node.arms.flatMap(({ condition, body }) => [condition, body]);
      return node.otherwise === undefined ? arms : [...arms, node.otherwise];
    }
    case 'loop':
      return node.condition === undefined ? [node.body] : [node.condition, node.body];
    case 'case':
      return node.bodies;
    default:
      return [node.body];
  }
}
