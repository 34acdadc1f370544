import type { Subject } from '../checks/check.ts';
import type { Path } from '../finding.ts';
import { isFault, type Json, type Node, nodeAt, toJson } from '../manifest/tree.ts';
import { sha256 } from './sha256.ts';

/**
 * What a finding is about, as data: whom the policy selects, and the rule (or the value) that is meant, whatever the order in
 * which it is written. It changes as soon as more or less is allowed to somebody else, and not with the words of a message.
 * '' where there is nothing to read.
 */
export function aboutOf({ resource: { root } }: Pick<Subject, 'resource'>, path: Path): string {
  if (isFault(root)) return '';
  const selector = nodeAt(root, ['spec', 'podSelector']);
  const part = nodeAt(root, isInRule(path) ? path.slice(0, RULE) : path);
  return `${dataOf(selector)} ${dataOf(part)}`;
}

/** `spec.ingress[3]`. */
const RULE = 3;

function isInRule([spec, direction, index]: Path): boolean {
  return spec === 'spec' && (direction === 'ingress' || direction === 'egress') && typeof index === 'number';
}

/** A rule of thousands of peers may have thousands of findings. */
const known = new WeakMap<Node, string>();
const LONG = 400;

function dataOf(node: Node | undefined): string {
  if (node === undefined) return '';
  const before = known.get(node);
  if (before !== undefined) return before;
  const text = inOrder(toJson(node));
  const data = text.length > LONG ? sha256(text) : text;
  known.set(node, data);
  return data;
}

/** JSON whose keys are sorted, and whose lists too: those of a policy are sets. */
function inOrder(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inOrder).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return `{${entries
    .map(([key, entry]) => `${JSON.stringify(key)}:${inOrder(entry)}`)
    .sort()
    .join()}}`;
}
