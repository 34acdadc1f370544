import { nodeAt } from '../../manifest/tree.ts';
import { type Fault, isDigits, textOf } from './fault.ts';

/** What a port name that is none looks like. */
export function portNameIs({ node }: Fault): string {
  return isDigits(node) ? 'a text of digits, and so no port' : 'no name of a port';
}

/** What to write in place of it: in quotes a number is a name, and ranges and lists have a form of their own. */
export function portName({ node }: Fault): string {
  const text = textOf(node);
  const number = Number(text);
  if (isDigits(node)) return `${number >= 1 && number <= 65535 ? number : 'a number from 1 to 65535,'} without quotes.`;
  const [, first, last] = /^\s*(\d{1,5})\s*[-:]\s*(\d{1,5})\s*$/.exec(text) ?? [];
  if (first !== undefined) return `\`port: ${Number(first)}\` and \`endPort: ${Number(last)}\`.`;
  if (/^\s*\d+(\s*,\s*\d+)+\s*$/.test(text)) return 'an item for each port.';
  return 'the number, or the name that the containers give the port: lower case letters, digits and `-`, at most 15 of them, one a letter.';
}

/** What an endPort is that the API refuses. */
export function endPortIs({ policy, invalid }: Fault): string {
  const port = nodeAt(policy.root, [...invalid.path.slice(0, -1), 'port']);
  if (port === undefined || port.kind === 'null') return 'the end of a range without a beginning';
  if (port.kind === 'string') return 'the end of a range that begins with a name';
  return 'no end of the range that begins at `port`';
}

/** What to write in place of it. */
export function endPort({ policy, invalid }: Fault): string {
  const port = nodeAt(policy.root, [...invalid.path.slice(0, -1), 'port']);
  if (port === undefined || port.kind === 'null') return 'the first port of the range as `port`, or delete endPort.';
  if (port.kind === 'string') return 'the number of the first port in place of its name, or delete endPort.';
  const first = Number(textOf(port));
  const range = first >= 1 && first < 65535 ? `a number from ${first} to 65535` : 'the last port of the range';
  return `${range}, or delete endPort if one port is meant.`;
}
