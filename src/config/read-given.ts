import { UsageError } from '../io.ts';
import { type Json, type Node, nodeAt } from '../manifest/tree.ts';
import { complaintOf } from './complaint.ts';
import type { Given } from './given.ts';
import { settingsErrors } from './validate.ts';

/**
 * Settings out of the mapping that holds them, validated. Throws UsageError in one line; `head` stands in front of it, given
 * the path of what is wrong.
 */
export function readGiven(spec: Json, head: (path: readonly (string | number)[]) => string): Given {
  const given = withOff(spec);
  const [error] = settingsErrors(given);
  if (error === undefined) return consistentGiven(given as Given, head);
  const { path, message } = complaintOf(error, given);
  throw new UsageError(`${head(path)}${message}`);
}

/** A list without the word that makes it count looks stricter than it is. */
function consistentGiven(given: Given, head: (path: readonly (string | number)[]) => string): Given {
  const { inlineIgnores, inlineIgnorable } = given;
  if (inlineIgnorable !== undefined && inlineIgnores !== 'listed')
    throw new UsageError(`${head(['inlineIgnorable'])}inlineIgnorable counts only beside inlineIgnores: listed`);
  if (inlineIgnores === 'listed' && (inlineIgnorable ?? []).length === 0)
    throw new UsageError(
      `${head(['inlineIgnores'])}inlineIgnores: listed wants a list, inlineIgnorable; without one write none`,
    );
  return given;
}

/** The first key that stands twice in a mapping of settings, at any depth: one of the two would count, and which is not said. */
export function keyGivenTwice(node: Node | undefined): { readonly key: string; readonly offset: number } | undefined {
  if (node?.kind === 'map') {
    const [duplicate] = node.duplicates;
    if (duplicate !== undefined) return { key: duplicate.key, offset: duplicate.last.keySpan.start };
  }
  const below = node?.kind === 'map' ? [...node.entries.values()].map(({ value }) => value) : childrenOf(node);
  for (const child of below) {
    const found = keyGivenTwice(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where a path leads in a tree: the value, or what is nearest above. */
export function offsetOf(root: Node, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = nodeAt(root, path.slice(0, length - 1).map(asIndex));
    const step = path[length - 1];
    if (parent?.kind === 'map' && typeof step === 'string') {
      const entry = parent.entries.get(step);
      if (entry !== undefined) return entry.keySpan.start;
    }
    if (parent?.kind === 'list') {
      const item = parent.items[Number(step)];
      if (item !== undefined) return item.span.start;
    }
  }
  return root.span.start;
}

/** ajv writes indexes as text, and no key of ours is a number. */
function asIndex(step: string | number): string | number {
  return /^\d+$/.test(String(step)) ? Number(step) : step;
}

function childrenOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : [];
}

/** An unquoted `off` is a boolean to YAML 1.1. */
function withOff(spec: Json): Json {
  if (!isObject(spec) || !isObject(spec.severities ?? null)) return spec;
  const severities = Object.entries(spec.severities as { readonly [key: string]: Json });
  return {
    ...spec,
    severities: Object.fromEntries(severities.map(([id, level]) => [id, level === false ? 'off' : level])),
  };
}

/** Whether a value of JSON is an object. */
export function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
