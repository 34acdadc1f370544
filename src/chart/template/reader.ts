import type { TemplateFault } from './nodes.ts';
import type { Token } from './tokens.ts';

/** Where the parser is. */
export type Reader = {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
  vars: Variables;
  /** Ranges around, within the define. */
  ranges: number;
  /** Controls and parentheses around. */
  depth: number;
};

/** Variables that are known here, in the order of their declarations, and how often each is declared. */
export type Variables = { readonly order: string[]; readonly known: Map<string, number> };

/** What a template and each define begin with. */
export function freshVariables(): Variables {
  return { order: ['$'], known: new Map([['$', 1]]) };
}

/** Makes a variable known up to the end of the control that it stands in. */
export function declare({ vars: { order, known } }: Reader, name: string): void {
  order.push(name);
  known.set(name, (known.get(name) ?? 0) + 1);
}

/** Forgets all but the first so many declarations. */
export function forget({ vars: { order, known } }: Reader, count: number): void {
  for (const name of order.splice(count)) known.set(name, (known.get(name) ?? 0) - 1);
}

/** Ends the parse: caught by `parseTemplate`. */
export class Refusal extends Error {
  readonly fault: TemplateFault;
  constructor(message: string, offset: number) {
    super(message);
    this.fault = { message, offset };
  }
}

/** No template is nested so deep; Go stops at 10,000 parentheses, and has no limit for the rest. */
const DEEPEST = 400;

/** Reads something that nests; refuses what would exhaust the stack. */
export function nested<T>(reader: Reader, at: Token, read: () => T): T {
  if (reader.depth >= DEEPEST) throw new Refusal(`nested more than ${DEEPEST} deep`, at.start);
  reader.depth++;
  const result = read();
  reader.depth--;
  return result;
}

/** The token to be read next; at the end always the last, which is `eof` or `error`. */
export function peek(reader: Reader, ahead = 0): Token {
  const token = reader.tokens[Math.min(reader.at + ahead, reader.tokens.length - 1)];
  if (token === undefined) throw new Refusal('no tokens', 0);
  return token;
}

/** The next token, which is read with that. */
export function next(reader: Reader): Token {
  const token = peek(reader);
  reader.at++;
  return token;
}

/** The next token, which has to be of a kind. */
export function expect(reader: Reader, kind: Token['kind'], context: string): Token {
  const token = next(reader);
  return token.kind === kind ? token : unexpected(token, context);
}

/** Refuses a token in Go's words. */
export function unexpected(token: Token, context: string): never {
  if (token.kind === 'error') throw new Refusal(token.value, token.start);
  throw new Refusal(`unexpected ${words(token)} in ${context}`, token.start);
}

/** A token as Go tells it. */
export function words({ kind, value }: Token): string {
  if (kind === 'eof') return 'EOF';
  if (kind === 'keyword' || kind === 'nil' || kind === 'dot') return `<${value}>`;
  return value.length > 10 ? `${JSON.stringify(value.slice(0, 10))}...` : JSON.stringify(value);
}
