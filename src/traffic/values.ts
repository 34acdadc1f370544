/** A set of texts: those listed (`in`), or all but those listed. Closed under everything below, and exact. */
export type Values = { readonly in: boolean; readonly values: ReadonlySet<string> };

/** Every text there is. */
export const ANY_VALUE: Values = { in: false, values: new Set() };
/** No text at all. */
export const NO_VALUE: Values = { in: true, values: new Set() };

/** These texts and no other. */
export function only(values: Iterable<string>): Values {
  return { in: true, values: new Set(values) };
}

/** Every text but these. */
export function allBut(values: Iterable<string>): Values {
  return { in: false, values: new Set(values) };
}

/** Whether a text is one of the set. */
export function has(set: Values, value: string): boolean {
  return set.values.has(value) === set.in;
}

/** Whether nothing is in it. All but some is never nothing: texts have no end (semantics 5.2). */
export function isNoValue(set: Values): boolean {
  return set.in && set.values.size === 0;
}

/** What is in both. */
export function intersectValues(a: Values, b: Values): Values {
  if (a.in) return only([...a.values].filter((value) => has(b, value)));
  if (b.in) return only([...b.values].filter((value) => has(a, value)));
  if (a.values.size === 0) return b;
  return b.values.size === 0 ? a : allBut([...a.values, ...b.values]);
}

/** What is in one and not in the other. */
export function subtractValues(from: Values, what: Values): Values {
  return intersectValues(from, { in: !what.in, values: what.values });
}

/** What is in one of them. */
export function uniteValues(a: Values, b: Values): Values {
  if (a.in && b.in) return only([...a.values, ...b.values]);
  if (a.in) return allBut([...b.values].filter((value) => !a.values.has(value)));
  return allBut([...a.values].filter((value) => !has(b, value)));
}

/** Whether all that is in the one is in the other. */
export function isWithin(inner: Values, outer: Values): boolean {
  if (inner.in) return every(inner.values, (value) => has(outer, value));
  return !outer.in && every(outer.values, (value) => inner.values.has(value));
}

/** Whether anything is in both. */
export function valuesMeet(a: Values, b: Values): boolean {
  if (a.in) return !every(a.values, (value) => !has(b, value));
  return !b.in || !every(b.values, (value) => !has(a, value));
}

function every(values: ReadonlySet<string>, test: (value: string) => boolean): boolean {
  for (const value of values) if (!test(value)) return false;
  return true;
}
