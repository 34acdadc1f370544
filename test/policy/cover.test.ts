import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Peer, Port } from '../../src/policy/api.ts';
import { coversPeer, coversPort, coversRule } from '../../src/policy/cover.ts';

const test = suite('policy/cover');

const TCP = 'TCP';
const PORTS: readonly (readonly [outer: Port, inner: Port, covers: boolean])[] = [
  [{ protocol: TCP }, { protocol: TCP, port: 80 }, true],
  [{ protocol: TCP }, { protocol: TCP, port: 'http' }, true],
  [{ protocol: TCP }, { protocol: 'UDP', port: 80 }, false],
  [{ protocol: TCP, port: 80 }, { protocol: TCP }, false],
  [{ protocol: TCP, port: 1, endPort: 65535 }, { protocol: TCP }, false],
  [{ protocol: TCP, port: 1, endPort: 65535 }, { protocol: TCP, port: 'http' }, false],
  [{ protocol: TCP, port: 'http' }, { protocol: TCP, port: 'http' }, true],
  [{ protocol: TCP, port: 'http' }, { protocol: 'UDP', port: 'http' }, false],
  [{ protocol: TCP, port: 'http' }, { protocol: TCP, port: 80 }, false],
  [{ protocol: TCP, port: 80, endPort: 90 }, { protocol: TCP, port: 80 }, true],
  [{ protocol: TCP, port: 80, endPort: 90 }, { protocol: TCP, port: 85, endPort: 90 }, true],
  [{ protocol: TCP, port: 80, endPort: 90 }, { protocol: TCP, port: 85, endPort: 91 }, false],
];

for (const [outer, inner, covers] of PORTS) {
  test(`${JSON.stringify(outer)} covers ${JSON.stringify(inner)}: ${covers}`, () => {
    assert.is(coversPort(outer, inner), covers);
  });
}

const web = { matchLabels: { app: 'web' } };
const named = { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } };

function block(cidr: string, ...except: readonly string[]): Peer {
  return { ipBlock: { cidr, except } };
}

const PEERS: readonly (readonly [outer: Peer, inner: Peer, covers: boolean])[] = [
  [{ podSelector: {} }, { podSelector: web }, true],
  [{ podSelector: web }, { podSelector: {} }, false],
  [{ namespaceSelector: {} }, { namespaceSelector: named }, true],
  [{ namespaceSelector: {}, podSelector: {} }, { namespaceSelector: named, podSelector: web }, true],
  [{ namespaceSelector: {}, podSelector: web }, { namespaceSelector: named, podSelector: {} }, false],
  // OVN-Kubernetes tells these apart.
  [{ namespaceSelector: {} }, { namespaceSelector: {}, podSelector: {} }, false],
  [{ namespaceSelector: {}, podSelector: {} }, { namespaceSelector: {} }, false],
  [{ namespaceSelector: {}, podSelector: {} }, { podSelector: {} }, false],
  [block('0.0.0.0/0'), { podSelector: {} }, false],
  [block('0.0.0.0/0'), block('10.0.0.0/8'), true],
  [block('0.0.0.0/0'), block('::/0'), false],
  [block('10.0.0.0/8'), block('0.0.0.0/0'), false],
  [block('10.0.0.0/8', '10.1.0.0/16'), block('10.2.0.0/16'), true],
  [block('10.0.0.0/8', '10.1.0.0/16'), block('10.1.0.0/16'), false],
  [block('10.0.0.0/8', '10.1.0.0/16'), block('10.1.2.0/24'), false],
  [block('10.0.0.0/8', '10.1.2.0/24'), block('10.1.0.0/16'), false],
  [block('10.0.0.0/8', '10.1.2.0/24'), block('10.1.0.0/16', '10.1.2.0/23'), true],
  [block('10.0.0.0/8', '10.1.2.0/24'), block('10.1.0.0/16', '10.1.2.0/25'), false],
  [block('10.0.0.0/8'), block('10.0.0.1/8'), false],
];

for (const [outer, inner, covers] of PEERS) {
  test(`${JSON.stringify(outer)} covers ${JSON.stringify(inner)}: ${covers}`, () => {
    assert.is(coversPeer(outer, inner), covers);
  });
}

test('no peers cover every peer, and no ports every port; never the other way', () => {
  const rule = { from: [{ podSelector: web }], ports: [{ protocol: TCP, port: 80 }] };
  const { from, ports } = rule;
  for (const wider of [{}, { from }, { ports }]) {
    assert.ok(coversRule(wider, rule, 'ingress'));
    assert.not.ok(coversRule(rule, wider, 'ingress'));
  }
  assert.not.ok(coversRule({ from }, { ports }, 'ingress'));
});

test.run();
