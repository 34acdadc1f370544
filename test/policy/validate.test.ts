// What the API server refuses must not be merged: verdicts by hand, and those of the API's own validator.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTree } from '../../src/manifest/parse.ts';
import { isFault } from '../../src/manifest/tree.ts';
import { isStrictlyWithin, parseCidr } from '../../src/policy/cidr.ts';
import { decodePolicy } from '../../src/policy/decode.ts';
import { invalidity } from '../../src/policy/validate.ts';

const validate = suite('policy/validate');

function verdict(yaml: string): string | undefined {
  const root = parseTree(yaml);
  if (isFault(root)) throw new Error(root.message);
  return invalidity(decodePolicy(root).spec);
}

const rule = (ports: string): string => `spec: {podSelector: {}, ingress: [{ports: [${ports}]}]}`;
const peer = (text: string): string => `spec: {podSelector: {}, egress: [{to: [${text}]}]}`;
const labels = (text: string): string => `spec: {podSelector: {matchLabels: ${text}}}`;

const CASES: readonly (readonly [string, string | undefined])[] = [
  [rule('{port: 80}'), undefined],
  [rule('{port: http}'), undefined],
  [rule('{}'), undefined],
  [rule('{port: 80, endPort: 90, protocol: SCTP}'), undefined],
  [rule('{port: 0}'), 'port 0'],
  [rule('{port: 65536}'), 'port 65536'],
  [rule('{port: "80"}'), 'port "80"'],
  [rule('{port: -http}'), 'port "-http"'],
  [rule('{port: http-}'), 'port "http-"'],
  [rule('{port: a--b}'), 'port "a--b"'],
  [rule('{port: sixteen-letters-}'), 'port "sixteen-letters-"'],
  [rule('{port: 80, protocol: tcp}'), 'protocol "tcp"'],
  [rule('{endPort: 90}'), 'endPort 90'],
  [rule('{port: 80, endPort: 79}'), 'endPort 79'],
  [peer('{podSelector: {}}'), undefined],
  [peer('{}'), 'a peer that is nothing'],
  [peer('{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}'), 'an ipBlock beside a selector'],
  [peer('{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}'), undefined],
  [peer('{ipBlock: {cidr: "::/0", except: ["2001:db8::/32"]}}'), undefined],
  [peer('{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}'), 'except "11.0.0.0/16"'],
  [peer('{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}'), 'except "10.0.0.0/8"'],
  [peer('{ipBlock: {cidr: 10.0.0.5/24}}'), 'cidr "10.0.0.5/24"'],
  [peer('{ipBlock: {cidr: "::ffff:1.2.3.4/128"}}'), 'cidr "::ffff:1.2.3.4/128"'],
  [labels('{app: web, example.org/tier: ""}'), undefined],
  [labels('{a b: c}'), 'label key "a b"'],
  [labels('{a/b/c: d}'), 'label key "a/b/c"'],
  [labels('{Up/b: d}'), 'label key "Up/b"'],
  [labels('{a: -b}'), 'label value "-b"'],
  [labels(`{a: ${'x'.repeat(64)}}`), `label value "${'x'.repeat(64)}"`],
  ['spec: {podSelector: {matchExpressions: [{key: a, operator: In}]}}', 'operator In without values'],
  ['spec: {podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}}', 'operator Exists with values'],
  ['spec: {podSelector: {matchExpressions: [{key: a, operator: Gt, values: ["1"]}]}}', 'operator "Gt"'],
  ['spec: {podSelector: {}, policyTypes: [ingress]}', 'policyTypes "ingress"'],
  ['spec: {podSelector: {}, policyTypes: [Ingress, Egress, Ingress]}', 'more than two policyTypes'],
];

for (const [yaml, expected] of CASES)
  validate(`${yaml} -> ${expected ?? 'taken'}`, () => assert.is(verdict(yaml), expected));

validate('blocks lie within blocks of their own family alone', () => {
  const [a, b, c] = [parseCidr('10.0.0.0/8'), parseCidr('10.1.0.0/16'), parseCidr('::/0')];
  if (a === undefined || b === undefined || c === undefined) throw new Error('a block does not parse');
  assert.ok(isStrictlyWithin(b, a));
  assert.not(isStrictlyWithin(a, b));
  assert.not(isStrictlyWithin(b, c));
});

const shared = process.env.NETPOLISH_SHARED;
if (shared === undefined) console.log('NETPOLISH_SHARED is not set: the verdicts of the API server are not compared');
else {
  type Case = {
    readonly Id: string;
    readonly Yaml: string;
    readonly YamlErr: string;
    readonly DecodeErr: string;
    readonly ValidationErrs: string[] | null;
  };
  const cases = JSON.parse(readFileSync(join(shared, 'oracle/api-truth-table.json'), 'utf8')) as Case[];
  for (const { Id, Yaml, YamlErr, DecodeErr, ValidationErrs } of cases) {
    if (YamlErr !== '' || DecodeErr !== '' || Yaml === '') continue;
    validate(`oracle: ${Id}`, () => assert.is(verdict(Yaml) !== undefined, (ValidationErrs ?? []).length > 0));
  }
}

validate.run();
