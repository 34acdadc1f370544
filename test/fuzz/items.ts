/** The items of a ResourceList by a reader of its own, for the law that a function changes none that is no policy. */

/** Where an item that no reading can take for a policy is gone or changed, in words; only lists of lines are looked at. */
export function keptItems(before: Buffer, after: Buffer): string | undefined {
  let at = 0;
  const output = after.toString('latin1');
  for (const item of itemsOf(before.toString('latin1'))) {
    const found = output.indexOf(item, at);
    if (found === -1) return `${JSON.stringify(item)} is gone, or stands elsewhere`;
    at = found + item.length;
  }
  return undefined;
}

/** Pieces from one dash in the column of the first to the next, without those that may be policies or no items. */
function itemsOf(text: string): readonly string[] {
  const first = /\nitems:[^\n]*\n( *)- /.exec(text);
  if (first === null || /(^|\n)(\.\.\.|---)/.test(text.slice(first.index))) return [];
  const [head = '', indent = ''] = first;
  const body = text.slice(first.index + head.length - indent.length - 2);
  return body
    .split(new RegExp(`(?<=\\n)(?=${indent}- )`))
    .slice(0, -1)
    .filter((item) => !/NetworkPolic|\\|functionConfig|results|["'&*{[|>]/.test(item));
}
