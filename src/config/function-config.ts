import schema from '../../schemas/config.schema.json' with { type: 'json' };
import { UsageError } from '../io.ts';
import { parseTree } from '../manifest/parse.ts';
import { isFault, type Json, type Node, toJson } from '../manifest/tree.ts';
import { NEWEST } from '../policy/version.ts';
import { readSeverities, type Settings, splitList } from './settings.ts';
import { settingsErrors } from './validate.ts';

/**
 * Reads a functionConfig: kind Netpolish (netpolish.dev/v1alpha1) with its settings under `spec`, or a ConfigMap whose
 * `data` holds them as strings, as `kpt fn eval -- key=value` writes it. Blank text and other kinds without settings
 * leave `defaults`. Throws UsageError in one line.
 */
export function readFunctionConfig(config: string | Node | undefined, defaults: Settings): Settings {
  const root = typeof config === 'string' ? parseConfig(config) : config;
  if (root === undefined || root.kind === 'null') return defaults;
  const object = toJson(root);
  if (!isObject(object)) throw new UsageError('the functionConfig is no object');
  checkKind(object);
  const given = object.kind === 'ConfigMap' ? fromStrings(object.data ?? {}) : withOff(object.spec ?? {});
  const [complaint] = settingsErrors(given);
  if (complaint !== undefined) throw new UsageError(`the functionConfig is not valid: ${complaintOf(complaint)}`);
  return apply(given as Given, defaults);
}

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
  if (stray !== undefined)
    throw new UsageError(`the functionConfig is not valid: ${stray} does not belong beside kind`);
  const misplaced = kind === 'ConfigMap' ? object.spec : object.data;
  if (misplaced !== undefined)
    throw new UsageError(
      `the functionConfig is not valid: settings of a ${kind} stand under ${kind === 'ConfigMap' ? 'data' : 'spec'}`,
    );
}

type Given = Partial<Omit<Settings, 'merge'>> & { readonly merge?: boolean | Settings['merge'] };

function parseConfig(text: string): Node | undefined {
  const root = parseTree(text);
  if (isFault(root)) throw new UsageError(`the functionConfig does not parse: ${root.message}`);
  return root;
}

function apply({ merge, ...given }: Given, defaults: Settings): Settings {
  const asked = merge ?? (given.mergeSameName ? true : undefined);
  const how = asked === true ? 'within-charts' : asked === false ? 'off' : asked;
  return { ...defaults, ...given, ...(how !== undefined && { merge: how }) };
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

/** kpt writes every value as a string. */
function fromStrings(data: Json): Json {
  if (!isObject(data)) return data;
  const value = (key: string, text: Json): Json => {
    if (typeof text !== 'string') return text;
    if (key === 'ignore' || key === 'context') return splitList(text);
    if (key === 'severities') return readSeverities(text, 'the functionConfig is not valid: severities');
    if (key === 'fix' || key === 'mergeSameName' || key === 'simplify' || key === 'merge')
      return text === 'true' ? true : text === 'false' ? false : text;
    return text;
  };
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, value(key, text)]));
}

function complaintOf(error: ReturnType<typeof settingsErrors>[number]): string {
  const path = error.instancePath.slice(1).replaceAll('/', '.') || 'spec';
  if (error.keyword === 'additionalProperties') return `no such setting: ${error.params.additionalProperty}`;
  if (error.keyword === 'enum') return `${path} must be one of ${(error.params.allowedValues as unknown[]).join(', ')}`;
  if (error.keyword === 'type' && error.params.type === 'string') return `${path} must be text: put it in quotes`;
  if (error.keyword === 'pattern') return `${path} must be a version such as ${NEWEST}`;
  return `${path} ${error.message}`;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
