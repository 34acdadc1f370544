import type { LabelSelector } from './api.ts';

/**
 * What a selector demands of one label key: the values it may have (`in`) or may not have (`notIn`), and whether the
 * key may be missing altogether. Complete, because keys are independent and label values practically without number
 * (semantics 5.2).
 */
export type Demand = { readonly absentOk: boolean; readonly in: boolean; readonly values: ReadonlySet<string> };

/** A selector by label key: the canonical form behind every comparison. */
export type Selector = { readonly demands: ReadonlyMap<string, Demand>; readonly satisfiable: boolean };

const ANY: Demand = { absentOk: true, in: false, values: new Set() };

/** Brings a selector into canonical form: spelling, order, repeats and contradictions no longer matter. */
export function canonicalSelector(selector: LabelSelector): Selector {
  const demands = new Map<string, Demand>();
  const add = (key: string, demand: Demand): void => {
    demands.set(key, both(demands.get(key) ?? ANY, demand));
  };
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    add(key, { absentOk: false, in: true, values: new Set([value]) });
  }
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    add(key, demandOf(operator, values ?? []));
  }
  for (const [key, demand] of demands) if (isAny(demand)) demands.delete(key);
  return { demands, satisfiable: ![...demands.values()].some(isImpossible) };
}

/** Equal keys mean: both select the same pods, whatever labels there are. All unsatisfiable selectors share one key. */
export function selectorKey(selector: Selector): string {
  if (!selector.satisfiable) return 'nothing';
  const demands = [...selector.demands].map(([key, d]) => [key, d.absentOk, d.in, [...d.values].sort()] as const);
  return JSON.stringify(demands.sort((a, b) => (a[0] < b[0] ? -1 : 1)));
}

/** The label keys of which a selector asks what no object can have: In of nothing in common, Exists and DoesNotExist. */
export function impossibleKeys(selector: LabelSelector): readonly string[] {
  return [...canonicalOf(selector).demands].filter(([, demand]) => isImpossible(demand)).map(([key]) => key);
}

/** The labels that whatever a selector selects carries with one certain value, each as text. */
export function fixedLabels(selector: LabelSelector): readonly string[] {
  const fixed = [...canonicalOf(selector).demands].filter(([, demand]) => isFixed(demand));
  return fixed.map(([key, { values }]) => JSON.stringify([key, ...values]));
}

/** The label keys of which a selector asks anything. */
export function askedKeys(selector: LabelSelector): readonly string[] {
  return [...canonicalOf(selector).demands.keys()];
}

/** Whether `outer` selects whatever `inner` selects, whatever labels there are (semantics 5.2: sound and complete). */
export function isSubset(inner: LabelSelector, outer: LabelSelector): boolean {
  const [a, b] = [canonicalOf(inner), canonicalOf(outer)];
  return !a.satisfiable || [...b.demands].every(([key, demand]) => isWithin(a.demands.get(key) ?? ANY, demand));
}

/** Whether two selectors select the same pods. */
export function equivalent(a: LabelSelector, b: LabelSelector): boolean {
  return a === b || selectorKey(canonicalOf(a)) === selectorKey(canonicalOf(b));
}

/** Keys of labels that are there with values nobody knows; `any`: whatever key is not known may be there. */
export type UnknownLabels = readonly string[] | 'any';

/**
 * Whether a selector matches labels (apimachinery labels/selector.go), or may, for what it asks of unknown ones.
 */
export function matches(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: ReadonlyMap<string, string>,
  unknown: UnknownLabels = [],
): boolean {
  const isUnknown = (key: string): boolean => !labels.has(key) && (unknown === 'any' || unknown.includes(key));
  return (
    Object.entries(matchLabels).every(([key, value]) => isUnknown(key) || labels.get(key) === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels.get(key);
      if (isUnknown(key)) return operator !== 'DoesNotExist' || unknown === 'any';
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isListed = value !== undefined && values.includes(value);
      return operator === 'NotIn' ? !isListed : operator === 'In' && isListed;
    })
  );
}

/** A selector on one line as people write it: `app=web, tier in (a, b), !debug`; '' selects every pod. */
export function describeSelector(selector: LabelSelector): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : operator === 'NotIn' ? 'notin' : operator} (${values.join(', ')})`;
  });
  return [...labels, ...expressions].join(', ');
}

/** Selectors are compared with many others: each is read once. */
const canonical = new WeakMap<LabelSelector, Selector>();

function canonicalOf(selector: LabelSelector): Selector {
  const known = canonical.get(selector) ?? canonicalSelector(selector);
  canonical.set(selector, known);
  return known;
}

function isWithin(inner: Demand, outer: Demand): boolean {
  if (inner.absentOk && !outer.absentOk) return false;
  if (inner.in && outer.in) return [...inner.values].every((value) => outer.values.has(value));
  if (inner.in) return ![...inner.values].some((value) => outer.values.has(value));
  return !outer.in && [...outer.values].every((value) => inner.values.has(value));
}

function demandOf(operator: string, values: readonly string[]): Demand {
  switch (operator) {
    case 'In':
      return { absentOk: false, in: true, values: new Set(values) };
    case 'NotIn':
      return { absentOk: true, in: false, values: new Set(values) };
    case 'Exists':
      return { absentOk: false, in: false, values: new Set() };
    case 'DoesNotExist':
      return { absentOk: true, in: true, values: new Set() };
    default:
      // The API server refuses any other operator; a demand of its own keeps such selectors apart from all others.
      return { absentOk: false, in: true, values: new Set([`${operator}(${values.join()})`]) };
  }
}

function both(a: Demand, b: Demand): Demand {
  const absentOk = a.absentOk && b.absentOk;
  if (a.in && b.in) return { absentOk, in: true, values: keep(a.values, (v) => b.values.has(v)) };
  if (a.in) return { absentOk, in: true, values: keep(a.values, (v) => !b.values.has(v)) };
  if (b.in) return { absentOk, in: true, values: keep(b.values, (v) => !a.values.has(v)) };
  return { absentOk, in: false, values: new Set([...a.values, ...b.values]) };
}

function keep(values: ReadonlySet<string>, test: (value: string) => boolean): ReadonlySet<string> {
  return new Set([...values].filter(test));
}

function isFixed(demand: Demand): boolean {
  return !demand.absentOk && demand.in && demand.values.size === 1;
}

function isAny(demand: Demand): boolean {
  return demand.absentOk && !demand.in && demand.values.size === 0;
}

function isImpossible(demand: Demand): boolean {
  return !demand.absentOk && demand.in && demand.values.size === 0;
}
