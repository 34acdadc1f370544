import type { Json } from '../manifest/tree.ts';
import { applied } from './apply.ts';
import { isMap } from './chart.ts';
import { type ChartValue, valueAt } from './chart-value.ts';
import { ELEMENT } from './reads/abstract.ts';
import type { Assignment, ValuePath } from './types.ts';

/** The first items of a list, and the first fields of an item, stand for all. */
const MAX_ITEMS = 3;
const MAX_FIELDS = 8;

/**
 * What is tried inside the items of a list of maps: switches turned over, lists and maps emptied, in one item at a time. Helm replaces
 * a list as a whole, so that each is a list of its own.
 */
export function itemChanges({ path, base, reads }: ChartValue): readonly Assignment[] {
  if (!Array.isArray(base)) return [];
  const list = base as readonly Json[];
  const below = reads.flatMap((read) => (read.path[path.length] === ELEMENT ? [read.path.slice(path.length + 1)] : []));
  const known = new Map(
    below.filter((field) => field.length > 0).map((field) => [JSON.stringify(field), until(field)]),
  );
  const fields = [...known.values()].slice(0, MAX_FIELDS);
  return list.slice(0, MAX_ITEMS).flatMap((item, i) =>
    fields.flatMap((field): readonly Assignment[] => {
      const change = isMap(item) ? changeOf(valueAt(item, field)) : undefined;
      if (change === undefined) return [];
      const changed = applied(item, [{ path: field, ...change }]);
      return [{ path, value: list.map((one, at) => (at === i ? changed : one)), kind: change.kind }];
    }),
  );
}

function until(field: ValuePath): ValuePath {
  const at = field.indexOf(ELEMENT);
  return at === -1 ? field : field.slice(0, at);
}

function changeOf(value: Json | undefined): Pick<Assignment, 'value' | 'kind'> | undefined {
  if (typeof value === 'boolean') return { value: !value, kind: 'switch' };
  if (Array.isArray(value) && value.length > 0) return { value: [], kind: 'empty' };
  return isMap(value) && Object.keys(value).length > 0 ? { value: {}, kind: 'empty' } : undefined;
}
