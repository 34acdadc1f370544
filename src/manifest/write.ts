import { readPlainScalar } from './scalar.ts';
import type { Json, Node } from './tree.ts';

/**
 * Writes a value as block YAML, each line indented by `indent`, without aliases. What follows a key or a dash on its own
 * line (`[]`, scalars) comes back without indentation; see `follow`.
 */
export function writeNode(node: Node, indent: number): string {
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.json;
    case 'string':
      return writeString(node.value);
    case 'list':
      if (node.items.length === 0) return '[]';
      return node.items.map((item) => `${pad(indent)}- ${writeItem(item, indent + 2)}`).join('\n');
    case 'map': {
      if (node.entries.size === 0) return '{}';
      const lines = [...node.entries].map(
        ([key, { value }]) => `${pad(indent)}${writeString(key)}:${follow(value, indent + 2)}`,
      );
      return lines.join('\n');
    }
  }
}

/** A value as it stands behind its key: on the same line, or on lines of its own indented by `indent`. */
export function follow(node: Node, indent: number): string {
  return isBlock(node) ? `\n${writeNode(node, indent)}` : ` ${writeNode(node, indent)}`;
}

/** JSON as block YAML, each line indented by `indent`; the dashes of a list stand below the first letter of its key. */
export function writeJson(value: Json, indent: number): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return value.map((item: Json) => `${pad(indent)}- ${writeJson(item, indent + 2).trimStart()}`).join('\n');
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return entries.map(([key, item]) => `${pad(indent)}${writeString(key)}:${followJson(item, indent)}`).join('\n');
}

function followJson(value: Json, indent: number): string {
  const isBlockValue = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isBlockValue) return ` ${writeJson(value, 0)}`;
  return `\n${writeJson(value, Array.isArray(value) ? indent : indent + 2)}`;
}

/** A mapping of strings, sorted as given. */
export function writeStrings(strings: ReadonlyMap<string, string>, indent: number): string {
  return [...strings].map(([key, value]) => `${pad(indent)}${writeString(key)}: ${writeString(value)}`).join('\n');
}

/** A string as YAML 1.1 and 1.2 both read it back: plain where that is safe, otherwise quoted as JSON. */
export function writeString(text: string): string {
  const plain = /^[A-Za-z0-9_./][A-Za-z0-9_./ -]*(:[A-Za-z0-9_./-]+)*$/.test(text) && !text.endsWith(' ');
  const isText = readPlainScalar(text).kind === 'string' && !/^[\d.]/.test(text);
  return plain && isText && !text.startsWith('...')
    ? text
    : JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, escapeCharacter);
}

function escapeCharacter(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function writeItem(item: Node, indent: number): string {
  return isBlock(item) ? writeNode(item, indent).trimStart() : writeNode(item, indent);
}

function isBlock(node: Node): boolean {
  return (node.kind === 'list' && node.items.length > 0) || (node.kind === 'map' && node.entries.size > 0);
}

function pad(indent: number): string {
  return ' '.repeat(indent);
}
