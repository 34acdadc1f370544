import type { Path } from '../../finding.ts';
import { entryOf, type Node, nodeAt } from '../../manifest/tree.ts';
import type { Invalid } from '../../policy/invalid.ts';
import type { Policy } from '../../policy/policy.ts';
import { isRefusal } from '../../policy/validate.ts';
import { artefactIn } from '../emptied/shape.ts';
import { saysNothing } from '../emptied/sites.ts';

/** One fault, one finding: what a template emptied or left behind has checks of its own. */
export function isToldElsewhere(policy: Policy, { path, reason }: Invalid): boolean {
  const node = nodeAt(policy.root, path);
  const holder = nodeAt(policy.root, path.slice(0, -1));
  if (holdsArtefact(node) || artefactIn(String(path.at(-1))) !== undefined) return true;
  const lacking = lackingHolder(policy, { path, reason });
  if (lacking !== undefined && holdersOfUnknown(policy).has(JSON.stringify(lacking))) return true;
  switch (reason) {
    case 'peer-missing':
      return node?.kind !== 'map' || saysNothing(node);
    case 'end-port':
      return entryOf(holder, 'port')?.value.kind === 'null';
    case 'values-given':
      return node?.kind === 'list' && node.items.every(isNothing);
    default:
      return false;
  }
}

/** What the server refuses once an unknown field is dropped, asked by its path: something is missing right where it stands. */
export function lacksBeside(policy: Policy, invalids: readonly Invalid[]): (unknown: Path) => Invalid | undefined {
  const lacks = new Map<string, Invalid>();
  for (const invalid of invalids.filter(isRefusal)) {
    const holder = lackingHolder(policy, invalid);
    const key = JSON.stringify(holder);
    if (holder !== undefined && !lacks.has(key)) lacks.set(key, invalid);
  }
  return (unknown) => lacks.get(JSON.stringify(unknown.slice(0, -1)));
}

/** The path of what lacks something, or undefined where nothing is missing: an unknown field there may have been meant. */
function lackingHolder({ root }: Policy, { path, reason }: Pick<Invalid, 'path' | 'reason'>): Path | undefined {
  if (reason === 'peer-missing') return path;
  return nodeAt(root, path) === undefined ? path.slice(0, -1) : undefined;
}

const holders = new WeakMap<Policy, ReadonlySet<string>>();

function holdersOfUnknown(policy: Policy): ReadonlySet<string> {
  const known = holders.get(policy) ?? new Set(policy.unknown.map((path) => JSON.stringify(path.slice(0, -1))));
  holders.set(policy, known);
  return known;
}

function holdsArtefact(node: Node | undefined): boolean {
  return node?.kind === 'string' && artefactIn(node.value) !== undefined;
}

function isNothing(node: Node): boolean {
  return node.kind === 'null' || (node.kind === 'string' && node.value === '');
}
