/** Adds a value to the list of a key. */
export function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Compares by name, in the order of UTF-16 code units: one that hangs neither on the stream nor on a locale. */
export function byName(a: Named, b: Named): number {
  return a.ref.name < b.ref.name ? -1 : a.ref.name > b.ref.name ? 1 : 0;
}

type Named = { readonly ref: { readonly name: string } };
