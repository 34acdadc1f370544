import { writeString } from '../../manifest/write.ts';

/** What a rule or a selector is made of. */
type Value = string | number | readonly Value[] | { readonly [key: string]: Value | undefined };

/** A value as block YAML, for advice; keys without a value are left out. */
export function yamlOf(value: object, indent = 0): string {
  return blockOf(value as Value, indent);
}

function blockOf(value: Value, indent: number): string {
  const pad = ' '.repeat(indent);
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return String(value);
  if (isList(value)) return value.map((item) => `${pad}- ${blockOf(item, indent + 2).trimStart()}`).join('\n');
  return Object.entries(value)
    .flatMap(([key, inner]) => (inner === undefined ? [] : [`${pad}${writeString(key)}:${behind(inner, indent + 2)}`]))
    .join('\n');
}

function behind(value: Value, indent: number): string {
  if (typeof value !== 'object') return ` ${blockOf(value, indent)}`;
  if (isList(value) ? value.length === 0 : Object.keys(value).length === 0) return isList(value) ? ' []' : ' {}';
  return `\n${blockOf(value, indent)}`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
