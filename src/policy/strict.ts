import type { Path } from '../finding.ts';
import type { Node } from '../manifest/tree.ts';
import type { Decoded } from './decode.ts';
import { fieldOf } from './invalid.ts';
import { quote } from './quote.ts';
import { mapValue, structureAt } from './structure.ts';

/** The decoder tells no more than this (sigs.k8s.io/json, saveStrictError). */
const MOST = 100;

/**
 * What a server says that was asked for strict field validation (HTTP 400), or undefined where it has nothing to say. kubectl
 * and Helm make JSON of YAML before they send it, and of a key given twice nothing is left then.
 */
export function strictDecodingError({ unknown }: Pick<Decoded, 'unknown'>): string | undefined {
  return strictWords(unknown.map((path) => `unknown field ${quote(fieldOf(path))}`));
}

/** The same for a body that is sent as it stands, in the order of its text, fields given twice among it. */
export function strictJsonError(root: Node, { unknown }: Pick<Decoded, 'unknown'>): string | undefined {
  const known = new Set(unknown.map((path) => JSON.stringify(path)));
  return strictWords([...strictFaults(root, [], known)]);
}

function strictWords(faults: readonly string[]): string | undefined {
  const told = [...new Set(faults)].slice(0, MOST);
  return told.length === 0 ? undefined : `strict decoding error: ${told.join(', ')}`;
}

/** What is unknown is not looked into, and given twice it is still only unknown. */
function* strictFaults(node: Node, path: Path, unknown: ReadonlySet<string>): Generator<string> {
  if (node.kind === 'list')
    for (const [i, item] of node.items.entries()) yield* strictFaults(item, [...path, i], unknown);
  if (node.kind !== 'map' || isOpaque(path)) return;
  for (const [key, { value }] of node.entries) {
    const at = [...path, key];
    if (unknown.has(JSON.stringify(at))) yield `unknown field ${quote(fieldOf(at))}`;
    else yield* strictFaults(value, at, unknown);
    if (unknown.has(JSON.stringify(at))) continue;
    if (node.duplicates.some((duplicate) => duplicate.key === key)) yield `duplicate field ${quote(fieldOf(at))}`;
  }
}

/** A value that the decoder hands on as it is. */
function isOpaque(path: Path): boolean {
  const structure = structureAt(path)?.structure;
  return structure !== undefined && structure.properties === undefined && mapValue(structure) === undefined;
}
