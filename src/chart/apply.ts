import type { Json } from '../manifest/tree.ts';
import type { Choice, ValuePath } from './types.ts';

/** Values with those of a choice laid over them; what the choice does not name stays. */
export function applied(values: Json, choice: Choice): Json {
  return choice.reduce<Json>((all, { path, value }) => withValue(all, path, value), values);
}

function withValue(values: Json, path: ValuePath, value: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const here = values !== null && typeof values === 'object' && !Array.isArray(values) ? values : {};
  const inner = Object.hasOwn(here, first) ? (here as Record<string, Json>)[first] : undefined;
  return Object.fromEntries([...Object.entries(here), [first, withValue(inner ?? {}, rest, value)]]);
}
