import type { Path } from '../../finding.ts';
import { type Edit, removeItem } from '../../manifest/edit.ts';
import { type Entry, entryOf, nodeAt } from '../../manifest/tree.ts';
import { statesPolicyTypes } from '../../policy/policy.ts';
import { invalidity } from '../../policy/validate.ts';
import type { Choice } from '../check.ts';
import type { Site } from './sites.ts';
import { peersKey } from './words.ts';

/** Closes a rule that was emptied until it let everybody through: it goes, and the direction stays isolated. */
export function withoutRule({ policy, path, direction }: Site): Choice | undefined {
  const index = Number(path[2]);
  if (direction === undefined || !mayClose(policy) || holdsUnknown(policy, path.slice(0, 3))) return undefined;
  const isLast = policy.spec[direction]?.length === 1;
  // Without egress rules the server would infer that egress is not isolated, and open it.
  if (isLast && direction === 'egress' && !statesPolicyTypes(policy)) return undefined;
  const edits = itemEdits(policy, ['spec', direction], index);
  const message = isLast ? `delete the rule: \`${direction}: []\`` : 'delete the rule';
  return edits && { message, edits, removes: ['spec', direction, index] };
}

/** Closes what an emptied port opened: the port goes, with its rule where it is the only one. */
export function withoutPort(site: Site): Choice | undefined {
  return withoutMember(site, 'ports', 'port');
}

/** Closes what an emptied peer opened: the peer goes, with its rule where it is the only one. */
export function withoutPeer(site: Site): Choice | undefined {
  return withoutMember(site, peersKey(site), 'peer');
}

function withoutMember(site: Site, list: string, word: string): Choice | undefined {
  const { policy, path } = site;
  const rule = path.slice(0, 3);
  const items = nodeAt(policy.root, [...rule, list]);
  if (path[3] !== list || items?.kind !== 'list' || typeof path[4] !== 'number') return undefined;
  // A list that is left without items means everybody.
  if (items.items.length === 1) return withoutRule(site);
  if (!mayClose(policy) || holdsUnknown(policy, path.slice(0, 5))) return undefined;
  const edits = itemEdits(policy, [...rule, list], path[4]);
  return edits && { message: `delete the ${word}`, edits, removes: path.slice(0, 5) };
}

function itemEdits(policy: Site['policy'], list: Path, index: number): readonly Edit[] | undefined {
  const entry = entryAt(policy, list);
  return entry && removeItem(policy.resource.within.text, entry, index);
}

function entryAt({ root }: Site['policy'], path: Path): Entry | undefined {
  return entryOf(nodeAt(root, path.slice(0, -1)), String(path.at(-1)));
}

/** What anchors share cannot be taken out of one place, and what the server refuses lets nobody in yet. */
function mayClose({ root, refusals, spec }: Site['policy']): boolean {
  return entryOf(root, 'spec')?.value.entangled === false && refusals.length === 0 && invalidity(spec) === undefined;
}

/** What is misspelt there may be what was meant. */
function holdsUnknown({ unknown }: Site['policy'], path: Path): boolean {
  return unknown.some((other) => path.every((step, i) => other[i] === step));
}
