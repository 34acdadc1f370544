import { lineStarts } from '../reads/places.ts';
import { maskActions } from '../reads/yaml-keys.ts';
import { lineOfOffset } from '../template/lines.ts';
import type { Arm, ControlNode, TemplateNode, TemplateTree } from '../template/nodes.ts';

/** An `if`, `with` or `range` around a line, and the branch that it stands in. */
export type Around = { readonly control: ControlNode; readonly arm: Arm };

/**
 * A line of a template, seen as YAML. `control` lines hold nothing but actions that print nothing, `print` lines nothing but some
 * that do; `edge` lines begin or end a define, or a document.
 */
export type Line = {
  readonly index: number;
  readonly start: number;
  /** Before its line break. */
  readonly end: number;
  readonly kind: 'blank' | 'comment' | 'control' | 'print' | 'content' | 'edge';
  /** Where what it writes begins: for a `print` line what `nindent` says. */
  readonly column: number;
  readonly isItem: boolean;
  readonly key?: string;
  /** Of `- from:` two more than `column`. */
  readonly keyColumn: number;
  /** Controls around its first character, from the outermost. */
  readonly around: readonly Around[];
  /** How many controls begin here, end here, and come to another branch; those that both begin and end here not counted. */
  readonly opens: number;
  readonly closes: number;
  readonly turns: number;
};

/** A template as lines. */
export type Sheet = { readonly tree: TemplateTree; readonly lines: readonly Line[] };

/** Reads a template as lines of YAML with actions between them. */
export function sheetOf(tree: TemplateTree): Sheet {
  const starts = lineStarts(tree.text);
  const masked = maskActions(tree);
  const marks = controlMarks(tree, starts);
  const lines = starts.map((start, index): Line => {
    const end = (starts[index + 1] ?? tree.text.length + 1) - 1;
    return { index, start, end, ...shapeOf(masked.slice(start, end)), ...(marks[index] ?? UNMARKED) };
  });
  return { tree, lines };
}

type Shape = Pick<Line, 'kind' | 'column' | 'isItem' | 'key' | 'keyColumn'>;

const PRINTS = '\u0001\ue000-\ue3e8';
const NOT_PRINTS = new RegExp(`[^\\s\u0002${PRINTS}]`);
const KEY = new RegExp(
  `^(\\s*)((?:- +)*)("[^"]*"|'[^']*'|[^\\s#:"'{[&*!|>%@\`\u0002-][^:]*?):(?=[\\s\u0002${PRINTS}]|$)`,
);

function shapeOf(masked: string): Shape {
  const column = Math.max(masked.search(/[^\s\u0002]/), 0);
  const first = masked.charAt(column);
  const plain = { column, isItem: false, keyColumn: column };
  if (masked.includes('\u0003') || /^(---|\.\.\.)/.test(masked)) return { ...plain, kind: 'edge' };
  if (masked.trim() === '') return { ...plain, kind: 'blank' };
  if (/^[\s\u0002]*$/.test(masked)) return { ...plain, kind: 'control' };
  if (first === '#') return { ...plain, kind: 'comment' };
  const found = KEY.exec(masked);
  if (found === null && !NOT_PRINTS.test(masked)) {
    const wanted = first.charCodeAt(0) - 0xe000;
    const at = wanted >= 0 ? wanted : column;
    return { kind: 'print', column: at, isItem: false, keyColumn: at };
  }
  const isItem = /^-(\s|\u0002|$)/.test(masked.slice(column)) || (found?.[2] !== undefined && found[2] !== '');
  const keyColumn = found === null ? column : (found[1] ?? '').length + (found[2] ?? '').length;
  const key = found?.[3]?.replace(/^(["'])(.*)\1$/, '$2').trimEnd();
  return { kind: 'content', column, isItem, keyColumn, ...(key !== undefined && { key }) };
}

type Marks = Pick<Line, 'around' | 'opens' | 'closes' | 'turns'>;

const UNMARKED: Marks = { around: [], opens: 0, closes: 0, turns: 0 };

function controlMarks(tree: TemplateTree, starts: readonly number[]): readonly Marks[] {
  const lines = starts.map((start) => ({ start }));
  const marks = starts.map((): { -readonly [K in keyof Marks]: Marks[K] } => ({
    around: [],
    opens: 0,
    closes: 0,
    turns: 0,
  }));
  const visit = (nodes: readonly TemplateNode[], around: readonly Around[]): void => {
    for (const node of nodes) {
      if ('arms' in node) markControl(node, around);
      else if ('body' in node) visit(node.body, []);
    }
  };
  const markControl = (control: ControlNode, around: readonly Around[]): void => {
    const first = lineOfOffset(lines, control.start);
    const last = lineOfOffset(lines, control.closing.start);
    for (const [i, arm] of control.arms.entries()) {
      const inner = [...around, { control, arm }];
      const end = control.arms[i + 1]?.action.start ?? control.closing.start;
      const line = lineOfOffset(lines, arm.action.start);
      const mark = marks[line];
      if (mark !== undefined && first !== last) i === 0 ? mark.opens++ : mark.turns++;
      for (let at = lineOfOffset(lines, arm.action.end) + 1; at <= lineOfOffset(lines, end); at++)
        if ((starts[at] ?? 0) <= end) setAround(at, inner);
      visit(arm.body, inner);
    }
    const mark = marks[last];
    if (mark !== undefined && first !== last) mark.closes++;
  };
  const setAround = (line: number, around: readonly Around[]): void => {
    const mark = marks[line];
    if (mark !== undefined) mark.around = around;
  };
  visit(tree.nodes, []);
  return marks;
}
