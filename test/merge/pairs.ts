/** Two policies of one group that differ in one thing, and what the tests of refusals look at. */
import * as assert from 'uvu/assert';
import type { PolishOptions } from '../../src/pipeline/polish.ts';
import { merge, reasonOf } from './run.ts';

/** A stream, and the reason why its only group stays apart, or '' where it is merged. */
export type Row = readonly [fact: string, stream: string, want: string, options?: Partial<PolishOptions>];

/** Declares a test for each row. */
export function declareReasons(test: (fact: string, body: () => void) => void, rows: readonly Row[]): void {
  for (const [fact, stream, want, options] of rows) {
    test(fact, () => {
      const merged = merge(stream, options);
      assert.is(reasonOf(merged), want);
      assert.is(merged.summary.merged, want === '' ? 1 : 0);
      if (want !== '') assert.is(merged.text, stream);
    });
  }
}

/** What is added to each of the two. */
export type Pair = { readonly a?: string; readonly b?: string };

/** Two policies of one group; `metadata` and `above` add to each. */
export function pair(metadata: Pair, above: Pair = {}): string {
  return policy('a', metadata.a, above.a) + policy('b', metadata.b, above.b);
}

/** A policy, behind a marker; `above` stands before its first line. */
export function policy(name: string, metadata = '', above = '', spec = '{podSelector: {}, ingress: [{}]}'): string {
  const more = metadata === '' ? '' : `, ${metadata}`;
  return `---\n${above}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}${more}}\nspec: ${spec}\n`;
}

/** A pair of which each has its own value of an annotation, or none. */
export function annotated(key: string, a: string | undefined, b: string | undefined): string {
  return pair(fields('annotations', key, a, b));
}

/** A pair of which each has its own value of a label, or none. */
export function labelled(key: string, a: string | undefined, b: string | undefined): string {
  return pair(fields('labels', key, a, b));
}

function fields(field: string, key: string, a: string | undefined, b: string | undefined): Pair {
  const write = (value: string | undefined): string => (value === undefined ? '' : `${field}: {${key}: "${value}"}`);
  return { a: write(a), b: write(b) };
}

/** A pair of which each was rendered from its own template. */
export function from(a: string, b: string): string {
  return pair({}, { a: `# Source: ${a}\n`, b: `# Source: ${b}\n` });
}

/** A list of a kind that holds two policies of one group. */
export function list(kind: string): string {
  const items = ['a', 'b'].map(
    (name) =>
      `- apiVersion: networking.k8s.io/v1\n  kind: NetworkPolicy\n  metadata: {name: ${name}}\n  spec: {ingress: [{}]}\n`,
  );
  return `apiVersion: v1\nkind: ${kind}\nitems:\n${items.join('')}`;
}
