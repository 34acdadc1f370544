/** YAML as a tree that may be anything, and its text: what is legal, and what only looks so. */
import type { Dice } from './dice.ts';
import { name, scalar } from './words.ts';

/** A value of a document, as it is to be written. `before` holds anchors and tags. */
export type Tree = { readonly before?: string } & (
  | { readonly text: string }
  | { readonly entries: readonly Entry[] }
  | { readonly items: readonly Tree[] }
);

export type Entry = readonly [key: string, value: Tree];

/** A mapping of what is there; a field that is left out is undefined. */
export function map(fields: Readonly<Record<string, Tree | string | undefined>>): Tree {
  const entries = Object.entries(fields).flatMap(([key, value]): Entry[] =>
    value === undefined ? [] : [[key, typeof value === 'string' ? { text: value } : value]],
  );
  return { entries };
}

export function list(items: readonly Tree[]): Tree {
  return { items };
}

/** Anything at all, `depth` levels of it at most. */
export function anyTree(dice: Dice, depth: number): Tree {
  const before = dice.once(20) ? dice.pick(['&a', '&b', '!!map', '!!seq', '!!str', '!x', '&a !!map', '!!merge']) : '';
  const shape = depth === 0 ? 0 : dice.nat(4);
  if (shape === 1) return { before, items: dice.some(0, 3, () => anyTree(dice, depth - 1)) };
  if (shape === 2) return { before, entries: dice.some(0, 3, () => [anyKey(dice), anyTree(dice, depth - 1)]) };
  return { before, text: scalar(dice) };
}

function anyKey(dice: Dice): string {
  return dice.once(10) ? dice.pick(['<<', '? a', '"a b"', '*a', '[a]', '{}', '', 'null', '"k\\u0069nd"']) : name(dice);
}

/** A tree with some of its values emptied, dropped, given twice, merged in, or made something else. */
export function disturbed(tree: Tree, dice: Dice, rarely: number): Tree {
  if (dice.once(rarely)) return dice.once(3) ? anyTree(dice, 2) : { text: scalar(dice) };
  if ('items' in tree) return { ...tree, items: tree.items.map((item) => disturbed(item, dice, rarely)) };
  if (!('entries' in tree)) return tree;
  const entries = tree.entries.flatMap(([key, value]): Entry[] => {
    const kept: Entry = [key, disturbed(value, dice, rarely)];
    if (!dice.once(rarely)) return [kept];
    return dice.pick<Entry[]>([
      [],
      [kept, kept],
      [kept, [anyKey(dice), anyTree(dice, 1)]],
      [['<<', value]],
      [[key, { text: '' }]],
    ]);
  });
  return { ...tree, entries };
}

/** How a text is laid out. `step` is how far a level stands in, `flow` how seldom a collection stands between brackets. */
export type Layout = {
  readonly step: number;
  readonly dashIn: boolean;
  readonly flow: number;
  readonly comments: number;
};

/** The text of a document, with a newline at its end. */
export function write(tree: Tree, layout: Layout, dice: Dice): string {
  return `${block(tree, '', layout, dice).replace(/^\n/, '').trimStart()}\n`;
}

function block(tree: Tree, indent: string, layout: Layout, dice: Dice): string {
  const before = tree.before ? ` ${tree.before}` : '';
  if ('text' in tree) return `${before} ${tree.text}${comment(layout, dice)}`.trimEnd();
  const parts = 'items' in tree ? tree.items : tree.entries;
  if (parts.length === 0 || dice.once(layout.flow))
    return `${before} ${flow(tree, indent, dice)}${comment(layout, dice)}`;
  if ('items' in tree) return before + tree.items.map((item) => dash(item, indent, layout, dice)).join('');
  return before + tree.entries.map(([key, value]) => field(key, value, indent, layout, dice)).join('');
}

function field(key: string, value: Tree, indent: string, layout: Layout, dice: Dice): string {
  const deeper = 'items' in value && !layout.dashIn ? indent : indent + ' '.repeat(layout.step);
  return `${comment(layout, dice, indent)}\n${indent}${key}:${block(value, deeper, layout, dice)}`;
}

function dash(item: Tree, indent: string, layout: Layout, dice: Dice): string {
  const text = block(item, `${indent}  `, layout, dice);
  const shared = 'entries' in item && text.startsWith(`\n${indent}  `) && !dice.once(6);
  return `${comment(layout, dice, indent)}\n${indent}-${shared ? ` ${text.slice(indent.length + 3)}` : text}`;
}

function flow(tree: Tree, indent: string, dice: Dice): string {
  const before = tree.before ? `${tree.before} ` : '';
  if ('text' in tree) return `${before}${tree.text.includes('\n') ? 'text' : tree.text}`;
  const gap = dice.once(6) ? `\n${indent}${dice.once(3) ? '' : '  '}` : ' ';
  const parts =
    'items' in tree
      ? tree.items.map((item) => flow(item, indent, dice))
      : tree.entries.map(([key, value]) => `${key}: ${flow(value, indent, dice)}`);
  const [open, close] = 'items' in tree ? ['[', ']'] : ['{', '}'];
  return `${before}${open}${parts.join(`,${gap}`)}${dice.once(12) ? ',' : ''}${close}`;
}

function comment(layout: Layout, dice: Dice, indent?: string): string {
  if (!dice.once(layout.comments)) return '';
  const text = dice.pick([
    '# x',
    '# ---',
    '# - from: []',
    '# netpolish-ignore emptied-peers: y',
    '# "',
    "# it's",
    '#',
    '# {',
  ]);
  return indent === undefined ? ` ${text}` : `\n${dice.once(2) ? indent : ''}${text}`;
}
