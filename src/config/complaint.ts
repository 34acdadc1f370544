import type { ErrorObject } from 'ajv';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import type { Json } from '../manifest/tree.ts';
import { NEWEST } from '../policy/version.ts';
import { meantWord } from '../spelling.ts';

/** What is wrong with settings: where, as keys and indexes from their root, and in words. */
export type Complaint = { readonly path: readonly (string | number)[]; readonly message: string };

/** Says in one line what the schema has against settings: the path, the value, and the nearest right word. */
export function complaintOf(error: ErrorObject, settings: Json): Complaint {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const value = valueAt(settings, path);
  const name = path.length === 0 ? 'spec' : path.join('.');
  const { keyword, params } = error;
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    return { path: [...path, key], message: strayKey([...path, key], path) };
  }
  return { path, message: `${name} ${demand(keyword, params, value, path, error.message)}` };
}

function strayKey(full: readonly string[], parent: readonly string[]): string {
  const key = full.at(-1) ?? '';
  const names = namesIn(parent);
  const what = parent[0] === 'severities' ? 'check' : 'setting';
  return `no such ${what}: ${full.join('.')}${meant(key, names)}`;
}

/** What may stand there, by the schema. */
function namesIn(parent: readonly string[]): readonly string[] {
  if (parent[0] === 'severities') return CHECK_IDS;
  if (parent[0] === 'ignore') return Object.keys(schema.properties.ignore.items.properties);
  return Object.keys(schema.properties);
}

const CHECK_IDS: readonly string[] = schema.definitions.check.enum;

function demand(
  keyword: string,
  params: ErrorObject['params'],
  value: Json | undefined,
  path: readonly string[],
  message: string | undefined,
): string {
  if (isCheck(keyword, path)) return `is ${shown(value)}: no such check${meant(value, CHECK_IDS)}`;
  if (keyword === 'enum') {
    const allowed = (params.allowedValues as unknown[]).map(String).filter((word) => word !== '');
    return `must be one of ${allowed.join(', ')}, and is ${shown(value)}${meant(value, allowed)}`;
  }
  if (keyword === 'required') return `has no ${params.missingProperty}`;
  if (keyword === 'minLength') return 'is blank';
  const type = params.type as string | readonly string[] | undefined;
  if (keyword === 'type' && (type === 'string' || type?.includes('string')))
    return `must be text, and is ${shown(value)}${isScalar(value) ? ': put it in quotes' : ''}`;
  if (keyword === 'type') return `must be ${type}, and is ${shown(value)}`;
  if (keyword === 'pattern')
    return `must be a ${path.at(-1) === 'until' ? 'day such as 2026-12-31' : `version such as ${NEWEST}`}, and is ${shown(value)}`;
  return message ?? 'is not valid';
}

function isCheck(keyword: string, path: readonly string[]): boolean {
  const isEntry = (path[0] === 'ignore' && path[2] === 'check') || path[0] === 'inlineIgnorable';
  return isEntry && ['enum', 'const', 'anyOf'].includes(keyword);
}

function meant(word: Json | undefined, words: readonly string[]): string {
  const near = typeof word === 'string' ? meantWord(word, words) : undefined;
  return near === undefined ? '' : `; did you mean ${near}?`;
}

const MAX_SHOWN = 60;

function shown(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function isScalar(value: Json | undefined): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function valueAt(root: Json, path: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, step) ? (value as { readonly [key: string]: Json })[step] : undefined;
  }
  return value;
}
