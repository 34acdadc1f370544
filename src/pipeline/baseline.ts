import type { Json } from '../manifest/tree.ts';
import type { KnownFinding } from './known-findings.ts';

/** The `kind` of a baseline: no other file holds the word. */
export const BASELINE_KIND = 'netpolish-baseline';

const VERSION = 1;

/** Findings as a file that people can read and review; the same findings make the same bytes. */
export function writeBaseline(findings: readonly KnownFinding[]): string {
  return `${JSON.stringify({ kind: BASELINE_KIND, version: VERSION, findings }, null, 2)}\n`;
}

/** Reads such a file, or says in words why it is none. */
export function readBaseline(text: string): readonly KnownFinding[] | string {
  const root = parsed(text);
  if (root === undefined) return 'it is no JSON';
  if (!isObject(root) || root.kind !== BASELINE_KIND) return `it is no baseline of netpolish (kind: ${BASELINE_KIND})`;
  if (root.version !== VERSION)
    return `it is of version ${JSON.stringify(root.version)}, and this netpolish reads ${VERSION}`;
  const { findings } = root;
  if (!Array.isArray(findings)) return 'its findings are no list';
  const seen = new Set<string>();
  for (const [i, entry] of findings.entries()) {
    const fault = faultOf(entry, seen);
    if (fault !== undefined) return `findings[${i}] ${fault}`;
  }
  return findings as readonly KnownFinding[];
}

function faultOf(entry: Json, seen: Set<string>): string | undefined {
  if (!isObject(entry)) return 'is no object';
  const { check, message, fingerprint, count, kind = '', namespace = '', name = '', source = '' } = entry;
  for (const [key, value] of Object.entries({ check, message, fingerprint, kind, namespace, name, source }))
    if (typeof value !== 'string') return `has no ${key} that is text`;
  if (!Number.isSafeInteger(count) || Number(count) < 1) return 'has no count of one or more';
  if (seen.has(String(fingerprint))) return 'has the fingerprint of another one';
  seen.add(String(fingerprint));
  return undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as Json;
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
