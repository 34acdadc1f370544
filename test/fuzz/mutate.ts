/** What can happen to bytes on their way: some of it to single bytes, some to lines as a template's author would do it. */
import type { Dice } from './dice.ts';
import { TOKENS } from './words.ts';

type Mutation = (bytes: Buffer, dice: Dice, donor: Buffer) => Buffer;

/** The bytes after one to four mutations. `donor` gives what is spliced in. */
export function mutated(bytes: Buffer, dice: Dice, donor: () => Buffer): Buffer {
  let done = bytes;
  for (let left = 1 + dice.nat(4); left > 0; left--) {
    const mutation = dice.pick(dice.once(2) ? BYTES : LINES);
    done = mutation(done, dice, mutation === spliced ? donor() : done);
  }
  return done;
}

const BYTES: readonly [Mutation, ...Mutation[]] = [
  flipped,
  inserted,
  inserted,
  inserted,
  deleted,
  doubled,
  spliced,
  truncated,
];

const LINES: readonly [Mutation, ...Mutation[]] = [
  onALine((line) => line.replace(/:.*$/s, ':\n')),
  onALine((line) => line.replace(/:.*$/s, ': {}\n')),
  onALine((line) => line.replace(/:.*$/s, ': null\n')),
  onALine((line) => line.replace(/- .*$/s, '-\n')),
  onALine(() => ''),
  onALine((line) => line + line),
  onALine((line) => `  ${line}`),
  onALine((line) => line.replace(/^ {1,2}/, '')),
  onALine((line) => line.replace('\n', ' # x\n')),
  onALine((line) => line.replace(/: (.*)\n/, ': &a $1\n')),
  onALine((line) => line.replace(/: (.*)\n/, ': *a\n')),
  onALine((line) => line.replace('\n', '\r\n')),
  indented,
  swapped,
];

function flipped(bytes: Buffer, dice: Dice): Buffer {
  const copy = Buffer.from(bytes);
  const at = dice.nat(bytes.length + 1);
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << dice.nat(8));
  return copy;
}

function inserted(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.nat(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), dice.pick(TOKENS), bytes.subarray(at)]);
}

function deleted(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.nat(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + dice.nat(dice.once(2) ? 2 : 60))]);
}

function doubled(bytes: Buffer, dice: Dice): Buffer {
  const at = dice.nat(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at + 1 + dice.nat(200)), bytes.subarray(at)]);
}

function spliced(bytes: Buffer, dice: Dice, donor: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, dice.nat(bytes.length + 1)), donor.subarray(dice.nat(donor.length + 1))]);
}

function truncated(bytes: Buffer, dice: Dice): Buffer {
  return bytes.subarray(0, dice.nat(bytes.length + 1));
}

function onALine(change: (line: string) => string): Mutation {
  return (bytes, dice) => {
    const start = bytes.lastIndexOf(10, dice.nat(bytes.length + 1)) + 1;
    const end = endOf(bytes, start);
    // Latin-1 keeps every byte, whatever it is.
    const line = Buffer.from(change(bytes.toString('latin1', start, end)), 'latin1');
    return Buffer.concat([bytes.subarray(0, start), line, bytes.subarray(end)]);
  };
}

/** Some lines further right, or as far left as they go. */
function indented(bytes: Buffer, dice: Dice): Buffer {
  const start = bytes.lastIndexOf(10, dice.nat(bytes.length + 1)) + 1;
  let end = start;
  for (let left = 1 + dice.nat(5); left > 0; left--) end = endOf(bytes, end);
  const block = bytes.toString('latin1', start, end);
  const moved = dice.once(2) ? block.replace(/^/gm, '  ') : block.replace(/^ {2}/gm, '');
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(moved, 'latin1'), bytes.subarray(end)]);
}

/** Two neighbouring lines in the other order. */
function swapped(bytes: Buffer, dice: Dice): Buffer {
  const start = bytes.lastIndexOf(10, dice.nat(bytes.length + 1)) + 1;
  const middle = endOf(bytes, start);
  const end = endOf(bytes, middle);
  return Buffer.concat([
    bytes.subarray(0, start),
    bytes.subarray(middle, end),
    bytes.subarray(start, middle),
    bytes.subarray(end),
  ]);
}

function endOf(bytes: Buffer, start: number): number {
  const newline = bytes.indexOf(10, start);
  return newline === -1 ? bytes.length : newline + 1;
}
