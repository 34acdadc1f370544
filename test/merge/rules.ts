/** Rules as texts, and what --simplify makes of them. `PEERS` stands for `from` or `to`. */
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { simplifyRules } from '../../src/merge/simplify.ts';
import { DIRECTIONS, type Rule } from '../../src/policy/api.ts';

/** Own pods that one label names. */
export const WEB = '{podSelector: {matchLabels: {app: web}}}';
/** Others. */
export const API = '{podSelector: {matchLabels: {app: api}}}';
export const DB = '{podSelector: {matchLabels: {app: db}}}';
/** All own pods. */
export const PODS = '{podSelector: {}}';
/** Every pod of every namespace. */
export const ALL = '{namespaceSelector: {}}';
/** The same in other words, which some CNIs take for something else. */
export const EVERY_POD = '{namespaceSelector: {}, podSelector: {}}';

/** A peer by its addresses. */
export function block(cidr: string, ...except: readonly string[]): string {
  return except.length === 0
    ? `{ipBlock: {cidr: "${cidr}"}}`
    : `{ipBlock: {cidr: "${cidr}", except: [${except.map((one) => `"${one}"`).join()}]}}`;
}

/** Own pods by what is asked of their labels. */
export function pods(...requirements: readonly string[]): string {
  return `{podSelector: {matchExpressions: [${requirements.map((one) => `{${one}}`).join()}]}}`;
}

/** Ports of TCP. */
export function tcp(...ports: readonly (number | string)[]): string {
  return ports.map((port) => `{protocol: TCP, port: ${port}}`).join();
}

/** Rules in, rules out. */
export type Row = readonly [fact: string, rules: string, want: string];

/** Rules that come back as they went in. */
export type Kept = readonly [fact: string, rules: string];

type Test = (fact: string, body: () => void) => void;

/** Declares a test for each direction and row. */
export function declareRows(test: Test, rows: readonly Row[], kept: readonly Kept[] = []): void {
  for (const direction of DIRECTIONS) {
    const peers = direction === 'ingress' ? 'from' : 'to';
    for (const [fact, given, want] of rows) {
      test(`${direction}: ${fact}`, () => {
        const simple = simplifyRules(rules(given, peers), direction);
        assert.equal(simple, rules(want, peers));
        assert.equal(simplifyRules(simple, direction), simple);
        assert.equal(simplifyRules(rules(given, peers).toReversed(), direction), simple);
      });
    }
    for (const [fact, given] of kept) {
      test(`${direction}: kept: ${fact}`, () => {
        assert.equal(simplifyRules(rules(given, peers), direction), rules(given, peers));
      });
    }
  }
}

/** Reads rules. */
export function rules(text: string, peers: 'from' | 'to'): readonly Rule[] {
  return parse(text.replaceAll('PEERS', peers)) as readonly Rule[];
}
