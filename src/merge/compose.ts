import { byName } from '../group/lists.ts';
import { type Entry, entryOf, type Json, nodeAt } from '../manifest/tree.ts';
import { writeJson, writeStrings } from '../manifest/write.ts';
import { DIRECTIONS, type Direction, POLICY_TYPE, type Rule } from '../policy/api.ts';
import { isolates, type Policy, statesPolicyTypes } from '../policy/policy.ts';
import { isLastApplied, isPlaceAnnotation, MERGED_FROM } from './refusal.ts';
import type { Simplified } from './simplify.ts';
import { entryAsWritten, itemsAsWritten } from './verbatim.ts';

/** The member whose name, labels and annotations the merged policy takes: the one whose name sorts first. */
export function namesake(members: readonly Policy[]): Policy | undefined {
  return [...members].sort(byName)[0];
}

/** The names that the members stand for, sorted; a merged member stands for those it was merged from. */
export function originsOf(members: readonly Policy[]): readonly string[] {
  const names = members.flatMap((p) => p.annotations.get(MERGED_FROM)?.split(',') ?? [p.ref.name]);
  return [...new Set(names.map((name) => name.trim()))].sort();
}

/**
 * The one policy that says what the members say (semantics 7): the union of the effective policyTypes, and for each
 * direction the rules of those members that list it, as written, exact repeats once. Block YAML whose keys stand at
 * column `indent`, the first line without indentation, without a final line break. `bare` leaves out what a host noted
 * about the place of the first member: it is for people to copy. Rules that are `simplified` are written in place of those
 * of the members. A single member keeps its metadata as written.
 */
export function composePolicy(
  members: readonly Policy[],
  indent: number,
  { place = 'hosted', simplified = {} }: { readonly place?: 'hosted' | 'bare'; readonly simplified?: Simplified } = {},
): string {
  const base = namesake(members);
  const [first] = members;
  if (base === undefined) return '';
  const inner = indent + 2;
  return [
    'apiVersion: networking.k8s.io/v1',
    `${pad(indent)}kind: NetworkPolicy`,
    `${pad(indent)}metadata:`,
    ...metadata(base, place === 'hosted' ? first : undefined, members, inner),
    `${pad(indent)}spec:`,
    podSelector(base, inner),
    ...(writesTypesOut(members, simplified) || statesPolicyTypes(base)
      ? [`${pad(inner)}policyTypes:`, ...types(members).map((direction) => `${pad(inner)}- ${POLICY_TYPE[direction]}`)]
      : []),
    ...types(members).map((direction) => {
      const simple = simplified[direction];
      return simple === undefined ? rules(members, direction, inner) : writeRules(simple, direction, inner);
    }),
  ].join('\n');
}

/** The rules of a direction with their key, in block YAML whose key stands at column `indent`. */
export function writeRules(list: readonly Rule[], direction: Direction, indent: number): string {
  return writeJson({ [direction]: list as unknown as Json }, indent);
}

/**
 * Whether types that a member leaves to the server are written out. Those of a single policy are not, unless they hang on
 * egress rules of which none is left.
 */
export function writesTypesOut(members: readonly Policy[], simplified: Simplified = {}): boolean {
  if (members.every(statesPolicyTypes)) return false;
  return members.length > 1 || simplified.egress?.length === 0;
}

function types(members: readonly Policy[]): readonly Direction[] {
  return DIRECTIONS.filter((direction) => members.some((p) => isolates(p.spec, direction)));
}

function metadata(base: Policy, first: Policy | undefined, members: readonly Policy[], indent: number): string[] {
  const node = nodeAt(base.root, ['metadata']);
  if (node?.kind !== 'map') return [];
  if (members.length === 1) {
    return [...node.entries.values()].map((entry) => entryAsWritten(textOf(base), entry, indent));
  }
  const lines: string[] = [];
  for (const [key, entry] of node.entries) {
    if (key === 'annotations') continue;
    if (key === 'labels') lines.push(...labels(base, entry, indent));
    else lines.push(entryAsWritten(textOf(base), entry, indent));
  }
  const annotations = mergedAnnotations(base, first, members);
  return [...lines, `${pad(indent)}annotations:`, writeStrings(annotations, indent + 2)];
}

/** A null label would be pruned by one client and kept as '' by another: it is written as ''. */
function labels(base: Policy, entry: Entry, indent: number): string[] {
  if (entry.value.kind !== 'map' || entry.value.entries.size === 0) return [];
  const isWhole = [...entry.value.entries.values()].every(({ value }) => value.kind !== 'null');
  if (isWhole) return [entryAsWritten(textOf(base), entry, indent)];
  return [`${pad(indent)}labels:`, writeStrings(base.labels, indent + 2)];
}

function mergedAnnotations(
  base: Policy,
  first: Policy | undefined,
  members: readonly Policy[],
): ReadonlyMap<string, string> {
  const own = [...base.annotations].filter(([key]) => !isPlaceAnnotation(key) && !isLastApplied(key));
  const host = [...(first?.annotations ?? [])].filter(([key]) => isPlaceAnnotation(key));
  return new Map([...own, ...host, [MERGED_FROM, originsOf(members).join(',')]]);
}

function podSelector(base: Policy, indent: number): string {
  const entry = entryOf(nodeAt(base.root, ['spec']), 'podSelector');
  if (entry === undefined || entry.value.kind === 'null') return `${pad(indent)}podSelector: {}`;
  return entryAsWritten(textOf(base), entry, indent);
}

function rules(members: readonly Policy[], direction: Direction, indent: number): string {
  const seen = new Set<string>();
  const items = members
    .filter((p) => isolates(p.spec, direction))
    .flatMap((p) => {
      const entry = entryOf(nodeAt(p.root, ['spec']), direction);
      return entry === undefined ? [] : itemsAsWritten(textOf(p), entry, indent, seen);
    });
  if (items.length === 0) return `${pad(indent)}${direction}: []`;
  return [`${pad(indent)}${direction}:`, ...items].join('\n');
}

function textOf(policy: Policy): string {
  return policy.resource.within.text;
}

function pad(indent: number): string {
  return ' '.repeat(indent);
}
