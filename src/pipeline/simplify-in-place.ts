import type { Edit } from '../manifest/edit.ts';
import { lastOffset, lineStop } from '../manifest/extent.ts';
import { type Entry, entryOf } from '../manifest/tree.ts';
import { writeRules, writesTypesOut } from '../merge/compose.ts';
import type { Simplified } from '../merge/simplify.ts';
import { DIRECTIONS, type Direction, type Rule } from '../policy/api.ts';
import type { Policy } from '../policy/policy.ts';

/**
 * Edits that write the simplified rules of a single policy and leave the rest of it byte for byte. Undefined where its
 * text cannot be cut there: JSON, anchors, or types that hang on whether there are egress rules.
 */
export function simplifyInPlace(policy: Policy, simplified: Simplified): readonly Edit[] | undefined {
  const spec = entryOf(policy.root, 'spec')?.value;
  if (spec?.kind !== 'map' || spec.flow || policy.root.entangled || policy.root.folded) return undefined;
  if (writesTypesOut([policy], simplified)) return undefined;
  const { text } = policy.resource.within;
  const edits = DIRECTIONS.flatMap((direction): readonly (Edit | undefined)[] => {
    const rules = simplified[direction];
    const entry = spec.entries.get(direction);
    return rules === undefined || entry === undefined ? [] : [replaceEntry(text, entry, direction, rules)];
  });
  const made = edits.filter((edit) => edit !== undefined);
  return made.length === edits.length && made.length > 0 ? made : undefined;
}

function replaceEntry(text: string, entry: Entry, direction: Direction, rules: readonly Rule[]): Edit | undefined {
  const { start } = entry.keySpan;
  const indent = start - (text.lastIndexOf('\n', start - 1) + 1);
  if (text.slice(start - indent, start).trim() !== '') return undefined;
  const stop = lineStop(text, Math.max(entry.keySpan.end, lastOffset(entry.value)));
  const written = writeRules(rules, direction, indent).trimStart();
  return {
    span: { start, end: text[stop - 1] === '\r' ? stop - 1 : stop },
    text: text.includes('\r\n') ? written.replace(/\r?\n/g, '\r\n') : written,
  };
}
