import schema from '../../schemas/config.schema.json' with { type: 'json' };
import { UsageError } from '../io.ts';
import { parseTree } from '../manifest/parse.ts';
import { isFault, type Json, type Node, toJson } from '../manifest/tree.ts';
import type { Given } from './given.ts';
import { isObject, readGiven } from './read-given.ts';
import { readSeverities, splitList } from './settings.ts';

/**
 * Reads a functionConfig: kind Netpolish (netpolish.dev/v1alpha1) with its settings under `spec`, or a ConfigMap whose
 * `data` holds them as strings, as `kpt fn eval -- key=value` writes it. Blank text and other kinds without settings
 * say nothing. Throws UsageError in one line.
 */
export function readFunctionConfig(config: string | Node | undefined): Given {
  const root = typeof config === 'string' ? parseConfig(config) : config;
  if (root === undefined || root.kind === 'null') return {};
  const object = toJson(root);
  if (!isObject(object)) throw new UsageError('the functionConfig is no object');
  checkKind(object);
  const given = object.kind === 'ConfigMap' ? fromStrings(object.data ?? {}) : (object.spec ?? {});
  return readGiven(given, () => NOT_VALID);
}

const NOT_VALID = 'the functionConfig is not valid: ';

/** Settings in the wrong place would be ignored without a word. */
function checkKind(object: { readonly [key: string]: Json }): void {
  const { apiVersion, kind } = object;
  const isOurs = kind === 'Netpolish' && apiVersion === 'netpolish.dev/v1alpha1';
  if (kind !== 'ConfigMap' && !isOurs && Object.keys(object).length > 0) {
    throw new UsageError(
      `the functionConfig is ${kind ?? 'without kind'} of ${apiVersion ?? 'no apiVersion'}: use netpolish.dev/v1alpha1 Netpolish or v1 ConfigMap`,
    );
  }
  const stray = Object.keys(object).find((key) => Object.hasOwn(schema.properties, key));
  if (stray !== undefined) throw new UsageError(`${NOT_VALID}${stray} does not belong beside kind`);
  const misplaced = kind === 'ConfigMap' ? object.spec : object.data;
  if (misplaced !== undefined)
    throw new UsageError(`${NOT_VALID}settings of a ${kind} stand under ${kind === 'ConfigMap' ? 'data' : 'spec'}`);
}

function parseConfig(text: string): Node | undefined {
  const root = parseTree(text);
  if (isFault(root)) throw new UsageError(`the functionConfig does not parse: ${root.message}`);
  return root;
}

const LISTS: readonly string[] = ['ignore', 'context', 'ignorePaths', 'allowedAnnotations', 'inlineIgnorable'];
const FLAGS: readonly string[] = ['fix', 'mergeSameName', 'simplify', 'merge'];

/** kpt writes every value as a string. */
function fromStrings(data: Json): Json {
  if (!isObject(data)) return data;
  const value = (key: string, text: Json): Json => {
    if (typeof text !== 'string') return text;
    if (LISTS.includes(key)) return splitList(text);
    if (key === 'severities') return readSeverities(text, `${NOT_VALID}severities`);
    if (FLAGS.includes(key)) return text === 'true' ? true : text === 'false' ? false : text;
    return text;
  };
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, value(key, text)]));
}
