import type { Json } from '../manifest/tree.ts';
import type { Assignment, Choice, ValuePath } from './types.ts';

/**
 * A choice as words of Helm's command line, each value a flag: `--set`, `metrics.enabled=true`. Dots and commas are escaped as
 * Helm reads them (Helm pkg/strvals/parser.go). What `--set` cannot say goes through `--set-string` or `--set-json` (Helm 3.10).
 */
export function helmWords(choice: Choice): readonly string[] {
  return choice.flatMap(wordsOf);
}

function wordsOf({ path, value }: Assignment): readonly string[] {
  const key = keyOf(path);
  if (isCleared(value)) return clearedKeys(value).flatMap((inner) => ['--set', `${keyOf([...path, inner])}=null`]);
  if (value === null || typeof value === 'boolean') return ['--set', `${key}=${String(value)}`];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return ['--set', `${key}=${value}`];
  if (value === '') return ['--set', `${key}=`];
  if (typeof value === 'string') return [isTyped(value) ? '--set-string' : '--set', `${key}=${escaped(value)}`];
  return ['--set-json', `${key}=${JSON.stringify(value)}`];
}

/** Whether `--set` would read a text as something else (Helm pkg/strvals/parser.go typedVal, Go strconv.ParseInt). */
function isTyped(text: string): boolean {
  return /^(true|false|null|0|[-+]\d+|[1-9]\d*)$/i.test(text);
}

function keyOf(path: ValuePath): string {
  return path.map((step) => step.replace(/[\\.,=[\]{}]/g, '\\$&')).join('.');
}

/** A brace at the beginning would be that of a list, for `--set-string` too. */
function escaped(text: string): string {
  return text.replace(/[\\,]|^\{/g, '\\$&');
}

/** A map that is emptied key by key, since Helm merges an empty one into the default (Helm chartutil/coalesce.go). */
function isCleared(value: Json): value is { readonly [key: string]: null } {
  const keys = clearedKeys(value);
  return keys.length > 0 && keys.length <= FEW && Object.values(value as object).every((inner) => inner === null);
}

/** More are easier to read as JSON. */
const FEW = 3;

function clearedKeys(value: Json): readonly string[] {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value) : [];
}
