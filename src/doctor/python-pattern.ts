/** A regular expression of Python in our spelling: comments and blanks of `(?x)` taken out. */
export function fromPython(pattern: string): string {
  const isVerbose = /^\s*\(\?x\)/.test(pattern);
  const plain = isVerbose ? pattern.replace(/\(\?x\)/, '').replace(/\s*#.*$|\s+/gm, '') : pattern;
  return plain.replaceAll('\\Z', '$').replaceAll('\\A', '^').replaceAll('(?P<', '(?<');
}

/**
 * Whether a regular expression of somebody else may take longer than anybody waits over these texts: where it repeats a group that
 * repeats or chooses it may try ways without number, and with many repeats one after another nearly so.
 */
export function isCostly(pattern: string, texts: readonly string[]): boolean {
  const shape = pattern.length > MOST_LETTERS ? undefined : shapeOf(pattern);
  if (shape === undefined) return true;
  const repeats = shape.repeats + (pattern.startsWith('^') ? 0 : 1);
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
  return ways(longest, repeats) * 2 ** shape.choices > MOST_STEPS;
}

/** Of one text: hundredths of a second, where all of them were taken. */
const MOST_STEPS = 1e7;

/** More than anybody writes, long lists of folders too. */
const MOST_LETTERS = 10_000;

/** In how many ways a text of this length is shared out among repeats. */
function ways(length: number, repeats: number): number {
  let all = Math.max(1, length);
  for (let i = 2; i <= repeats; i++) all *= (length + i) / i;
  return all;
}

/** How many repeats and choices stand one after another; of alternatives the most. */
type Shape = { readonly repeats: number; readonly choices: number };

const EMPTY: Shape = { repeats: 0, choices: 0 };

/** A group that is being read: the most of its branches, the branch that is being read, and how many there are with it. */
type Open = { readonly most: Shape; readonly here: Shape; readonly branches: number };

const START: Open = { most: EMPTY, here: EMPTY, branches: 1 };

const TOKEN =
  /(\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|[)|]|[^\\[()|])([*+?]|\{\d+(?:,\d*)?\})?[?+]?/gs;

/** Undefined where a group is repeated that repeats or chooses itself, and where the groups do not close. */
function shapeOf(pattern: string): Shape | undefined {
  const outer: Open[] = [];
  let own = START;
  for (const [, token = '', quantifier = ''] of pattern.matchAll(TOKEN)) {
    if (token.startsWith('(')) {
      outer.push(own);
      own = START;
    } else if (token === '|') own = { most: mostOf(own), here: EMPTY, branches: own.branches + 1 };
    else {
      const inner = token === ')' ? plus(mostOf(own), choiceOf(own)) : EMPTY;
      const isPlain = token !== ')' || (own.branches === 1 && inner.repeats + inner.choices === 0);
      if (!isPlain && quantifier !== '' && quantifier !== '?') return undefined;
      const into = token === ')' ? outer.pop() : own;
      if (into === undefined) return undefined;
      own = { ...into, here: plus(plus(into.here, inner), costOf(quantifier)) };
    }
  }
  return outer.length === 0 ? mostOf(own) : undefined;
}

/** Which of its branches matches: groups one after another choose each for itself. */
function choiceOf({ branches }: Open): Shape {
  return { repeats: 0, choices: Math.log2(branches) };
}

function costOf(quantifier: string): Shape {
  if (quantifier === '') return EMPTY;
  return quantifier === '?' ? { repeats: 0, choices: 1 } : { repeats: 1, choices: 0 };
}

function plus(a: Shape, b: Shape): Shape {
  return { repeats: a.repeats + b.repeats, choices: a.choices + b.choices };
}

function mostOf({ most, here }: Open): Shape {
  return { repeats: Math.max(most.repeats, here.repeats), choices: Math.max(most.choices, here.choices) };
}
