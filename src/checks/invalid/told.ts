import type { Path } from '../../finding.ts';
import { entryOf, type Node, nodeAt } from '../../manifest/tree.ts';
import type { Invalid } from '../../policy/invalid.ts';
import type { Policy } from '../../policy/policy.ts';
import { artefactIn } from '../emptied/shape.ts';
import { saysNothing } from '../emptied/sites.ts';

/** One fault, one finding: what a template emptied or left behind has checks of its own. */
export function isToldElsewhere(policy: Policy, { path, reason }: Invalid): boolean {
  const node = nodeAt(policy.root, path);
  const holder = nodeAt(policy.root, path.slice(0, -1));
  if (holdsArtefact(node) || artefactIn(String(path.at(-1))) !== undefined) return true;
  if (node === undefined && isTornApart(policy, path.slice(0, -1))) return true;
  switch (reason) {
    case 'peer-missing':
      return isTornApart(policy, path) || node?.kind !== 'map' || saysNothing(node);
    case 'end-port':
      return entryOf(holder, 'port')?.value.kind === 'null';
    case 'values-given':
      return node?.kind === 'list' && node.items.every(isNothing);
    default:
      return false;
  }
}

/** What is missing may stand right there, under a name that the API does not know. */
function isTornApart({ unknown }: Policy, holder: Path): boolean {
  return unknown.some((path) => path.length === holder.length + 1 && holder.every((step, i) => step === path[i]));
}

function holdsArtefact(node: Node | undefined): boolean {
  return node?.kind === 'string' && artefactIn(node.value) !== undefined;
}

function isNothing(node: Node): boolean {
  return node.kind === 'null' || (node.kind === 'string' && node.value === '');
}
