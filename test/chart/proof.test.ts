import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Judged, judging } from '../../src/chart/outcome.ts';
import { isCured, samePolicies } from '../../src/chart/proof.ts';
import type { Finding } from '../../src/finding.ts';
import type { WorldOptions } from '../../src/pipeline/world.ts';
import { NEWEST_VERSION } from '../../src/policy/version.ts';
import { CHECKING } from '../checks/golden.ts';
import { BARE, GOOD, printed } from './fake-chart.ts';

const test = suite('chart/proof');

const { judge } = judging(CHECKING);
const judged = (...texts: readonly string[]): Judged => judge(Buffer.from(texts.join('')));

const WORLD: WorldOptions = { namespace: '', hooks: CHECKING.hooks, cni: CHECKING.cni, server: NEWEST_VERSION };

const faultOf = ({ faults }: Judged, check: string): Finding => {
  const found = [...faults.values()].find((one) => one.check === check);
  if (found === undefined) throw new Error(`no ${check} in ${[...faults.values()].map((one) => one.check)}`);
  return found;
};

const CLOSED = '{from: [{podSelector: {matchLabels: {app: none}}}], ports: [{port: 9090}]}';
const before = judged(printed('np', GOOD, BARE));
const fault = faultOf(before, 'emptied-peers');

const CURES: Readonly<Record<string, readonly [after: Judged, is: boolean]>> = {
  'the rule is gone': [judged(printed('np', GOOD)), true],
  'the rule has peers': [judged(printed('np', GOOD, CLOSED)), true],
  'it changes nothing': [before, false],
  'it changes the spelling alone': [judged(printed('np', GOOD, BARE.replace('from: ,', 'from: [],'))), false],
  'it takes the finding away and not the traffic': [judged(printed('np', GOOD, '{ports: [{port: 9090}]}')), false],
  'it opens another port': [judged(printed('np', GOOD, '{from: [{podSelector: {}}], ports: [{port: 7}]}')), false],
  'it lets everybody in': [judged(printed('np', '{}')), false],
  'the policy is gone': [judged(''), false],
  'it brings another fault': [judged(printed('np', GOOD, CLOSED.replace('9090', ''))), false],
  'it is right here and wrong in a policy more': [judged(printed('np', GOOD), printed('two', BARE)), false],
};

for (const [what, [after, is]] of Object.entries(CURES)) {
  test(`a cure ${is ? 'is taken' : 'is refused'}: ${what}`, () => assert.is(isCured(before, after, fault, WORLD), is));
}

test('of two faults one may be cured by itself', () => {
  const two = judged(printed('np', GOOD, BARE), printed('two', BARE));
  assert.ok(isCured(two, judged(printed('np', GOOD), printed('two', BARE)), fault, WORLD));
});

test('what closes is never cured: a cure would have to open', () => {
  assert.not(isCured(before, judged(printed('np', GOOD)), { ...fault, effect: 'closes' }, WORLD));
});

test('what the API refuses lets nothing through, so there is no traffic to be compared', () => {
  const port = judged(printed('np', GOOD.replace('80', '99999')));
  const refused = faultOf(port, 'invalid-value');
  assert.is(refused.effect, 'rejected');
  assert.ok(isCured(port, judged(printed('np', GOOD)), refused, WORLD));
  assert.not(isCured(port, port, refused, WORLD));
});

const SAME: readonly (readonly [what: string, a: Judged, b: Judged, is: boolean])[] = [
  ['themselves', before, before, true],
  ['another spelling', before, judged(printed('np', GOOD, '{ "from": null, "ports": [ {"port": 9090} ] }')), true],
  ['another port', before, judged(printed('np', GOOD, BARE.replace('9090', '9091'))), false],
  ['one policy more', before, judged(printed('np', GOOD, BARE), printed('two', GOOD)), false],
  ['another name', judged(printed('a', GOOD)), judged(printed('b', GOOD)), false],
  ['none at all', judged(''), judged(''), true],
  ['other objects', judged(''), judged('---\nkind: Service\n'), true],
];

for (const [what, a, b, is] of SAME) {
  test(`${is ? 'the same' : 'other'} policies: ${what}`, () => {
    assert.is(samePolicies(a, b), is);
    assert.is(samePolicies(b, a), is);
  });
}

test.run();
