import type { Span } from '../../manifest/tree.ts';

/** What Go says of a template that does not parse, in one line, and where. */
export type TemplateFault = { readonly message: string; readonly offset: number };

/** A template as Go reads it. Spans count in the text of the file. */
export type TemplateTree = { readonly text: string; readonly nodes: readonly TemplateNode[] };

/** What stands between actions; `from` and `to` are what the trim markers beside it leave, and may be nothing. */
export type TextNode = Span & { readonly kind: 'text'; readonly from: number; readonly to: number };

/** `{{/* … *\/}}`. */
export type CommentNode = Span & { readonly kind: 'comment' };

/** A pipeline that is printed, unless it only sets variables. */
export type PrintNode = Span & { readonly kind: 'print'; readonly pipeline: Pipeline };

/** `{{ break }}` and `{{ continue }}`. */
export type JumpNode = Span & { readonly kind: 'break' | 'continue' };

/** `{{ template "name" pipeline }}`. */
export type CallNode = Span & { readonly kind: 'template'; readonly name: string; readonly pipeline?: Pipeline };

/** One branch of a control: its action, and what stands behind it up to the next. `else` has no pipeline. */
export type Arm = {
  readonly word: 'if' | 'with' | 'range' | 'else' | 'else if' | 'else with';
  readonly action: Span;
  readonly pipeline?: Pipeline;
  readonly body: readonly TemplateNode[];
};

/** `if`, `with` or `range` up to its `end`. An `else if` is an arm beside the first, not a control inside of an `else`. */
export type ControlNode = Span & {
  readonly kind: 'if' | 'with' | 'range';
  readonly arms: readonly Arm[];
  readonly closing: Span;
};

/** `define` or `block` up to its `end`; a block is called where it stands, with `pipeline` as its dot. */
export type DefineNode = Span & {
  readonly kind: 'define' | 'block';
  readonly name: string;
  readonly pipeline?: Pipeline;
  readonly action: Span;
  readonly body: readonly TemplateNode[];
  readonly closing: Span;
};

/** A node of a template; each begins where the one before it ends. */
export type TemplateNode = TextNode | CommentNode | PrintNode | JumpNode | CallNode | ControlNode | DefineNode;

/** Commands of which each is given the result of the one before; `declares` are set to the last, `$` included. */
export type Pipeline = Span & {
  readonly kind: 'pipeline';
  readonly declares: readonly string[];
  /** `=` to a variable that is there, not `:=`. */
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
};

/** A function or a value, and its arguments. */
export type Command = Span & { readonly args: readonly Operand[] };

/** A word of a command. `path` are the fields behind it: `.a.b`, `$x.a`, `(get . "a").b`. */
export type Operand =
  | (Span & { readonly kind: 'dot' | 'nil' })
  | (Span & { readonly kind: 'field'; readonly path: readonly string[] })
  | (Span & { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] })
  | (Span & { readonly kind: 'function'; readonly name: string })
  | (Span & { readonly kind: 'chain'; readonly of: Operand; readonly path: readonly string[] })
  | (Span & { readonly kind: 'string' | 'number'; readonly value: string })
  | (Span & { readonly kind: 'bool'; readonly value: boolean })
  | Pipeline;

/** Tells a fault from a tree. */
export function isTemplateFault(result: TemplateTree | TemplateFault): result is TemplateFault {
  return 'message' in result;
}

/** All nodes below, those that hold others first. */
export function* walk(nodes: readonly TemplateNode[]): Generator<TemplateNode> {
  for (const node of nodes) {
    yield node;
    yield* walk(childrenOf(node));
  }
}

function childrenOf(node: TemplateNode): readonly TemplateNode[] {
  if (node.kind === 'define' || node.kind === 'block') return node.body;
  return 'arms' in node ? node.arms.flatMap(({ body }) => body) : [];
}
