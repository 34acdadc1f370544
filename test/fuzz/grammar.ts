/** Streams from a grammar: documents of every kind between separators of every kind, laid out as people, tools and enemies do. */
import type { Dice } from './dice.ts';
import { listOf, policy, stranger } from './objects.ts';
import { anyTree, type Layout, map, type Tree, write } from './trees.ts';
import { hostileName, scalar } from './words.ts';

/** A stream of one to three documents, seldom of many. */
export function stream(dice: Dice): Buffer {
  const layout = layoutOf(dice);
  const parts = dice.some(1, dice.once(50) ? 30 : 2, () => piece(dice, layout));
  const text = dice.pick(['', '', '', '---\n', '\ufeff', '# first\n', '%YAML 1.2\n---\n', '\n']) + parts.join('');
  return Buffer.from(withEnds(dice.once(6) ? text.trimEnd() : text, dice));
}

/** Two or three whole documents between plain markers, some of them policies, laid out alike: what most renders are. */
export function render(dice: Dice): Buffer {
  const layout = { ...layoutOf(dice), comments: 30 };
  const documents = dice.some(2, 3, () => write(dice.once(3) ? stranger(dice) : policy(dice), layout, dice));
  const source = (i: number): string => (dice.once(2) ? `# Source: shop/templates/${i}.yaml\n` : '');
  return Buffer.from(documents.map((text, i) => `---\n${source(i)}${text}`).join(''));
}

/** A ResourceList as kustomize sends it. */
export function resourceList(dice: Dice): Buffer {
  const settings = dice.pick<Readonly<Record<string, string>>>([
    {},
    { fix: 'true' },
    { merge: 'true', simplify: 'true' },
    { merge: 'across-charts', fix: 'true', failOn: 'never' },
    { failOn: 'warning' },
    { [dice.pick(['__proto__', 'constructor', 'failOn', 'merge', 'ignore'])]: scalar(dice) },
  ]);
  const config = map({
    apiVersion: 'netpolish.dev/v1alpha1',
    kind: 'Netpolish',
    metadata: map({ name: 'f' }),
    spec: map(settings),
  });
  const items = dice.some(0, 3, () => (dice.once(3) ? stranger(dice) : policy(dice)));
  return Buffer.from(
    withEnds(write(listOf(items, 'ResourceList', dice.once(3) ? undefined : config), layoutOf(dice), dice), dice),
  );
}

function piece(dice: Dice, layout: Layout): string {
  const text = write(object(dice), dice.once(6) ? layoutOf(dice) : layout, dice);
  const body = dice.once(20) ? text.replace(/^/gm, ' ') : dice.once(25) ? text.replaceAll('  ', '\t') : text;
  return body + separator(dice);
}

function object(dice: Dice): Tree {
  const some = dice.nat(12);
  if (some < 6) return policy(dice);
  if (some < 9) return stranger(dice);
  if (some === 9) return anyTree(dice, 3);
  const items = dice.some(0, 3, () => (dice.once(3) ? stranger(dice) : policy(dice)));
  return listOf(items, dice.pick(['List', 'List', 'NetworkPolicyList', 'ResourceList']));
}

function separator(dice: Dice): string {
  if (!dice.once(3)) return '---\n';
  if (dice.once(4)) return `---\n# Source: ${hostileName(dice).replace(/[\r\n]/g, ' ')}\n`;
  return dice.pick([
    '...\n',
    '...\n---\n',
    '--- # x\n',
    '---',
    '---text\n',
    '--- text\n',
    '--- {}\n---\n',
    '\n---\n\n',
    ' ---\n',
    '--- |\n',
    '',
    '---\n---\n',
    '...\n%YAML 1.1\n---\n',
    '%TAG ! tag:x,1:\n---\n',
    '---\r',
    '\r---\r\n',
    '---\t\n',
    '\u0085---\n',
    '\ufeff---\n',
    '....\n',
    '----\n',
    '{}\n',
    '\0\n',
  ]);
}

function layoutOf(dice: Dice): Layout {
  return {
    step: dice.pick([2, 2, 2, 4, 1, 3]),
    dashIn: dice.once(2),
    flow: dice.pick([1000, 20, 4, 1]),
    comments: dice.pick([1000, 1000, 25, 5]),
  };
}

function withEnds(text: string, dice: Dice): string {
  const ends = dice.nat(16);
  if (ends === 0) return text.replaceAll('\n', '\r\n');
  if (ends === 1) return text.replaceAll('\n', '\r');
  if (ends === 2) return text.replace(/\n/g, () => (dice.once(4) ? '\u0085' : '\n'));
  return ends === 3 ? text.replace(/\n/g, () => (dice.once(2) ? '\r\n' : '\n')) : text;
}
