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

/** Compares by name, in the order of UTF-16 code units: one that hangs neither on the stream nor on a locale. */
export function byName(a: Named, b: Named): number {
  return a.ref.name < b.ref.name ? -1 : a.ref.name > b.ref.name ? 1 : 0;
}

type Named = { readonly ref: { readonly name: string } };
