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
  if (policy.unknown.some((unknown) => isLackBeside(policy, unknown, { path, reason }))) return true;
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

/** What the server refuses once an unknown field is dropped: something is missing right where it stands. */
export function lackBeside(policy: Policy, unknown: Path, invalids: readonly Invalid[]): Invalid | undefined {
  return invalids.find((one) => isRefusal(one) && isLackBeside(policy, unknown, one));
}

/** What is missing may stand right there, under a name that the API does not know. */
function isLackBeside({ root }: Policy, unknown: Path, { path, reason }: Pick<Invalid, 'path' | 'reason'>): boolean {
  const holder = reason === 'peer-missing' ? path : path.slice(0, -1);
  const isMissing = reason === 'peer-missing' || nodeAt(root, path) === undefined;
  return isMissing && unknown.length === holder.length + 1 && holder.every((step, i) => step === unknown[i]);
}

function holdsArtefact(node: Node | undefined): boolean {
  return node?.kind === 'string' && artefactIn(node.value) !== undefined;
}

function isNothing(node: Node): boolean {
  return node.kind === 'null' || (node.kind === 'string' && node.value === '');
}
