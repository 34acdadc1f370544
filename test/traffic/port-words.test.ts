/** Ports in words, and the one that is given for an example. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Port, Rule } from '../../src/policy/api.ts';
import { type Box, ruleBoxes } from '../../src/traffic/box.ts';
import { ALL_PORTS, NO_PORTS, portSet, subtractPorts } from '../../src/traffic/ports.ts';
import { witnessOf } from '../../src/traffic/witness.ts';
import { describePorts, describeWitness } from '../../src/traffic/words.ts';

const test = suite('traffic/port-words');

function boxOf(rule: Rule): Box {
  const [box] = ruleBoxes(rule, 'ingress', { model: 'portable', namespace: 'shop' });
  if (box === undefined) throw new Error('the rule allows nothing');
  return box;
}

const TCP = { protocol: 'TCP' } as const;
const UDP = { protocol: 'UDP' } as const;
// Ports, in words, and the port of an example.
const PORTS: readonly (readonly [ports: readonly Port[], words: string, example: string])[] = [
  [[], 'every port', 'TCP 80'],
  [[TCP], 'every TCP port', 'TCP 80'],
  [[TCP, UDP], 'every TCP port; every UDP port', 'TCP 80'],
  [[TCP, UDP, { protocol: 'SCTP' }], 'every TCP port; every UDP port; every SCTP port', 'TCP 80'],
  [[{ ...TCP, port: 80 }], 'TCP 80', 'TCP 80'],
  [
    [
      { ...TCP, port: 81 },
      { ...TCP, port: 79 },
    ],
    'TCP 79, 81',
    'TCP 79',
  ],
  [[{ ...TCP, port: 79, endPort: 80 }], 'TCP 79-80', 'TCP 80'],
  [[{ ...TCP, port: 80, endPort: 81 }], 'TCP 80-81', 'TCP 80'],
  [[{ ...TCP, port: 78, endPort: 79 }], 'TCP 78-79', 'TCP 78'],
  [[{ ...TCP, port: 443, endPort: 500 }], 'TCP 443-500', 'TCP 443'],
  [[{ ...TCP, port: 400, endPort: 442 }], 'TCP 400-442', 'TCP 400'],
  [
    [
      { ...TCP, port: 22 },
      { ...TCP, port: 443 },
    ],
    'TCP 22, 443',
    'TCP 443',
  ],
  [[{ ...TCP, port: 1, endPort: 65_535 }], 'TCP 1-65535', 'TCP 80'],
  [[{ ...TCP, port: 2, endPort: 65_535 }], 'TCP 2-65535', 'TCP 80'],
  [
    [
      { ...TCP, port: 'http' },
      { ...TCP, port: 'dns' },
    ],
    'TCP dns, http',
    'TCP dns',
  ],
  [
    [
      { ...TCP, port: 'http' },
      { ...TCP, port: 8080 },
    ],
    'TCP 8080, http',
    'TCP 8080',
  ],
  [
    [
      { ...TCP, port: 'http' },
      { ...UDP, port: 53 },
    ],
    'TCP http; UDP 53',
    'UDP 53',
  ],
  [[{ ...UDP, port: 'dns' }], 'UDP dns', 'UDP dns'],
];

for (const [ports, words, example] of PORTS) {
  test(`ports: ${words}`, () => {
    assert.is(describePorts(portSet(ports)), words);
    assert.is(
      describeWitness(witnessOf(boxOf({ from: [{ podSelector: {} }], ports }))),
      `a pod without labels in its namespace, ${example}`,
    );
  });
}

test('ports that no rule writes: what is left of others', () => {
  const http = portSet([
    { ...TCP, port: 'http' },
    { ...TCP, port: 'dns' },
  ]);
  const named = subtractPorts(portSet([TCP]), http);
  assert.is(describePorts(named), 'TCP 1-65535, every name but dns, http');
  const low = subtractPorts(portSet([TCP]), portSet([{ ...TCP, port: 101, endPort: 65_535 }]));
  assert.is(describePorts(low), 'TCP 1-100, every name');
  const unnamed = subtractPorts(portSet([TCP]), portSet([{ ...TCP, port: 'http' }]));
  assert.is(describePorts(unnamed), 'TCP 1-65535, every name but http');
  const names = subtractPorts(named, portSet([{ ...TCP, port: 1, endPort: 65_535 }]));
  assert.is(describePorts(names), 'TCP every name but dns, http');
  const other = subtractPorts(ALL_PORTS, portSet([TCP, UDP, { protocol: 'SCTP' }]));
  assert.is(describePorts(other), 'other protocols');
  assert.is(
    describePorts(subtractPorts(ALL_PORTS, portSet([UDP, { protocol: 'SCTP' }]))),
    'every TCP port; other protocols',
  );
  const example = (ports: typeof other): string => {
    const { protocol, port } = witnessOf({ ...boxOf({}), ports });
    return [protocol, ...(port === undefined ? [] : [port])].join(' ');
  };
  assert.is(example(names), 'TCP other');
  assert.is(example(other), 'ICMP');
  assert.is(example(NO_PORTS), 'none');
  assert.is(describePorts(NO_PORTS), '');
});

test.run();
