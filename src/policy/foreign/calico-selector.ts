import { allOf, anyOf, type Certainty, isOneOf, isThere, type Labels, not } from '../certainty.ts';

/**
 * Whether a selector of Calico matches (libcalico-go/lib/selector/parser). What is not understood here may match:
 * `contains`, `starts with`, `ends with` over a value that nobody knows, and whatever the grammar does not hold.
 */
export function calicoSelector(text: string): (labels: Labels) => Certainty {
  const tokens = tokensOf(text);
  if (tokens === undefined) return () => 'maybe';
  return tokens.length === 0 ? () => 'yes' : (labels) => matches(tokens, labels);
}

function matches(tokens: readonly Token[], labels: Labels): Certainty {
  const reading: Reading = { tokens, at: 0, depth: 0, labels };
  const answer = either(reading);
  return answer === undefined || reading.at < tokens.length ? 'maybe' : answer;
}

type Token = { readonly is: 'word' | 'text' | 'sign'; readonly text: string };
type Reading = { readonly tokens: readonly Token[]; at: number; depth: number; readonly labels: Labels };

/** Deeper than anybody writes; what is deeper may match. */
const MAX_DEPTH = 100;

const TOKEN = /\s*(?:("[^"]*"|'[^']*')|(&&|\|\||==|!=|!|\(|\)|\{|\}|,)|([A-Za-z0-9_./-]+))/y;

function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, quoted, sign, word] = match;
    if (quoted !== undefined) tokens.push({ is: 'text', text: quoted.slice(1, -1) });
    else tokens.push({ is: sign === undefined ? 'word' : 'sign', text: sign ?? word ?? '' });
  }
  return tokens;
}

function either(reading: Reading): Certainty | undefined {
  return chain(reading, '||', both, anyOf);
}

function both(reading: Reading): Certainty | undefined {
  return chain(reading, '&&', single, allOf);
}

function chain(
  reading: Reading,
  sign: string,
  part: (reading: Reading) => Certainty | undefined,
  join: (answers: readonly Certainty[]) => Certainty,
): Certainty | undefined {
  const answers: Certainty[] = [];
  do {
    const answer = part(reading);
    if (answer === undefined) return undefined;
    answers.push(answer);
  } while (take(reading, sign));
  return join(answers);
}

function single(reading: Reading): Certainty | undefined {
  if (take(reading, '!')) {
    const inner = deeper(reading, single);
    return inner && not(inner);
  }
  if (take(reading, '(')) {
    const inner = deeper(reading, either);
    return take(reading, ')') ? inner : undefined;
  }
  const word = wordAt(reading);
  if (word === undefined) return undefined;
  return take(reading, '(') ? called(word, reading) : compared(reading.labels(word), reading);
}

function deeper(reading: Reading, part: (reading: Reading) => Certainty | undefined): Certainty | undefined {
  if (reading.depth >= MAX_DEPTH) return undefined;
  reading.depth++;
  const answer = part(reading);
  reading.depth--;
  return answer;
}

/** `global()` stands for what is in no namespace: pods never are. */
function called(name: string, reading: Reading): Certainty | undefined {
  const key = name === 'has' ? wordAt(reading) : '';
  if (key === undefined || !take(reading, ')')) return undefined;
  if (name === 'has') return isThere(reading.labels(key));
  return name === 'all' ? 'yes' : name === 'global' ? 'no' : undefined;
}

function compared(state: ReturnType<Labels>, reading: Reading): Certainty | undefined {
  const isNegated = take(reading, '!=');
  if (isNegated || take(reading, '==')) {
    const value = textAt(reading);
    if (value === undefined) return undefined;
    return isNegated ? not(isOneOf(state, [value])) : isOneOf(state, [value]);
  }
  const operator = wordAt(reading);
  if (operator === 'contains') return partly(state, reading, (value, part) => value.includes(part));
  if (operator === 'starts' && wordAt(reading) === 'with')
    return partly(state, reading, (value, part) => value.startsWith(part));
  if (operator === 'ends' && wordAt(reading) === 'with')
    return partly(state, reading, (value, part) => value.endsWith(part));
  const isNotIn = operator === 'not';
  if (!isNotIn && operator !== 'in') return undefined;
  if (isNotIn && wordAt(reading) !== 'in') return undefined;
  const values = setAt(reading);
  if (values === undefined) return undefined;
  return isNotIn ? not(isOneOf(state, values)) : isOneOf(state, values);
}

function partly(
  state: ReturnType<Labels>,
  reading: Reading,
  holds: (value: string, part: string) => boolean,
): Certainty | undefined {
  const part = textAt(reading);
  if (part === undefined) return undefined;
  if (typeof state === 'object') return holds(state.value, part) ? 'yes' : 'no';
  return state === 'absent' ? 'no' : 'maybe';
}

function setAt(reading: Reading): readonly string[] | undefined {
  if (!take(reading, '{')) return undefined;
  const values: string[] = [];
  do {
    const value = textAt(reading);
    if (value === undefined) break;
    values.push(value);
  } while (take(reading, ','));
  return take(reading, '}') ? values : undefined;
}

function take(reading: Reading, sign: string): boolean {
  const token = reading.tokens[reading.at];
  if (token?.is !== 'sign' || token.text !== sign) return false;
  reading.at++;
  return true;
}

function wordAt(reading: Reading): string | undefined {
  return next(reading, 'word');
}

function textAt(reading: Reading): string | undefined {
  return next(reading, 'text');
}

function next(reading: Reading, is: Token['is']): string | undefined {
  const token = reading.tokens[reading.at];
  if (token?.is !== is) return undefined;
  reading.at++;
  return token.text;
}
