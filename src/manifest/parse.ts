import { parseWhole } from './parse-whole.ts';
import { readPlain } from './plain.ts';
import type { Node, ParseFault } from './tree.ts';

/** How much of a text is read at all: beyond it is what no server takes, or what only aliases of aliases make. */
export type Limits = { readonly characters: number; readonly values: number };

/** The API server takes no request body of etcd's limit or more (1.5 MiB, etcd --max-request-bytes). */
const OBJECT: Limits = { characters: 1_572_864, values: 200_000 };

/** A list is no request: clients send its items one by one. */
export const LIST: Limits = { characters: 1 << 26, values: 5_000_000 };

/**
 * Parses the YAML of one object as sigs.k8s.io/yaml does (Helm 3, Helm 4, kubectl): YAML 1.1 scalars, last key wins,
 * merge keys in order. `offset` is added to every span. Never throws.
 */
export function parseTree(text: string, offset = 0, limits: Limits = OBJECT): Node | ParseFault {
  if (text.length > limits.characters) return { message: `larger than ${limits.characters / 1_048_576} MiB`, offset };
  return readPlain(text, offset) ?? parseWhole(text, offset, limits.values);
}
