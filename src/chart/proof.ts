import { diffClusters } from '../diff/diff.ts';
import type { Finding } from '../finding.ts';
import { parseTree } from '../manifest/parse.ts';
import { isFault, toJson } from '../manifest/tree.ts';
import { readWorld, type WorldOptions } from '../pipeline/world.ts';
import { type Judged, sourceOf } from './outcome.ts';

/**
 * Whether a change of the template takes a fault away and brings nothing worse: no other fault, no traffic gained, and less where
 * the fault let more through than anybody wanted.
 */
export function isCured(before: Judged, after: Judged, fault: Finding, world: WorldOptions): boolean {
  // What a direction lost would have to be let through again, and no change that opens is ours to offer.
  if (fault.effect === 'closes') return false;
  const count = (judged: Judged, check: string): number =>
    [...judged.faults.values()].filter((one) => one.severity !== 'info' && one.check === check).length;
  const checks = new Set([...before.faults.values(), ...after.faults.values()].map(({ check }) => check));
  if (count(after, fault.check) >= Math.max(1, count(before, fault.check)) && fault.severity !== 'info') return false;
  if ([...checks].some((check) => check !== fault.check && count(after, check) > count(before, check))) return false;
  if (before.faults.size > 0 && fault.effect === 'rejected') return true;
  const [old, now] = [before, after].map(({ bytes }) => readWorld([sourceOf(bytes)], [], world));
  if (old === undefined || now === undefined) return false;
  const { subjects } = diffClusters(old.cluster, now.cluster);
  if (subjects.some(({ gained, unproved }) => gained.length > 0 || unproved.length > 0)) return false;
  return fault.effect !== 'opens' || subjects.some(({ lost }) => lost.length > 0);
}

/** Whether two renders hold the same policies, whatever their spelling. */
export function samePolicies(a: Judged, b: Judged): boolean {
  const [ours, theirs] = [a, b].map(({ policies }) => [...policies.values()].map(({ text }) => meaning(text)));
  return JSON.stringify(ours) === JSON.stringify(theirs);
}

function meaning(text: string): unknown {
  const tree = parseTree(text);
  return isFault(tree) ? text : toJson(tree);
}
