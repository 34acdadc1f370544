import type { Json } from '../manifest/tree.ts';
import { isMap } from './chart.ts';
import type { ChartValue } from './chart-value.ts';
import { itemChanges } from './list-items.ts';
import { plausible } from './plausible.ts';
import { ELEMENT } from './reads/abstract.ts';
import type { Assignment } from './types.ts';

/** Whether a value turns something on, by what it is and what templates do with it. */
export function isSwitch({ base, schema, reads }: ChartValue): boolean {
  if (typeof base === 'boolean' || schema.types.includes('boolean')) return true;
  const isUnset = base === undefined || base === null;
  return (
    isUnset &&
    reads.every(({ use }) => use === 'condition' || use === 'argument') &&
    !reads.some(({ comparedWith }) => comparedWith !== undefined)
  );
}

/** Whether it is one that a user turns on to get more: `enabled`, `create`, and what is like it. */
export function isEnabling(value: ChartValue): boolean {
  return isSwitch(value) && ENABLING.some((name) => name.test(value.path.at(-1) ?? ''));
}

/** Whole words: a `user` is none that turns `use` on. */
const ENABLING: readonly RegExp[] = [
  /^(is_?)?([Ee]nabled?|[Cc]reate[ds]?|[Ii]nstall|[Dd]eploy|[Uu]se)($|[A-Z_])/,
  /(enabled?|create)$/i,
];

/** All that is tried of one value by itself, the most plausible first. */
export function choicesOf(value: ChartValue): readonly Assignment[] {
  const { path, base } = value;
  const found: Assignment[] = [];
  const add = (kind: Assignment['kind'], to: Json): void => {
    if (!found.some((one) => same(one.value, to)) && !same(base ?? null, to)) found.push({ path, value: to, kind });
  };
  if (isSwitch(value)) add('switch', base !== true);
  for (const choice of value.schema.choices ?? []) if (choice !== null && choice !== '') add('switch', choice);
  for (const { comparedWith, use } of value.reads) {
    if (use === 'compare' && comparedWith !== undefined && comparedWith !== null && comparedWith !== '')
      add('switch', comparedWith);
  }
  if (Array.isArray(base) && base.length > 0) add('empty', []);
  if (isMap(base) && Object.keys(base).length > 0) {
    const keys = Object.keys(base);
    if (isReadWhole(value) && !isStructure(value)) add('empty', Object.fromEntries(keys.map((key) => [key, null])));
  }
  for (const one of itemChanges(value)) add(one.kind, one.value);
  if (isFillable(value)) add('fill', plausible(value));
  if (typeof base === 'string' && base !== '') add('blank', '');
  if (typeof base === 'number') add('blank', '');
  if (base !== undefined && base !== null && !isMap(base)) add('null', null);
  if (isMap(base) && isReadWhole(value)) add('null', null);
  return found;
}

/** Whether templates use the map as one, and not only what is below it. */
function isReadWhole({ path, reads }: ChartValue): boolean {
  return reads.some(
    (read) => read.path.length === path.length || read.use === 'range' || read.path[path.length] === ELEMENT,
  );
}

const WRITTEN_WHOLE: ReadonlySet<string> = new Set(['print', 'toYaml', 'tpl', 'range']);

/**
 * Whether templates read keys of the map by their names, and do no more with the whole than ask for it or hand it on: emptied of
 * all at once it is nothing that anybody writes.
 */
function isStructure({ path, reads, hasNamedKeys }: ChartValue): boolean {
  const isHandedOn = !reads.some(({ use }) => WRITTEN_WHOLE.has(use));
  return (
    (hasNamedKeys && isHandedOn) ||
    reads.some((read) => read.path.length > path.length && read.path[path.length] !== ELEMENT)
  );
}

function isFillable(value: ChartValue): boolean {
  const { base } = value;
  if (isSwitch(value)) return false;
  if (Array.isArray(base)) return base.length === 0;
  if (isMap(base)) return Object.keys(base).length === 0;
  return base === undefined || base === null || base === '';
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
