import { parseSync } from 'oxc-parser';

/** A node of a syntax tree (ESTree with TypeScript): its kind, its place in the source, its children by their names. */
export type Node = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
};

/** A node with the way to it, the nearest first. */
export type Place = { readonly node: Node; readonly key: string; readonly above: readonly Node[] };

/** Reads TypeScript. Throws where it is none. */
export function parse(file: string, source: string): Node {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  return program as unknown as Node;
}

/** Every node that runs, outer ones first: no types, no imports. */
export function* nodesThatRun(node: Node, key = '', above: readonly Node[] = []): Generator<Place> {
  yield { node, key, above };
  for (const [name, child] of children(node)) {
    if (isRun(child, name, node)) yield* nodesThatRun(child, name, [node, ...above]);
  }
}

/** A child by its name; undefined where there is none. */
export function childOf(node: Node, name: string): Node | undefined {
  return asNode(node[name]);
}

/** The children of a name that holds a list. */
export function listOf(node: Node, name: string): readonly Node[] {
  const list = node[name];
  return Array.isArray(list) ? list.flatMap((one) => asNode(one) ?? []) : [];
}

function children(node: Node): readonly (readonly [name: string, child: Node])[] {
  return Object.entries(node).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) => {
      const child = asNode(one);
      return child === undefined ? [] : [[name, child] as const];
    }),
  );
}

function asNode(value: unknown): Node | undefined {
  return typeof value === 'object' && value !== null && 'type' in value ? (value as Node) : undefined;
}

/** Types of TypeScript that hold what runs. */
const WRAPPERS: readonly string[] = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'];

function isRun(child: Node, name: string, parent: Node): boolean {
  if (child.type.startsWith('TS')) return WRAPPERS.includes(child.type);
  if (child.type === 'ImportDeclaration' || child.type.startsWith('ExportAll')) return false;
  return !(name === 'key' && parent.computed !== true);
}
