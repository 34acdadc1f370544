/** Policies as texts, what they are merged to, and how both are compared. */
import * as assert from 'uvu/assert';
import { merge } from './run.ts';

/** How every policy begins. */
export const HEAD = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n';

/** A policy of the group whose podSelector is {}. */
export function policy(name: string, spec: string, metadata = ''): string {
  return `${HEAD}metadata:\n  name: ${name}\n${metadata}spec:\n${spec}`;
}

/** What policies became: its name, the names that it stands for, its spec. */
export function merged(name: string, from: string, spec: string, metadata = ''): string {
  const annotation = `  annotations:\n    netpolish.dev/merged-from: ${from}\n`;
  return `${HEAD}metadata:\n  name: ${name}\n${metadata}${annotation}spec:\n${spec}`;
}

/** A spec of one rule. */
export const PORT_80 = '  podSelector: {}\n  ingress:\n  - ports:\n    - port: 80\n';
/** Another. */
export const PORT_81 = '  podSelector: {}\n  ingress:\n  - ports:\n    - port: 81\n';
/** What the two become. */
export const UNION =
  '  podSelector: {}\n  policyTypes:\n  - Ingress\n  ingress:\n  - ports:\n    - port: 80\n  - ports:\n    - port: 81\n';
/** Of whom the two are. */
export const FROM = '"a,b"';

/** Policies of one group, and the text that they become. */
export type Row = readonly [fact: string, stream: string, want: string];

/** Declares a test for each row: the merge comes to the text, and a second one changes nothing. */
export function declareTexts(test: (fact: string, body: () => void) => void, rows: readonly Row[]): void {
  for (const [fact, stream, want] of rows) {
    test(fact, () => {
      const { text, summary } = merge(stream);
      assert.is(text, want);
      assert.is(summary.merged, 1);
      assert.is(merge(text).text, text);
    });
  }
}
