import { apply, generate } from 'json-merge-patch';
import { toJson } from '../manifest/tree.ts';
import type { Swap } from './fix-faults.ts';

/**
 * The RFC 7386 merge patch that makes the new policy of the old one; undefined where none does: it takes null for a key
 * that is to go, and replaces lists whole.
 */
export function mergePatch({ before, after }: Swap): unknown {
  const patch = generate(toJson(before.root), toJson(after.root));
  if (patch === undefined) return undefined;
  const made = apply(toJson(before.root), patch);
  return generate(made, toJson(after.root)) === undefined ? patch : undefined;
}
