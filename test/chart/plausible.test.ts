import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { plausible } from '../../src/chart/plausible.ts';
import type { ValueRead } from '../../src/chart/reads.ts';
import type { ValueSchema } from '../../src/chart/schema.ts';
import type { Json } from '../../src/manifest/tree.ts';
import { read, value } from './values.ts';

const test = suite('chart/plausible');

const peer: Json = { podSelector: { matchLabels: { app: 'example' } } };
const port: Json = { port: 8080, protocol: 'TCP' };

/** `path use key`: a read, and the key that it stands under. */
const reading = (words: string): ValueRead => {
  const [path = '', use = 'print', ...yamlKey] = words.split(' ');
  return read(path, { use: use as ValueRead['use'], yamlKey });
};

type Row = readonly [path: string, base: Json | undefined, reads: readonly string[], is: Json, schema?: ValueSchema];

// By the key that it is printed under.
const UNDER: readonly Row[] = [
  ['x', [], ['x toYaml from'], [peer]],
  ['x', [], ['x toYaml ingress to'], [peer]],
  ['x', [], ['x toYaml ports'], [port]],
  ['x', [], ['x toYaml ingress'], [{ from: [peer] }]],
  ['x', [], ['x tpl egress'], [{ to: [peer] }]],
  ['x', {}, ['x toYaml matchLabels'], { app: 'example' }],
  ['x', {}, ['x toYaml podSelector'], { matchLabels: { app: 'example' } }],
  ['x', {}, ['x toYaml namespaceSelector'], { matchLabels: { app: 'example' } }],
  ['x', [], ['x toYaml matchExpressions'], [{ key: 'example', operator: 'Exists' }]],
  ['x', {}, ['x toYaml ipBlock'], { cidr: '192.0.2.0/24' }],
  ['x', [], ['x toYaml except'], ['192.0.2.0/28']],
  ['x', '', ['x print cidr'], '192.0.2.0/24'],
  ['x', undefined, ['x print port'], 8080],
  ['x', undefined, ['x print endPort'], 8090],
  ['x', undefined, ['x print protocol'], 'TCP'],
  ['x', [], ['x toYaml policyTypes'], ['Ingress']],
  ['x', {}, ['x toYaml labels'], { example: 'example' }],
  ['x', {}, ['x toYaml annotations'], { example: 'example' }],
  // What is printed as it stands can be no map: `map[…]` is no peer.
  ['x', undefined, ['x print from'], 'example'],
  ['x', '', ['x print matchLabels'], 'example'],
  ['x', undefined, ['x condition from'], 'example'],
  // A key of no policy says nothing; the second read does.
  ['x', undefined, ['x print name', 'x print port'], 8080],
];

// By what is read below it.
const BELOW: readonly Row[] = [
  ['x', [], ['x range', 'x.[] print cidr'], ['192.0.2.0/24']],
  ['x', [], ['x range', 'x.[] print port'], [8080]],
  ['x', [], ['x range', 'x.[] toYaml from'], [[peer]]],
  ['x', [], ['x range', 'x.[].port print port', 'x.[].name print'], [{ port: 8080, name: 'example' }]],
  ['x', {}, ['x.[].cidr print cidr'], { example: { cidr: '192.0.2.0/24' } }],
  ['x', undefined, ['x with', 'x.a print port', 'x.b.c print'], { a: 8080, b: { c: 'example' } }],
  ['x', {}, ['x.a print'], { a: 'example' }],
  ['podLabels', {}, ['podLabels range', 'podLabels.[] print'], { example: 'example' }],
  ['x', [], ['x range', 'x.[] range', 'x.[].[] print'], [['example']]],
];

// By its name.
const NAMED: readonly Row[] = [
  ['allowedCIDRs', [], ['allowedCIDRs range', 'allowedCIDRs.[] print'], ['192.0.2.0/24']],
  ['ipRanges', [], ['ipRanges range'], ['192.0.2.0/24']],
  ['address', '', ['address print'], '192.0.2.0/24'],
  ['subnet', undefined, ['subnet print'], '192.0.2.0/24'],
  ['metricsPort', undefined, ['metricsPort print'], 8080],
  ['extraPorts', [], ['extraPorts toYaml'], [port]],
  ['extraPorts', [], ['extraPorts range', 'extraPorts.[] print'], [8080]],
  ['kubeVersion', '', ['kubeVersion print'], '1.30.0'],
  ['podLabels', {}, ['podLabels toYaml'], { app: 'example' }],
  ['namespaceSelector', undefined, ['namespaceSelector toYaml'], { app: 'example' }],
  ['podAnnotations', {}, ['podAnnotations toYaml'], { example: 'example' }],
  ['extraIngress', [], ['extraIngress toYaml'], [{ from: [peer] }]],
  ['customEgressRules', [], ['customEgressRules toYaml'], [{ to: [peer] }]],
  ['egress', [], ['egress range'], ['example']],
  ['allowFrom', [], ['allowFrom toYaml'], [peer]],
  ['extraPeers', [], ['extraPeers toYaml'], [peer]],
  ['extraPeers', [], ['extraPeers range', 'extraPeers.[] print'], ['example']],
  ['name', '', ['name print'], 'example'],
];

// By its schema and by what it is.
const KIND: readonly Row[] = [
  ['x', 'a', ['x print'], 'b', { types: [], choices: ['a', '', null, 'b'] }],
  ['x', undefined, ['x print port'], 'b', { types: [], choices: ['b'] }],
  ['x', undefined, ['x toYaml'], { example: 'example' }, { types: ['object'] }],
  ['x', undefined, ['x toYaml'], ['example'], { types: ['array'] }],
  ['x', undefined, ['x toYaml'], ['example'], { types: ['array', 'object'] }],
  ['x', undefined, ['x toYaml'], 'example', { types: ['string'] }],
  ['x', [], ['x.a print', 'x toYaml'], ['example']],
  ['x', {}, ['x toYaml from'], { example: 'example' }],
  ['x', '', ['x toYaml from'], 'example'],
  ['port', '', ['port toYaml from'], 8080],
  ['x', undefined, [], 'example'],
];

for (const [path, base, reads, is, schema = { types: [] }] of [...UNDER, ...BELOW, ...NAMED, ...KIND]) {
  test(`${path}, ${JSON.stringify(base)}, read as ${reads.join('; ')}, ${JSON.stringify(schema)}`, () => {
    assert.equal(plausible(value(path, base, { reads: reads.map(reading), schema })), is);
  });
}

test('values in values end somewhere', () => {
  const deep = `x${'.a'.repeat(40)}`;
  const made = JSON.stringify(plausible(value('x', undefined, { reads: [read(deep)] })));
  assert.is(made, '{"a":{"a":{"a":{"a":{"a":{"a":"example"}}}}}}');
});

test.run();
