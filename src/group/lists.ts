/** Adds a value to the list of a key. */
export function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Names for a reader: all of a few, the first five of many, as `a, b, c, d, e and 9 more`. */
export function someOf(names: readonly string[]): string {
  if (names.length <= 6) return names.join(', ');
  return `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}

/** Compares texts in the order of UTF-16 code units: one that hangs on no locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares by name: an order that does not hang on the stream. */
export function byName(a: Named, b: Named): number {
  return byText(a.ref.name, b.ref.name);
}

type Named = { readonly ref: { readonly name: string } };
