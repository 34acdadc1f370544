/** One JSON value in the many ways that YAML can spell it, without a line of src/. */
import fc from 'fast-check';
import type { Json } from './evaluator.ts';

type Fields = Readonly<Record<string, Json>>;

/** How a document is written. `seed` decides what is left to chance: quotes, key order, comments, blank lines. */
export type Spelling = {
  readonly style: 'block' | 'mixed' | 'flow' | 'json' | 'pretty json';
  readonly seed: number;
  /** Comments on lines of their own, behind values and behind brackets. */
  readonly comments: boolean;
  readonly crlf: boolean;
};

/** Half of them plain block style, as templates are. */
export const spellingArbitrary: fc.Arbitrary<Spelling> = fc.record({
  style: fc.constantFrom('block', 'block', 'block', 'mixed', 'mixed', 'flow', 'json', 'pretty json'),
  seed: fc.nat(0x7fffffff),
  comments: fc.boolean(),
  crlf: fc.constantFrom(false, false, false, true),
});

/** The document that `value` becomes, with a newline at its end and without a separator. */
export function spell(value: Json, spelling: Spelling): string {
  const text = `${writeRoot(value, spelling)}\n`;
  return spelling.crlf ? text.replaceAll('\n', '\r\n') : text;
}

/** Draws a number from 0 to sides - 1. */
type Dice = (sides: number) => number;

type Pen = {
  readonly dice: Dice;
  readonly comments: boolean;
  /** Some collections between brackets. */
  readonly mixed: boolean;
  /** Sequences further right than their key. */
  readonly indented: boolean;
};

function writeRoot(value: Json, { style, seed, comments }: Spelling): string {
  if (style === 'json') return JSON.stringify(value);
  if (style === 'pretty json') return JSON.stringify(value, null, 2);
  const dice = diceOf(seed);
  const pen: Pen = { dice, comments, mixed: style === 'mixed', indented: dice(2) === 0 };
  if (style === 'flow') return flow(value, '', pen);
  const column = dice(12) === 0 ? '  ' : '';
  return block(value, column, pen).replace(/^\n+/, '');
}

/** A linear congruential generator: good enough to vary spellings, and the same on every machine. */
function diceOf(seed: number): Dice {
  let state = BigInt(seed);
  return (sides) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return Number((state >> 33n) % BigInt(sides));
  };
}

/** What stands behind a colon or a dash: a scalar on the same line, a collection on lines of its own. */
function block(value: Json, indent: string, pen: Pen): string {
  if (!isFilled(value)) return ` ${scalar(value, pen)}${trailing(pen)}`.trimEnd();
  if (pen.mixed && indent !== '' && pen.dice(4) === 0) return ` ${flow(value, indent, pen)}${trailing(pen)}`;
  if (Array.isArray(value)) return value.map((item) => `${above(indent, pen)}${dash(item, indent, pen)}`).join('');
  return shuffled(value as Fields, pen)
    .map(([key, item]) => {
      const isText = typeof item === 'string' && item.includes('\n');
      const deeper = Array.isArray(item) && !pen.indented ? indent : `${indent}  `;
      const written = isText ? literal(item, `${indent}  `) : block(item, deeper, pen);
      return `${above(indent, pen)}\n${indent}${word(key, pen)}:${written}`;
    })
    .join('');
}

/** A collection may share the line of its dash, or begin on the next. */
function dash(item: Json, indent: string, pen: Pen): string {
  const deeper = `${indent}  `;
  const written = block(item, deeper, pen);
  const shares = isFilled(item) && /^\n +[^\s#]/.test(written) && pen.dice(5) > 0;
  return `\n${indent}-${shares ? ` ${written.slice(1).trimStart()}` : written}`;
}

function flow(value: Json, indent: string, pen: Pen): string {
  if (!isFilled(value)) return scalar(value, pen) || 'null';
  const inner = `${indent}  `;
  const isLong = pen.dice(4) === 0;
  const gap = isLong ? `${pen.comments && pen.dice(2) === 0 ? ' # inside' : ''}\n${inner}` : '';
  const parts = Array.isArray(value)
    ? value.map((item) => flow(item, inner, pen))
    : shuffled(value as Fields, pen).map(([key, item]) => `${word(key, pen)}: ${flow(item, inner, pen)}`);
  const comma = pen.dice(8) === 0 ? ',' : '';
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}${gap}${parts.join(`,${gap || ' '}`)}${comma}${isLong ? `\n${inner}` : ''}${close}`;
}

function literal(text: string, indent: string): string {
  return ` |${text.endsWith('\n') ? '' : '-'}\n${text.trimEnd().replace(/^(?=.)/gm, indent)}`;
}

function scalar(value: Json, pen: Pen): string {
  if (value === null) return ['', 'null', '~', 'Null'][pen.dice(4)] ?? '';
  return typeof value === 'string' ? word(value, pen) : JSON.stringify(value);
}

/** Plain where every YAML reads a string, else quoted one way or the other. */
function word(text: string, pen: Pen): string {
  const isPlain = /^[a-z][\w./-]{2,}$/i.test(text) && !/^(yes|off|null|true|false)$/i.test(text);
  if (isPlain && pen.dice(4) > 0) return text;
  return pen.dice(2) === 0 && !/[\n']/.test(text) ? `'${text}'` : JSON.stringify(text);
}

function above(indent: string, pen: Pen): string {
  if (pen.dice(10) === 0) return '\n';
  if (!pen.comments || pen.dice(4) > 0) return '';
  return `\n${pen.dice(3) === 0 ? '' : indent}# above - from: []`;
}

function trailing(pen: Pen): string {
  return pen.comments && pen.dice(4) === 0 ? ' # behind' : '';
}

function shuffled(fields: Fields, pen: Pen): [string, Json][] {
  const entries = Object.entries(fields);
  if (pen.dice(2) === 0) return entries;
  return entries
    .map((entry): [number, [string, Json]] => [pen.dice(1000), entry])
    .sort((a, b) => a[0] - b[0])
    .map(([, entry]) => entry);
}

function isFilled(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
